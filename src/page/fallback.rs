//! What a reader without JavaScript sees: who has how much of what, as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::data::{Data, Holding};
use super::escape::text;
use crate::risk::DangerClass;
use crate::text::count;

/// The columns, the gravest first.
const CLASSES: [(DangerClass, &str); 7] = [
    (DangerClass::Administrator, "administrator"),
    (DangerClass::Write, "write"),
    (DangerClass::Unknown, "unknown"),
    (DangerClass::State, "state"),
    (DangerClass::Billing, "billing"),
    (DangerClass::Read, "read"),
    (DangerClass::Nothing, "nothing"),
];

/// Writes the table, inside a `noscript` element.
pub(super) fn write(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<noscript>\n<div class=\"fallback\">\n<h1>{}</h1>",
        data.title()
    )?;
    if !data.errors.is_empty() {
        writeln!(out, "<h2>Errors: this page is incomplete</h2>\n<ul>")?;
        for error in &data.errors {
            writeln!(out, "<li>{}</li>", text(error))?;
        }
        writeln!(out, "</ul>")?;
    }
    if !data.rules.is_empty() {
        writeln!(out, "<h2>Rules and limits changed</h2>\n<ul>")?;
        for rule in &data.rules {
            writeln!(out, "<li>{}</li>", text(rule))?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(
        out,
        "<p>The matrix of this page is drawn by the script inside this file, and JavaScript is switched off. \
         Below is in how many of {} each of {} has what. The same in full, as text: <code>rolecall access</code>.</p>",
        count(data.accounts.len(), "account"),
        count(data.principals.len(), "principal"),
    )?;
    writeln!(out, "<table>\n<thead><tr><th scope=\"col\">who</th>")?;
    for (_, name) in CLASSES {
        writeln!(out, "<th scope=\"col\">{name}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for ((principal, accounts), _) in data.principals.iter().zip(accounts(data)).zip(0..ROWS) {
        let who = format!("{} {}", principal.kind, principal.name);
        writeln!(out, "<tr><th scope=\"row\">{}</th>", text(&who))?;
        for (class, _) in CLASSES {
            match accounts.get(&class).map_or(0, BTreeSet::len) {
                0 => writeln!(out, "<td></td>")?,
                number => writeln!(out, "<td>{number}</td>")?,
            }
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    if let Some(more) = data
        .principals
        .len()
        .checked_sub(ROWS)
        .filter(|more| *more > 0)
    {
        writeln!(out, "<p>and {more} more</p>")?;
    }
    writeln!(out, "</div>\n</noscript>")
}

/// As many principals are listed: a fallback is no second page.
const ROWS: usize = 500;

/// For each principal, the accounts where it has something of a class.
fn accounts(data: &Data) -> Vec<BTreeMap<DangerClass, BTreeSet<u32>>> {
    let mut found: Vec<BTreeMap<DangerClass, BTreeSet<u32>>> =
        data.principals.iter().map(|_| BTreeMap::new()).collect();
    let accounts = u32::try_from(data.accounts.len()).unwrap_or(u32::MAX);
    for holding in &data.holdings {
        let class = data.sets.get(holding.set as usize).map(|set| set.class);
        let slot = found.get_mut(holding.principal as usize);
        if let (Some(class), Some(slot)) = (class, slot) {
            slot.entry(class)
                .or_default()
                .extend(indices(holding, accounts));
        }
    }
    found
}

/// The accounts of a holding, wherever it stands. A saved plan may come from anybody: what lies beyond the last account
/// is left out.
fn indices(holding: &Holding, accounts: u32) -> impl Iterator<Item = u32> {
    let parts = [
        &holding.same,
        &holding.gain,
        &holding.loss,
        &holding.outside,
    ];
    parts.into_iter().flat_map(move |stretches| {
        let mut next = 0_u32;
        stretches.chunks_exact(2).flat_map(move |pair| {
            let gap = pair.first().copied().unwrap_or(0);
            let length = pair.get(1).copied().unwrap_or(0);
            let start = next.saturating_add(gap);
            next = start.saturating_add(length);
            start..next.min(accounts)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_read_as_they_were_written() {
        let holding = Holding {
            same: super::super::data::stretches([0, 1, 5]),
            loss: super::super::data::stretches([3]),
            ..Holding::default()
        };
        assert_eq!(indices(&holding, 9).collect::<Vec<_>>(), [0, 1, 5, 3]);
        assert_eq!(indices(&holding, 2).collect::<Vec<_>>(), [0, 1]);
    }
}
