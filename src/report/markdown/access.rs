//! Who loses and who gains, at each degree of detail.

use std::collections::BTreeMap;

use super::{Comment, Detail, SHORT, danger, shortened};
use crate::model::{Account, Principal};
use crate::plan::{Cause, Word};
use crate::report::moves::Move;
use crate::risk::Danger;
use crate::source::places;
use crate::text::{Document, Markdown, code, counted, md};

impl Comment<'_> {
    pub(super) fn access(&self, detail: Detail, text: &mut Document) {
        let (important, plain): (Vec<&Move<'_>>, Vec<&Move<'_>>) =
            self.moves.iter().partition(|one| is_important(one));
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
            Detail::Counted | Detail::Cut => {
                text.list(by_principal(&important).into_iter().map(counted_moves));
                total_of_gains(&plain, text);
            }
        }
    }

    fn table<'m>(&self, moves: impl Iterator<Item = &'m Move<'m>>, text: &mut Document) {
        let rows = moves.map(|one| {
            [
                glyph(one),
                who(one.principal),
                code(one.permission_set.as_str()),
                self.accounts(one),
                self.remark(one),
            ]
        });
        text.table(["", "who", "permission set", "where", ""], rows);
    }

    fn accounts(&self, one: &Move<'_>) -> Markdown {
        let accounts = one.accounts.iter().map(|account| (*account).clone());
        let pieces = self.folding.pieces(&accounts.collect());
        Markdown::join(pieces.iter().map(|piece| code(piece)), ", ")
    }

    /// The last cell: the danger, where the catalog says so, and why it changes.
    fn remark(&self, one: &Move<'_>) -> Markdown {
        let mut parts: Vec<Markdown> = one.dangers.iter().map(|found| danger(found)).collect();
        let place = places(one.places.iter().copied(), self.sources);
        match (one.lost, place.is_empty()) {
            (_, true) => {}
            (true, false) => parts.push(md!["was ", code(&place)]),
            (false, false) => parts.push(code(&place)),
        }
        let cause = one.cause.as_ref();
        let cause = cause.filter(|cause| place.is_empty() || !cause.is_told_by_place());
        parts.extend(cause.map(why));
        Markdown::join(parts, "; ")
    }
}

/// A cause with its names as code.
fn why(cause: &Cause) -> Markdown {
    let words = cause.words().into_iter();
    let words = words.map(|word| match word {
        Word::Text(text) => md![text],
        Word::Name(name) => code(&name),
    });
    Markdown::join(words, "")
}

/// Whether something is lost or dangerous.
pub(super) fn is_important(one: &Move<'_>) -> bool {
    one.lost || !one.dangers.is_empty()
}

fn who(principal: &Principal) -> Markdown {
    let gone = match principal.is_orphan() {
        true => " (no longer exists)",
        false => "",
    };
    md![principal.kind, " ", code(&principal.name), gone]
}

/// One line for each principal that only gains.
fn folded_gains(moves: &[&Move<'_>], text: &mut Document) {
    if moves.is_empty() {
        return;
    }
    text.paragraph(&md!["Gained besides:"]);
    text.list(by_principal(moves).into_iter().map(|(principal, moves)| {
        let grants: usize = moves.iter().map(|one| one.accounts.len()).sum();
        let sets = moves.iter().map(|one| code(one.permission_set.as_str()));
        let sets = Markdown::join(sets, ", ");
        md![
            "➕ ",
            who(principal),
            ": ",
            counted(grants, "grant"),
            " of ",
            sets
        ]
    }));
}

pub(super) fn total_of_gains(moves: &[&Move<'_>], text: &mut Document) {
    let grants: usize = moves.iter().map(|one| one.accounts.len()).sum();
    if grants > 0 {
        let principals = counted(by_principal(moves).len(), "principal");
        text.paragraph(&md![
            "Gained besides: ",
            counted(grants, "grant"),
            " for ",
            principals
        ]);
    }
}

/// Every loss and danger, with numbers for accounts: a number is shorter than a name.
fn numbered(moves: &[&Move<'_>], text: &mut Document) {
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
    text.list(by_principal(moves).into_iter().map(|(principal, moves)| {
        let lines = moves.iter().map(|one| {
            let numbers = one.accounts.iter().filter_map(|account| key.get(account));
            let set = code(one.permission_set.as_str());
            let dangers = dangers(one, danger);
            md![
                glyph(one),
                " ",
                set,
                " in ",
                ranges(numbers.copied()),
                dangers
            ]
        });
        md![who(principal), ": ", Markdown::join(lines, "; ")]
    }));
    let names = key
        .iter()
        .map(|(account, number)| md![*number, " ", code(&account.name)]);
    text.paragraph(&md!["Accounts: ", Markdown::join(names, ", ")]);
}

/// The losses and dangers of one principal, with the numbers of their accounts.
pub(super) fn counted_moves((principal, moves): (&Principal, Vec<&Move<'_>>)) -> Markdown {
    let lines = moves.iter().map(|one| {
        let set = code(one.permission_set.as_str());
        let accounts = counted(one.accounts.len(), "account");
        md![glyph(one), " ", set, " in ", accounts, dangers(one, brief)]
    });
    md![who(principal), ": ", Markdown::join(lines, "; ")]
}

fn glyph(one: &Move<'_>) -> Markdown {
    md![if one.lost { "➖" } else { "➕" }]
}

fn dangers(one: &Move<'_>, words: fn(&Danger) -> Markdown) -> Markdown {
    let dangers = one.dangers.iter().map(|found| md![" ", words(found)]);
    Markdown::join(dangers, "")
}

/// A danger in words, what it found cut short if it is long.
pub(super) fn brief(danger: &Danger) -> Markdown {
    let detail = match danger.detail.as_str() {
        "" => md![],
        detail => md![": ", shortened(detail, SHORT)],
    };
    md!["⚠ ", danger.rule.words(), detail]
}

pub(super) fn by_principal<'m>(
    moves: &[&'m Move<'m>],
) -> BTreeMap<&'m Principal, Vec<&'m Move<'m>>> {
    let mut found: BTreeMap<&Principal, Vec<&Move<'_>>> = BTreeMap::new();
    for one in moves {
        found.entry(one.principal).or_default().push(one);
    }
    found
}

/// Ascending numbers, runs of them shortened: `1-4, 7`.
fn ranges(numbers: impl Iterator<Item = usize>) -> Markdown {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let words = runs.into_iter().map(|(first, last)| match last - first {
        0 => md![first],
        1 => md![first, ", ", last],
        _ => md![first, "-", last],
    });
    Markdown::join(words, ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_numbers_are_shortened() {
        assert_eq!(
            ranges([1, 2, 3, 4, 7, 9, 10].into_iter()).inline(),
            "1-4, 7, 9, 10"
        );
        assert!(ranges(std::iter::empty()).is_empty());
    }
}
