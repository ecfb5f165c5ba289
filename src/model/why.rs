//! What entries say of themselves, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::EntryFacts;
use crate::source::{Sources, Span, places};

/// Why there is access, and who answers for it: `Support of the shop (SHOP-7); owner team-shop; review by 2026-12-31`.
/// Empty where nothing is said. When it ends is said beside the place.
pub fn why(facts: &EntryFacts) -> String {
    let reason = match (facts.reason(), facts.ticket()) {
        (Some(reason), Some(ticket)) => Some(format!("{reason} ({ticket})")),
        (Some(reason), None) => Some(reason.to_owned()),
        (None, Some(ticket)) => Some(format!("ticket {ticket}")),
        (None, None) => None,
    };
    let owner = facts.owner().map(|owner| format!("owner {owner}"));
    let review = facts.review_by().map(|day| format!("review by {day}"));
    let parts: Vec<String> = [reason, owner, review].into_iter().flatten().collect();
    parts.join("; ")
}

/// What is said at several places, in the order of the places, each different text once. Which places say it is told
/// where they do not all say the same.
pub fn grouped(said: impl Iterator<Item = (Span, String)>, sources: &Sources) -> Vec<String> {
    let mut by_text: BTreeMap<String, BTreeSet<Span>> = BTreeMap::new();
    for (place, text) in said {
        by_text.entry(text).or_default().insert(place);
    }
    let alike = by_text.len() == 1;
    by_text.remove("");
    let mut texts: Vec<(BTreeSet<Span>, String)> = by_text
        .into_iter()
        .map(|(text, places)| (places, text))
        .collect();
    texts.sort();
    let files: BTreeSet<_> = texts
        .iter()
        .flat_map(|(spans, _)| spans.iter().map(|span| span.source))
        .collect();
    let line = |(spans, text): (BTreeSet<Span>, String)| match (alike, files.len()) {
        (true, _) => text,
        (false, 1) => format!("{}: {text}", lines(&spans, sources)),
        (false, _) => format!("{}: {text}", places(spans, sources)),
    };
    texts.into_iter().map(line).collect()
}

/// Places in a file that is named elsewhere: `line 64`, `lines 64, 70`.
fn lines(spans: &BTreeSet<Span>, sources: &Sources) -> String {
    let lines: BTreeSet<usize> = spans.iter().map(|span| sources.line(*span)).collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let numbers: Vec<String> = lines.iter().map(usize::to_string).collect();
    format!("{word} {}", numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_only_where_they_say_different_things() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "1\n2\n3\n");
        let at = |byte| Span::new(id, byte, byte);
        let said = |texts: &[(u32, &str)]| {
            let texts: Vec<_> = texts
                .iter()
                .map(|(byte, text)| (at(*byte), (*text).to_owned()))
                .collect();
            grouped(texts.into_iter(), &sources)
        };
        assert_eq!(said(&[(0, "x"), (2, "x")]), ["x"]);
        assert_eq!(
            said(&[(0, "y"), (2, "x"), (4, "y")]),
            ["lines 1, 3: y", "line 2: x"]
        );
        assert_eq!(said(&[(0, ""), (2, "x")]), ["line 2: x"]);
        assert!(said(&[(0, "")]).is_empty());
    }
}
