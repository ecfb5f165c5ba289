//! The wording of the documentation.

use super::{markdown::Page, pages, root};

/// Phrases that the pages do without, each with what to write instead.
const AVOIDED: &[(&str, &str)] = &[
    ("who may enter", "access"),
    ("what lives", "live state, exists in AWS"),
    ("lives already", "already exists"),
    ("told", "reported, printed"),
    ("tells", "reports, prints"),
    ("nobody", "no one, or a passive"),
    ("somebody", "a person, or a passive"),
    ("everybody", "everyone, or a noun"),
    ("whoever", "a noun"),
    ("who gains", "grants"),
    ("who loses", "revocations"),
    ("what is wrong", "the problem"),
    ("anew", "again"),
    ("afresh", "again"),
    ("once more", "again"),
    ("work out", "compute, resolve, evaluate"),
    ("works out", "computes, resolves, evaluates"),
    ("worked out", "computed, resolved, evaluated"),
    ("an account more", "another account"),
    ("a stack more", "another stack"),
    ("lives in", "is in, is kept in"),
    ("stands in", "is in"),
    ("stand in", "are in"),
    ("spares", "exempts"),
    ("in silence", "without notice"),
    ("is there already", "already exists"),
    ("was done without", "continued without"),
    ("will bite", "a problem"),
    ("governs", "manages"),
    ("governed", "managed"),
    ("mended", "fixed"),
    ("at hand", "available"),
    ("beside what", "next to"),
    ("the like", "a list"),
    ("save that", "except that"),
    ("may be had", "a verb"),
    ("counts no more", "is ignored"),
    ("farewell", "no metaphor"),
    ("dress rehearsal", "no metaphor"),
    ("powerful", "no praise"),
    ("simply", "no praise"),
    ("easily", "no praise"),
    ("seamless", "no praise"),
    ("blazing", "no praise"),
];

#[test]
fn the_words_are_plain() {
    let beside = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
    let beside = beside.iter().map(|name| Page::read(&root().join(name)));
    let mut found = Vec::new();
    for page in pages().into_iter().chain(beside) {
        let outside: Vec<&str> = page.prose.split('`').step_by(2).collect();
        let letters = outside.join(" ").to_lowercase();
        let words: Vec<&str> = letters
            .split(|character: char| !character.is_alphanumeric() && character != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let text = format!(" {} ", words.join(" "));
        for (phrase, instead) in AVOIDED {
            if let Some(at) = text.find(&format!(" {phrase} ")) {
                let near: String = text[at..].chars().take(60).collect();
                found.push(format!("{}: …{near}… ({instead})", page.name));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
