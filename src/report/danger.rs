//! What is dangerous about a plan, in lines that begin with `!`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::Folding;
use crate::plan::{Mark, Plan};
use crate::risk::Rule;
use crate::text::count;
use crate::text::table::{Glyph, line};
use crate::text::visible;

/// The line of the head that counts: `2 administrator-equivalent, 1 wildcard-write`; `None` where there is nothing
/// to count.
pub(super) fn head(plan: &Plan) -> Option<String> {
    let by_rule = plan.dangers_by_rule();
    let counts: Vec<String> = by_rule
        .iter()
        .map(|(rule, number)| format!("{number} {}", rule.name()))
        .collect();
    (!counts.is_empty()).then(|| format!("Dangers   {}", counts.join(", ")))
}

/// The marks of one subject.
pub(super) fn draw(
    marks: &BTreeMap<Rule, Mark>,
    folding: &Folding,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (rule, mark) in marks {
        let text = sentence(*rule, mark, folding);
        line(out, Glyph::Bang, &format!("   {}", visible(&text)))?;
    }
    Ok(())
}

/// A mark in words.
pub fn sentence(rule: Rule, mark: &Mark, folding: &Folding) -> String {
    let details: Vec<&str> = mark.details.iter().map(String::as_str).collect();
    let details = details.join(", ");
    let pieces = folding.pieces(&mark.accounts);
    let place = match pieces.as_slice() {
        [one] => format!("in {one}"),
        pieces => match folding.number(&mark.accounts) {
            Some(number) => format!("in {}", count(number, "account")),
            None => format!("in {}", pieces.join(", ")),
        },
    };
    match rule {
        Rule::AdministratorEquivalent if !mark.accounts.is_empty() => {
            format!("administrator-equivalent access is granted {place} ({details})")
        }
        Rule::PrivilegeEscalation if !mark.accounts.is_empty() => {
            format!("a way to more than was granted is opened {place} ({details})")
        }
        Rule::NotAction | Rule::NotResource => format!("{} {details}", rule.words()),
        _ if details.is_empty() => rule.words().to_owned(),
        _ => format!("{}: {details}", rule.words()),
    }
}
