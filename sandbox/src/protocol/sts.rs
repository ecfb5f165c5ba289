//! STS: one operation, in the query protocol.

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
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <GetCallerIdentityResult>\n    <Arn>{}</Arn>\n    <UserId>AIDAEXAMPLE</UserId>\n    <Account>{}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n",
        escape(&caller.arn),
        caller.account
    ))
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
