//! What people write, and what is read or said.

use super::*;
use crate::diagnostic::draw::{self, Appearance};

fn read_text(text: &str) -> (Option<Node>, Diagnostics, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("catalog.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let node = read(id, &sources, &mut diagnostics);
    (node, diagnostics, sources)
}

fn drawn(text: &str) -> String {
    let (_, diagnostics, sources) = read_text(text);
    let mut out = Vec::new();
    draw::text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn undefined_aliases_are_named_with_every_place() {
    insta::assert_snapshot!(drawn("admins: &prod-admins {}\na: *prod-admin\nb: *prod-admin\n"), @"
    error[undefined-alias]: the alias `*prod-admin` has no anchor
     --> catalog.yaml:2:4
      |
    2 | a: *prod-admin
      |    ^^^^^^^^^^^ no `&prod-admin` stands before this
    3 | b: *prod-admin
      |    ^^^^^^^^^^^
      |
      = note: an anchor is known only in its own file, after the place where it is written
    help: did you mean `*prod-admins`?

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn a_key_given_twice_shows_both() {
    insta::assert_snapshot!(drawn("a: 1\nb: 2\na: 3\n"), @"
    error[duplicate-key]: the key `a` is given twice
     --> catalog.yaml:3:1
      |
    1 | a: 1
      | - first here
    2 | b: 2
    3 | a: 3
      | ^ again here
      |
    help: keep one of them; what both should say goes into one mapping

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn a_tab_in_the_indentation_is_named() {
    insta::assert_snapshot!(drawn("a:\n\t- b\n"), @"
    error[invalid-yaml]: a tab stands where only spaces may
     --> catalog.yaml:2:1
      |
    2 | ␉- b
      | ^
      |
    help: indent with spaces

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn a_template_that_is_no_yaml_is_named() {
    insta::assert_snapshot!(drawn("a: {{ .x }}-foo\n"), @"
    error[invalid-yaml]: a Go template stands where it is not YAML
     --> catalog.yaml:1:12
      |
    1 | a: {{ .x }}-foo
      |            ^ a key is expected here
      |
      = note: Atmos works templates out before it reads the file as YAML; rolecall does not
    help: put the value in quotes, or use the output of `atmos describe component`

    error: 1 error in catalog.yaml
    ");
}
