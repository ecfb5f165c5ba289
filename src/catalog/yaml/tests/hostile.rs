//! Texts that were made to hurt, and texts at random.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The codes that a text gets; it must be answered soon, in a debug build too.
fn codes(text: &str) -> Vec<Code> {
    let start = Instant::now();
    let (_, diagnostics, _) = read_text(text);
    assert!(start.elapsed() < Duration::from_secs(10));
    diagnostics.sorted().iter().map(|d| d.code).collect()
}

#[test]
fn a_bomb_of_aliases_is_refused_before_it_is_built() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..20 {
        let below = n - 1;
        text.push_str(&format!(
            "a{n}: &a{n} [{}]\n",
            vec![format!("*a{below}"); 10].join(", ")
        ));
    }
    insta::assert_snapshot!(drawn(&text), @"
    error[too-large]: the document has more than 5 million values
     --> catalog.yaml:7:25
      |
    7 | a6: &a6 [*a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5, *a5]
      |                         ^^^ this repeats 1111111 values
      |
      = note: values that an alias or a merge key repeats count each time
    help: split the catalog into several files, or select accounts by `account_types`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn a_bomb_of_merge_keys_is_refused() {
    let mut text = "a0: &a0 {x: 1, y: 2}\n".to_owned();
    for n in 1..30 {
        let below = n - 1;
        text.push_str(&format!(
            "a{n}: &a{n} {{<<: [*a{below}, *a{below}, *a{below}], z{n}: 1}}\n"
        ));
    }
    assert_eq!(codes(&text), [Code::TooLarge]);
}

#[test]
fn a_long_text_that_aliases_repeat_is_refused() {
    let text = format!(
        "a: &a \"{}\"\nb: [{}]\n",
        "x".repeat(1 << 20),
        vec!["*a"; 200].join(", ")
    );
    assert_eq!(codes(&text), [Code::TooLarge]);
}

#[test]
fn an_alias_inside_its_own_value_is_refused() {
    insta::assert_snapshot!(drawn("a: &a\n  b: [*a]\n"), @"
    error[invalid-yaml]: the alias `*a` stands inside the value that it repeats
     --> catalog.yaml:2:7
      |
    2 |   b: [*a]
      |       ^^ this would repeat itself without end
      |
    help: move the alias out of the value marked `&a`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn nesting_is_refused_at_its_limit_in_every_form() {
    let depth = MAX_DEPTH as usize;
    assert!(codes(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_empty());
    for text in [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        "? ".repeat(10_000),
        "[{".repeat(10_000),
        (0..10_000)
            .map(|n| format!("{}a:\n", " ".repeat(n)))
            .collect(),
        (1..10_000).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
            format!("{text}a{n}: &a{n} [*a{}]\n", n - 1)
        }),
    ] {
        assert_eq!(codes(&text), [Code::TooLarge], "{}", &text[..20]);
    }
}

#[test]
fn a_file_that_is_too_long_is_refused_unread() {
    assert_eq!(codes(&"#".repeat(MAX_BYTES + 1)), [Code::TooLarge]);
}

#[test]
fn a_line_of_megabytes_is_read_and_never_drawn_whole() {
    let long = "x".repeat(5 << 20);
    let (node, _) = tree(&format!("a: {long}\nb: 1\n"));
    assert_eq!(
        node.as_map().unwrap().get("a").unwrap().as_text(),
        Some(long.as_str())
    );
    let said = drawn(&format!("{{a: {long}, a: 2}}\n"));
    assert!(
        said.contains("duplicate-key") && said.len() < 2_000,
        "{}",
        said.len()
    );
}

#[test]
fn a_problem_in_every_line_is_told_in_bounds() {
    let said = drawn(&"a: 1\n".repeat(30_000));
    assert!(said.ends_with("error: 29999 errors in catalog.yaml\n"));
    assert!(said.lines().count() < 3_000);
}

#[test]
fn control_characters_are_all_refused() {
    let forbidden = (0u32..0xA0)
        .chain([0xFFFE, 0xFFFF])
        .filter_map(char::from_u32);
    let forbidden = forbidden.filter(|c| !matches!(c, '\t' | '\n' | '\r' | '\u{85}' | ' '..='~'));
    let mut count = 0;
    for character in forbidden {
        assert_eq!(
            codes(&format!("a: \"{character}\"\n")),
            [Code::InvalidYaml],
            "{character:?}"
        );
        count += 1;
    }
    assert_eq!(count, 29 + 1 + 31 + 2);
}

const CATALOG: &str = "
base: &base
  Admins: {permission_sets: [A, \"B\", 'C']}
components:
  terraform:
    aws-sso:
      vars:
        a: !env HOME x
        account_assignments:
          prod: {groups: *base}
          dev:
            groups:
              <<: [*base, {D: {permission_sets: []}}]
              E: # comment
                permission_sets:
                  - F
        policy: |
          {\"Version\": \"2012-10-17\"}
        folded: >-
          one
          two
        t: {{ .x }}
";

/// All places of a tree lie in its text, whatever the text is.
fn places_lie_inside(node: &Node, sources: &Sources) {
    for span in [Some(node.span), node.defined].into_iter().flatten() {
        let text = sources.text(span.source);
        assert!(text.get(span.start as usize..span.end as usize).is_some());
    }
    node.as_map()
        .into_iter()
        .flat_map(Map::iter)
        .for_each(|(_, node)| places_lie_inside(node, sources));
    node.as_list()
        .into_iter()
        .flatten()
        .for_each(|node| places_lie_inside(node, sources));
}

/// Reads and draws a text in every format; nothing of it may panic, and nothing may reach a terminal.
fn survive(text: &str) {
    let (node, diagnostics, sources) = read_text(text);
    if let Some(node) = &node {
        places_lie_inside(node, &sources);
    }
    assert!(node.is_some() || diagnostics.has_errors());
    let mut out = Vec::new();
    draw::text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
    crate::diagnostic::json::json(&diagnostics, &sources, &mut out).unwrap();
    crate::diagnostic::github::github(&diagnostics, &sources, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(
        !said.chars().any(|c| c.is_control() && c != '\n'),
        "{said:?}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|[\\[\\]{}:,&*!?|>'\"%@`#~<\\-\\s\u{0}\u{1b}a-c.\\\\]{0,120}") {
        survive(&text);
    }

    #[test]
    fn no_mutation_of_a_catalog_makes_it_panic(
        edits in prop::collection::vec((0..CATALOG.len(), 0usize..6, "[\\[\\]{}:,&*!?|>'\"#~<\\-\\s\u{feff}\u{7}é]{0,3}"), 1..6)
    ) {
        let mut text = CATALOG.to_owned();
        for (at, length, insert) in edits {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end.max(start), &insert);
        }
        survive(&text);
    }
}
