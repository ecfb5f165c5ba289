//! STS: one operation, in the query protocol.

use crate::digest::digest;
use crate::snapshot::Caller;
use crate::world::{Answer, Refusal, World};

/// Returns the XML answer of `GetCallerIdentity` to a form-encoded body.
///
/// # Errors
/// `InvalidAction` for any other action.
pub fn caller_identity(world: &World, body: &str, request_id: &str) -> Answer<String> {
    let action = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "Action");
    let action = action.map(|(_, action)| action).unwrap_or_default();
    if action != "GetCallerIdentity" {
        return Err(Refusal::new(
            "InvalidAction",
            format!("Could not find operation {action} for version 2011-06-15"),
        ));
    }
    let caller = &world.caller;
    Ok(format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <GetCallerIdentityResult>\n    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    <Account>{}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n",
        escape(&caller.arn),
        escape(&user_id(caller)),
        caller.account
    ))
}

/// Returns the caller's unique id in IAM's form, which follows from the ARN: `AIDA…` for a user, `AROA…:SESSION` for a session
/// of a role, the account for its root user.
fn user_id(caller: &Caller) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let unique = |prefix: &str, arn: &str| {
        let bits = digest(0, &["unique id", arn]);
        let letters = (0..17).map(|place| ALPHABET.get((bits >> (5 * place)) as usize % 32));
        let letters = letters.flatten().map(|letter| char::from(*letter));
        prefix.chars().chain(letters).collect::<String>()
    };
    let (_, resource) = caller.arn.rsplit_once(':').unwrap_or_default();
    if resource == "root" {
        return caller.account.to_string();
    }
    match caller.arn.rsplit_once('/') {
        Some((role, session)) if resource.starts_with("assumed-role/") => {
            format!("{}:{session}", unique("AROA", role))
        }
        _ => unique("AIDA", &caller.arn),
    }
}

/// Returns an exception in the query protocol.
pub fn encode_refusal(refusal: &Refusal, request_id: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{}</Code>\n    <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        refusal.code,
        escape(&refusal.message)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(resource: &str) -> String {
        let account = crate::id::AccountId::EXAMPLE;
        let arn = format!("arn:aws:iam::{account}:{resource}");
        user_id(&Caller { account, arn })
    }

    #[test]
    fn a_unique_id_has_the_form_of_its_kind() {
        let letters =
            |id: &str| id.len() == 21 && id.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
        let user = id("user/ann");
        assert!(user.starts_with("AIDA") && letters(&user), "{user}");
        assert_ne!(user, id("user/ben"));
        let session = id("assumed-role/Admin/ann");
        let (role, name) = session.split_once(':').unwrap();
        assert!(role.starts_with("AROA") && letters(role), "{role}");
        assert_eq!(name, "ann");
        assert_eq!(
            role,
            id("assumed-role/Admin/ben").split_once(':').unwrap().0
        );
        assert_eq!(id("root"), "111111111111");
    }
}
