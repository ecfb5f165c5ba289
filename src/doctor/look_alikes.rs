//! Groups, users and accounts whose names look like those of others.

use std::collections::BTreeSet;

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use super::severity::Severity;
use crate::text::look_alike::{Likeness, Names, offenders};

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let store = &examined.snapshot.identity_store;
    let groups = store.groups.iter();
    pairs(
        "group",
        groups.filter_map(|group| group.display_name.as_deref()),
        findings,
    );
    pairs(
        "user",
        store.users.iter().map(|user| user.user_name.as_str()),
        findings,
    );
    pairs(
        "account",
        examined.accounts().map(|account| account.name.as_str()),
        findings,
    );
}

/// Each pair once, at the name that has the odd characters.
fn pairs<'a>(kind: &str, names: impl Iterator<Item = &'a str>, findings: &mut Vec<Finding>) {
    let names: BTreeSet<&str> = names.collect();
    let all = Names::new(names.iter().copied());
    for name in &names {
        for (likeness, other) in all.like(name) {
            let here = match (name.is_ascii(), other.is_ascii()) {
                (false, true) => true,
                (true, false) => false,
                _ => *name > other,
            };
            if !here {
                continue;
            }
            let odd = offenders(name, Some(other));
            let odd = odd.map_or_else(String::new, |characters| format!("; it has {characters}"));
            let mut finding = Finding::new(
                FindingCode::LookAlikeNames,
                format!("{kind} {name}"),
                format!("it looks like {other}{odd}"),
            );
            if likeness == Likeness::Deceptive {
                finding.severity = Severity::Problem;
            }
            findings.push(finding);
        }
    }
}
