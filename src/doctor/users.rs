//! Users: what provisioning needs of each.

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use crate::model::snapshot::User;
use crate::text::count;

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    for user in &examined.snapshot.identity_store.users {
        let subject = format!("user {}", user.user_name);
        let missing = missing(user);
        if !missing.is_empty() {
            let detail = format!("no {}", missing.join(", no "));
            findings.push(Finding::new(
                FindingCode::IncompleteUser,
                subject.clone(),
                detail,
            ));
        }
        let several: Vec<String> = [
            (user.emails.len(), "e-mail"),
            (user.phone_numbers.len(), "telephone number"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 1)
        .map(|(number, what)| count(number, what))
        .collect();
        if !several.is_empty() {
            findings.push(Finding::new(
                FindingCode::SeveralContacts,
                subject,
                several.join(", "),
            ));
        }
    }
}

/// The attributes that a user lacks. A user without a user name is called by the id.
fn missing(user: &User) -> Vec<&'static str> {
    let is_blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let user_name = Some(user.user_name.as_str()).filter(|name| *name != user.id.as_str());
    [
        (user_name, "user name"),
        (user.given_name.as_deref(), "given name"),
        (user.family_name.as_deref(), "family name"),
        (user.display_name.as_deref(), "display name"),
    ]
    .into_iter()
    .filter(|(value, _)| is_blank(*value))
    .map(|(_, attribute)| attribute)
    .collect()
}
