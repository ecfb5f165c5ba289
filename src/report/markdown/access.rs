//! Who loses and who gains, at each degree of detail.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::escape::{code, danger};
use super::{Comment, Detail, LIMIT};
use crate::model::{Account, Principal};
use crate::report::moves::Move;
use crate::report::{count, places};

impl Comment<'_> {
    pub(super) fn access(&self, detail: Detail, text: &mut String) {
        let dangerous = |one: &&Move<'_>| one.lost || !one.dangers.is_empty();
        let (important, plain): (Vec<&Move<'_>>, Vec<&Move<'_>>) =
            self.moves.iter().partition(dangerous);
        match detail {
            Detail::Full | Detail::NoBodies => {
                self.table(important.into_iter().chain(plain), text);
            }
            Detail::GainsFolded => {
                self.table(important.into_iter(), text);
                folded_gains(&plain, text);
            }
            Detail::Numbered => {
                numbered(&important, text);
                folded_gains(&plain, text);
            }
            Detail::Counted => {
                counted(&important, usize::MAX, text);
                total_of_gains(&plain, text);
            }
            Detail::Cut => {
                // Half of the comment is enough for all that is not in this list.
                counted(&important, LIMIT / 2, text);
                total_of_gains(&plain, text);
            }
        }
    }

    fn table<'m>(&self, moves: impl Iterator<Item = &'m Move<'m>>, text: &mut String) {
        let mut moves = moves.peekable();
        if moves.peek().is_none() {
            return;
        }
        text.push_str("\n| | who | permission set | where | |\n|---|---|---|---|---|\n");
        for one in moves {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                if one.lost { "➖" } else { "➕" },
                who(one.principal),
                code(one.permission_set.as_str()),
                self.accounts(one),
                self.remark(one),
            );
        }
    }

    fn accounts(&self, one: &Move<'_>) -> String {
        let accounts = one.accounts.iter().map(|account| (*account).clone());
        let pieces = self.folding.pieces(&accounts.collect());
        let pieces: Vec<String> = pieces.iter().map(|piece| code(piece)).collect();
        pieces.join(", ")
    }

    /// The last cell: the danger, why something is lost, and where the catalog says so.
    fn remark(&self, one: &Move<'_>) -> String {
        let dangers = one.dangers.iter();
        let mut parts: Vec<String> = dangers.map(|found| danger(found, code)).collect();
        let place = places(one.places.iter().copied(), self.sources);
        match (one.lost, place.is_empty()) {
            (true, false) => parts.push(format!("was {}", code(&place))),
            (true, true) => parts.extend(one.reasons.iter().map(|why| why.to_string())),
            (false, false) => parts.push(code(&place)),
            (false, true) => {}
        }
        parts.join("; ")
    }
}

fn who(principal: &Principal) -> String {
    let gone = match principal.is_orphan() {
        true => " (no longer exists)",
        false => "",
    };
    format!("{} {}{gone}", principal.kind, code(&principal.name))
}

/// One line for each principal that only gains.
fn folded_gains(moves: &[&Move<'_>], text: &mut String) {
    if moves.is_empty() {
        return;
    }
    text.push_str("\nGained besides:\n\n");
    for (principal, moves) in by_principal(moves) {
        let grants: usize = moves.iter().map(|one| one.accounts.len()).sum();
        let sets: Vec<String> = moves
            .iter()
            .map(|one| code(one.permission_set.as_str()))
            .collect();
        let _ = writeln!(
            text,
            "- ➕ {}: {} of {}",
            who(principal),
            count(grants, "grant"),
            sets.join(", ")
        );
    }
}

fn total_of_gains(moves: &[&Move<'_>], text: &mut String) {
    let grants: usize = moves.iter().map(|one| one.accounts.len()).sum();
    if grants > 0 {
        let principals = by_principal(moves).len();
        let _ = writeln!(
            text,
            "\nGained besides: {} for {}",
            count(grants, "grant"),
            count(principals, "principal")
        );
    }
}

/// Every loss and danger, with numbers for accounts: a number is shorter than a name.
fn numbered(moves: &[&Move<'_>], text: &mut String) {
    if moves.is_empty() {
        return;
    }
    let mut key: BTreeMap<&Account, usize> = BTreeMap::new();
    for one in moves {
        key.extend(one.accounts.iter().map(|account| (*account, 0)));
    }
    for (number, (_, slot)) in (1..).zip(&mut key) {
        *slot = number;
    }
    text.push('\n');
    for (principal, moves) in by_principal(moves) {
        let lines = moves.iter().map(|one| {
            let numbers = one.accounts.iter().filter_map(|account| key.get(account));
            let set = code(one.permission_set.as_str());
            format!(
                "{} {set} in {}{}",
                glyph(one),
                ranges(numbers.copied()),
                dangers(one)
            )
        });
        let lines: Vec<String> = lines.collect();
        let _ = writeln!(text, "- {}: {}", who(principal), lines.join("; "));
    }
    let names: Vec<String> = key
        .iter()
        .map(|(account, number)| format!("{number} {}", code(&account.name)))
        .collect();
    let _ = writeln!(text, "\nAccounts: {}", names.join(", "));
}

/// Every loss and danger with the number of its accounts, as far as `room` goes.
fn counted(moves: &[&Move<'_>], room: usize, text: &mut String) {
    text.push('\n');
    let end = text.len().saturating_add(room);
    let mut left_out = 0;
    for (principal, moves) in by_principal(moves) {
        let lines = moves.iter().map(|one| {
            let set = code(one.permission_set.as_str());
            let accounts = count(one.accounts.len(), "account");
            format!("{} {set} in {accounts}{}", glyph(one), dangers(one))
        });
        let lines: Vec<String> = lines.collect();
        let line = format!("- {}: {}\n", who(principal), lines.join("; "));
        match text.len() + line.len() <= end {
            true => text.push_str(&line),
            false => left_out += 1,
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "\n⚠ and {} more", count(left_out, "principal"));
    }
}

fn glyph(one: &Move<'_>) -> &'static str {
    if one.lost { "➖" } else { "➕" }
}

fn dangers(one: &Move<'_>) -> String {
    let dangers = one.dangers.iter();
    dangers
        .map(|found| format!(" {}", danger(found, code)))
        .collect()
}

fn by_principal<'m>(moves: &[&'m Move<'m>]) -> BTreeMap<&'m Principal, Vec<&'m Move<'m>>> {
    let mut found: BTreeMap<&Principal, Vec<&Move<'_>>> = BTreeMap::new();
    for one in moves {
        found.entry(one.principal).or_default().push(one);
    }
    found
}

/// Ascending numbers, runs of them shortened: `1-4, 7`.
fn ranges(numbers: impl Iterator<Item = usize>) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let words: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}-{last}"),
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_numbers_are_shortened() {
        assert_eq!(ranges([1, 2, 3, 4, 7, 9, 10].into_iter()), "1-4, 7, 9, 10");
        assert_eq!(ranges(std::iter::empty()), "");
    }
}
