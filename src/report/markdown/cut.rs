//! What is told where not even the losses find room: as much as there is room for, and how much is left out.

use super::access::{by_principal, counted_moves, is_important, total_of_gains};
use super::sets::selected_otherwise;
use super::{Comment, LIMIT, SHORT, shortened};
use crate::report::moves::Move;
use crate::text::{Document, Markdown, code, counted, md, thousands_in};

/// For the first line, the refusals and what stands below.
const FRAME: usize = 12_000;

/// For what is neither a loss nor a danger, as far as it takes it: of what changes there is at least the name.
const NAMES: usize = 20_000;

/// How much that should not be missing is not named.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LeftOut {
    dangers: usize,
    losses: usize,
}

impl LeftOut {
    /// The numbers in words; `None` where nothing is left out.
    pub(super) fn words(self) -> Option<Markdown> {
        let loss = match self.losses {
            1 => "loss",
            _ => "losses",
        };
        let dangers = (self.dangers > 0).then(|| counted(self.dangers, "danger"));
        let losses = (self.losses > 0).then(|| md![thousands_in(self.losses), " ", loss]);
        let parts: Vec<Markdown> = dangers.into_iter().chain(losses).collect();
        (!parts.is_empty()).then(|| md![Markdown::join(parts, " and "), " left out"])
    }
}

impl Comment<'_> {
    /// Writes as much as there is room for beside what takes `taken` bytes: dangers, then losses, then the names of what changes besides.
    pub(super) fn cut(&self, taken: usize, text: &mut Document) -> LeftOut {
        let sets = self.changed_sets();
        let (dangerous, harmless): (Vec<_>, Vec<_>) =
            sets.iter().partition(|set| set.is_dangerous());
        let (deleted, changed): (Vec<_>, Vec<_>) =
            harmless.into_iter().partition(|set| set.is_important());
        let types = self.changed_types().iter();
        let types: Vec<Markdown> = types
            .map(|change| selected_otherwise(&change.name))
            .collect();
        let changed: Vec<Markdown> = changed.iter().map(|set| code(set.name.as_str())).collect();
        let groups = self.created_groups();
        let groups: Vec<Markdown> = groups.map(|group| shortened(group, SHORT)).collect();
        let names = [&types, &changed, &groups];
        let names: usize = names.iter().flat_map(|list| list.iter()).map(size).sum();

        let mut room = Room((LIMIT - FRAME - names.min(NAMES)).saturating_sub(taken));
        let granted = self.moves.iter().filter(|one| !one.dangers.is_empty());
        let dangers = room.fill(
            dangerous
                .iter()
                .map(|set| (1, set.in_brief()))
                .chain(lines(granted)),
        );
        let lost = self.moves.iter().filter(|one| one.lost);
        let losses = room.fill(
            deleted
                .iter()
                .map(|set| (1, set.in_brief()))
                .chain(lines(lost)),
        );
        list("Dangerous:", dangers.kept, dangers.left_out, text);
        list("Lost:", losses.kept, losses.left_out, text);

        room.0 += names.min(NAMES);
        let types = room.fill(types.into_iter().map(|line| (1, line)));
        list("Account types:", types.kept, types.left_out, text);
        for (title, names) in [
            ("Permission sets changed besides: ", changed),
            ("Groups created: ", groups),
        ] {
            let names = room.fill(names.into_iter().map(|name| (1, name)));
            let more = more(names.left_out);
            if !(names.kept.is_empty() && more.is_empty()) {
                text.paragraph(&md![title, Markdown::join(names.kept, ", "), more]);
            }
        }
        let plain = self.moves.iter().filter(|one| !is_important(one));
        total_of_gains(&plain.collect::<Vec<_>>(), text);
        LeftOut {
            dangers: dangers.left_out,
            losses: losses.left_out,
        }
    }
}

/// A line for each principal, with the number of losses or dangers in it.
fn lines<'m>(moves: impl Iterator<Item = &'m Move<'m>>) -> Vec<(usize, Markdown)> {
    let moves: Vec<&Move<'_>> = moves.collect();
    let by_principal = by_principal(&moves).into_iter();
    by_principal
        .flat_map(|(principal, moves)| {
            // A line that is too long for what is left would take all of them with it.
            let parts: Vec<_> = moves
                .chunks(20)
                .map(|part| (principal, part.to_vec()))
                .collect();
            parts.into_iter()
        })
        .map(|(principal, moves)| (moves.len(), counted_moves((principal, moves))))
        .collect()
}

fn list(title: &'static str, kept: Vec<Markdown>, left_out: usize, text: &mut Document) {
    if kept.is_empty() && left_out == 0 {
        return;
    }
    text.paragraph(&md![title]);
    text.list(kept);
    if left_out > 0 {
        text.paragraph(&md!["⚠", more(left_out)]);
    }
}

fn more(left_out: usize) -> Markdown {
    match left_out {
        0 => md![],
        number => md![" and ", thousands_in(number), " more"],
    }
}

/// The bytes that are left.
struct Room(usize);

/// What found room, and how many did not.
struct Filled {
    kept: Vec<Markdown>,
    left_out: usize,
}

impl Room {
    /// Keeps the lines that there is room for. Each says how many it stands for.
    fn fill(&mut self, lines: impl Iterator<Item = (usize, Markdown)>) -> Filled {
        let mut filled = Filled {
            kept: Vec::new(),
            left_out: 0,
        };
        for (number, line) in lines {
            let size = size(&line);
            if size <= self.0 {
                self.0 -= size;
                filled.kept.push(line);
            } else {
                filled.left_out += number;
            }
        }
        filled
    }
}

/// What a line takes, with what is written around it.
fn size(line: &Markdown) -> usize {
    line.inline().len() + 4
}
