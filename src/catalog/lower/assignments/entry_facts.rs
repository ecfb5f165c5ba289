//! What an entry says of itself: `owner`, `reason`, `ticket`, `expires`, `review_by`.

use std::sync::Arc;

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Date, EntryFacts};
use crate::source::Located;

/// The keys, beside those of the entry itself.
pub const KEYS: &[&str] = &["owner", "reason", "ticket", "expires", "review_by"];

/// How many characters an owner or a ticket has at most: more is no name, and no cell of a table.
const NAME_MAX: usize = 256;

/// How many characters a reason has at most: a paragraph. What needs more stands in the ticket.
const REASON_MAX: usize = 1000;

const LAST_DAY: &str = "write the last day of the access, for example 2026-12-31";
const REVIEW_DAY: &str =
    "write the day by which somebody looks at the access again, for example 2026-12-31";

/// The facts among the keys of an entry; other keys are left to the caller.
pub fn entry_facts<'a>(fields: &mut Fields<'a>, map: &'a Map) -> EntryFacts {
    let mut facts = EntryFacts::default();
    for (key, value) in map.iter() {
        match key.name.as_str() {
            "owner" => facts.owner = remark(fields, value, "`owner`", NAME_MAX),
            "reason" => facts.reason = remark(fields, value, "`reason`", REASON_MAX),
            "ticket" => facts.ticket = remark(fields, value, "`ticket`", NAME_MAX),
            "expires" => facts.expires = day(fields, value, "`expires`", LAST_DAY),
            "review_by" => facts.review_by = day(fields, value, "`review_by`", REVIEW_DAY),
            _ => {}
        }
    }
    facts
}

/// One line of text. The line break at the end of a YAML block is none.
fn remark<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    what: &str,
    max: usize,
) -> Option<Located<Arc<str>>> {
    let scope = Scope::default();
    if node.is_null() {
        return None;
    }
    let text = fields.text(node, what, scope)?;
    let text = text.trim();
    let length = text.chars().count();
    let (reason, help) = if text.is_empty() {
        ("it is empty".to_owned(), "say it, or leave the key out")
    } else if text.contains(['\n', '\r']) {
        let help = "write it as one line; a longer one folds after `>`";
        ("it has several lines".to_owned(), help)
    } else if let Some(c) = text.chars().find(|c| c.is_control()) {
        let reason = format!("it contains {c:?}, which no terminal should be sent");
        (reason, "take the character out")
    } else if length > max {
        let reason = format!("it has {length} characters; {max} are allowed");
        (reason, "shorten it, and keep the rest in the ticket")
    } else {
        return Some(Located::new(text.into(), node.span));
    };
    let message = format!("{what} is not one line of text");
    let diagnostic = Diagnostic::error(Code::BadRemark, message).help(help);
    fields.push_at(node, diagnostic, reason, scope);
    None
}

fn day<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    what: &str,
    help: &str,
) -> Option<Located<Date>> {
    let scope = Scope::default();
    if node.is_null() {
        return None;
    }
    let text = fields.text(node, what, scope)?;
    match Date::parse(&text) {
        Ok(date) => Some(Located::new(date, node.span)),
        Err(error) => {
            let diagnostic = Diagnostic::error(Code::BadDate, error.to_string()).help(help);
            fields.push_at(node, diagnostic, "no day", scope);
            None
        }
    }
}
