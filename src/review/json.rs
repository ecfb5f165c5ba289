//! A review for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Entry, Held, Review, Where};
use crate::risk::DangerClass;
use crate::text;

impl Review<'_> {
    /// Writes `{"version":1,…}`: what is due, every entry, and the numbers.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let due = self.due();
        let due: Vec<Value> = due
            .iter()
            .map(|due| {
                let mut json = self.entry_json(due.entry);
                json["date"] = due.date.to_string().into();
                json["due"] = self.what(due).into();
                json["overdue"] = self.is_overdue(due).into();
                json
            })
            .collect();
        let list = |entries: &mut dyn Iterator<Item = &Entry<'_>>| -> Vec<Value> {
            entries.map(|entry| self.entry_json(entry)).collect()
        };
        let unchanged = self.unchanged();
        let unchanged = unchanged.map(|old| list(&mut old.into_iter()));
        let json = json!({
            "version": 1,
            "today": self.today,
            "within_days": self.within,
            "due": due,
            "entries": list(&mut self.standing()),
            "without_owner": list(&mut self.without_owner()),
            "unchanged_for_a_year": unchanged,
            "summary": self.counts(),
            "note": self.unknown_history,
        });
        writeln!(out, "{}", text::json(&format!("{json:#}")))
    }

    fn entry_json(&self, entry: &Entry<'_>) -> Value {
        let sets: Vec<&str> = entry.sets.iter().map(|held| held.name.as_str()).collect();
        let (account, account_type) = match &entry.target {
            Where::Account(name) => (Some(&**name), None),
            Where::AccountType(name) => (None, Some(&**name)),
        };
        let facts = entry.facts;
        let change = entry.changed.as_ref();
        json!({
            "principal_type": entry.kind,
            "principal": entry.principal,
            "permission_sets": sets,
            "danger": danger(entry),
            "account": account,
            "account_type": account_type,
            "accounts": entry.accounts,
            "owner": facts.owner(),
            "reason": facts.reason(),
            "ticket": facts.ticket(),
            "expires": facts.expires(),
            "review_by": facts.review_by(),
            "source": self.sources.file_line(entry.place),
            "last_change": change.map(|change| json!({
                "commit": change.commit,
                "author": change.author,
                "date": change.date,
            })),
        })
    }
}

/// The class of each set.
fn danger<'e>(entry: &'e Entry<'_>) -> BTreeMap<&'e str, Option<DangerClass>> {
    let sets = entry.sets.iter();
    let class = |held: &Held| held.danger.as_ref().map(|danger| danger.class);
    sets.map(|held| (held.name.as_str(), class(held))).collect()
}
