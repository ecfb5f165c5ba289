//! Account ids as people and generators write them.

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{AccountId, AccountIdError};

/// What stands where an account id belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenId {
    /// An id.
    Id(AccountId),
    /// A stand-in that somebody is to replace.
    Placeholder(String),
}

/// Reads an account id. A number that lost its leading zeros on the way through another tool is filled
/// up, with a warning; anything else that is no id is an error.
pub fn account_id(fields: &mut Fields<'_>, node: &Node, what: &str) -> Option<WrittenId> {
    let text = fields.text(node, what, Scope::default())?.into_owned();
    let is_number = matches!(node.value, Value::Number(_));
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && digits && text.len() < 12 {
        let padded = format!("{text:0>12}");
        let diagnostic = Diagnostic::warning(
            Code::BadAccountId,
            format!("`{text}` is read as the account id `{padded}`"),
        )
        .note("an account id has 12 digits; a number loses its leading zeros")
        .help(format!("write it in quotes: \"{padded}\""));
        let reason = "a number of fewer than 12 digits";
        fields.push_at(node, diagnostic, reason, Scope::default());
        return AccountId::parse(&padded).ok().map(WrittenId::Id);
    }
    match AccountId::parse(&text) {
        Ok(id) => Some(WrittenId::Id(id)),
        Err(AccountIdError::Placeholder(text)) => Some(WrittenId::Placeholder(text)),
        Err(error @ AccountIdError::NotTwelveDigits(_)) => {
            let help = "write all 12 digits, in quotes".to_owned();
            let diagnostic = Diagnostic::error(Code::BadAccountId, error.to_string())
                .help_opt((is_number && !digits).then_some(help));
            let reason = format!("{what} belongs here");
            fields.push_at(node, diagnostic, reason, Scope::default());
            None
        }
    }
}
