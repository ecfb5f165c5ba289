//! What is said about texts that are wrong.

use super::*;

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
fn a_glob_without_quotes_is_an_alias_and_gets_the_hint() {
    insta::assert_snapshot!(drawn("accounts: [*-prod]\n"), @r#"
    error[undefined-alias]: the alias `*-prod` has no anchor
     --> catalog.yaml:1:12
      |
    1 | accounts: [*-prod]
      |            ^^^^^^ no `&-prod` stands before this
      |
      = note: an anchor is known only in its own file, after the place where it is written
    help: write `&-prod` before a value above this, or quote a glob: `"*-prod"`

    error: 1 error in catalog.yaml
    "#);
    insta::assert_snapshot!(drawn("accounts:\n  - *\n"), @r#"
    error[invalid-yaml]: `*` or `&` without a name
     --> catalog.yaml:2:5
      |
    2 |   - *
      |     ^
      |
    help: put a text that starts with `*` or `&` in quotes: `"*"`

    error: 1 error in catalog.yaml
    "#);
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
fn a_key_given_twice_behind_an_anchor_is_reported_once() {
    insta::assert_snapshot!(drawn("x: &x {a: 1, a: 2}\ny: *x\nz: {<<: *x}\n"), @"
    error[duplicate-key]: the key `a` is given twice
     --> catalog.yaml:1:14
      |
    1 | x: &x {a: 1, a: 2}
      |        -     ^ again here
      |        |
      |        first here
      |
    help: keep one of them; what both should say goes into one mapping

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn a_key_given_twice_is_found_among_many() {
    let many: String = (0..100).map(|n| format!("k{n}: {n}\n")).collect();
    insta::assert_snapshot!(drawn(&format!("{many}k3: again\n")), @"
    error[duplicate-key]: the key `k3` is given twice
       --> catalog.yaml:101:1
        |
      4 | k3: 3
        | -- first here
    ...
    101 | k3: again
        | ^^ again here
        |
    help: keep one of them; what both should say goes into one mapping

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn two_merge_keys_are_two_equal_keys() {
    insta::assert_snapshot!(drawn("a: &a {}\nb: &b {}\nc:\n  <<: *a\n  <<: *b\n"), @"
    error[duplicate-key]: the key `<<` is given twice
     --> catalog.yaml:5:3
      |
    4 |   <<: *a
      |   -- first here
    5 |   <<: *b
      |   ^^ again here
      |
    help: merge several mappings by a list: `<<: [*one, *other]`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn merging_what_is_no_mapping_is_named() {
    insta::assert_snapshot!(drawn("empty: &empty\na: {<<: *empty}\nb: {<<: [*empty, 3]}\n"), @"
    error[wrong-type]: `<<` takes a mapping or a list of mappings
     --> catalog.yaml:2:9
      |
    2 | a: {<<: *empty}
      |         ^^^^^^
      |
      = note: an anchor without a value under it stands for nothing
    help: remove the line, or give the anchor a mapping

    error[wrong-type]: `<<` takes a mapping or a list of mappings
     --> catalog.yaml:3:10
      |
    3 | b: {<<: [*empty, 3]}
      |          ^^^^^^
      |
      = note: an anchor without a value under it stands for nothing
    help: remove the line, or give the anchor a mapping

    error[wrong-type]: `<<` takes a mapping or a list of mappings
     --> catalog.yaml:3:18
      |
    3 | b: {<<: [*empty, 3]}
      |                  ^
      |
    help: write `<<: *anchor` or `<<: [*one, *other]`

    error: 3 errors in catalog.yaml
    ");
}

#[test]
fn indentation_that_does_not_fit_is_named() {
    let text = "
account_assignments:
  artifacts:
    grants:
      - acme
 dev:
    grants: []
";
    insta::assert_snapshot!(drawn(text), @"
    error[invalid-yaml]: a key is expected here
     --> catalog.yaml:6:2
      |
    6 |  dev:
      |  ^ not a key of the mapping around it
      |
    help: check the indentation: keys of one mapping start in the same column

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
    insta::assert_snapshot!(drawn("{{- if .x }}\na: 1\n{{- end }}\n"), @"
    error[invalid-yaml]: a Go template stands where it is not YAML
     --> catalog.yaml:1:3
      |
    1 | {{- if .x }}
      |   ^ `- ` cannot stand here
      |
      = note: Atmos works templates out before it reads the file as YAML; rolecall does not
    help: put the value in quotes, or use the output of `atmos describe component`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn quotes_and_brackets_that_are_not_closed_are_named() {
    insta::assert_snapshot!(drawn("a: \"x\nb: 1\n"), @"
    error[invalid-yaml]: a text in quotes is not closed before this line
     --> catalog.yaml:2:1
      |
    2 | b: 1
      | ^
      |
    help: close the quote, or indent the lines that the text goes on in

    error: 1 error in catalog.yaml
    ");
    insta::assert_snapshot!(drawn("a: [x, y\n"), @"
    error[invalid-yaml]: a bracket is never closed
     --> catalog.yaml:1:4
      |
    1 | a: [x, y
      |    ^
      |
    help: close every `[` with `]` and every `{` with `}`

    error: 1 error in catalog.yaml
    ");
    insta::assert_snapshot!(drawn("a: x: y\n"), @"
    error[invalid-yaml]: `: ` cannot stand here
     --> catalog.yaml:1:5
      |
    1 | a: x: y
      |     ^ this would start another mapping inside the value
      |
    help: start a key on a line of its own, in the column of its neighbours, or put a text with `: ` in quotes

    error: 1 error in catalog.yaml
    ");
    insta::assert_snapshot!(drawn("a: @x\n"), @"
    error[invalid-yaml]: a text cannot start with `@`
     --> catalog.yaml:1:4
      |
    1 | a: @x
      |    ^
      |
    help: put the text in quotes

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn an_unknown_function_is_named_with_its_neighbour() {
    insta::assert_snapshot!(drawn("a: !inlcude x.yaml\nb: !Ref y\nc: !!binary aGk=\n"), @"
    error[unsupported-atmos-function]: unknown function `!inlcude`
     --> catalog.yaml:1:4
      |
    1 | a: !inlcude x.yaml
      |    ^^^^^^^^
      |
      = note: a tag before a value calls a function of Atmos, such as `!env` or `!include`
    help: did you mean `!include`?

    error[unsupported-atmos-function]: unknown function `!Ref`
     --> catalog.yaml:2:4
      |
    2 | b: !Ref y
      |    ^^^^
      |
      = note: a tag before a value calls a function of Atmos, such as `!env` or `!include`
    help: put a text that starts with `!` in quotes

    error[unsupported-atmos-function]: unknown function `!!binary`
     --> catalog.yaml:3:4
      |
    3 | c: !!binary aGk=
      |    ^^^^^^^^
      |
      = note: a tag before a value calls a function of Atmos, such as `!env` or `!include`
    help: put a text that starts with `!` in quotes

    error: 3 errors in catalog.yaml
    ");
}

#[test]
fn a_value_that_is_not_what_its_tag_says_is_named() {
    insta::assert_snapshot!(drawn("a: !!int many\nb: !!str [x]\n"), @"
    error[wrong-type]: the value is not what its tag `!!int` says
     --> catalog.yaml:1:10
      |
    1 | a: !!int many
      |          ^^^^
      |
    help: leave the tag out, or write a value of its type

    error[wrong-type]: the value is not what its tag `!!str` says
     --> catalog.yaml:2:10
      |
    2 | b: !!str [x]
      |          ^^^
      |
    help: leave the tag out, or write a value of its type

    error: 2 errors in catalog.yaml
    ");
}

#[test]
fn keys_that_are_no_texts_are_named() {
    insta::assert_snapshot!(drawn("[a, b]: c\n: d\n"), @"
    error[invalid-yaml]: a key must be a text
     --> catalog.yaml:1:1
      |
    1 | [a, b]: c
      | ^^^^^^
      |
    help: put the key in quotes

    error[invalid-yaml]: an entry has no key
     --> catalog.yaml:2:1
      |
    2 | : d
      | ^
      |
    help: write the key before `:`

    error: 2 errors in catalog.yaml
    ");
}

#[test]
fn several_documents_in_a_file_are_refused() {
    insta::assert_snapshot!(drawn("a: 1\n---\nb: 2\n"), @"
    error[invalid-yaml]: the file holds more than one YAML document
     --> catalog.yaml:2:1
      |
    2 | ---
      | ^^^ a second document starts here
      |
    help: keep one document in a file; others can be read with `import`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn control_characters_are_shown_and_not_obeyed() {
    insta::assert_snapshot!(drawn("a: 1\nb: \"\u{1b}[31mred\u{202e}\"\n"), @r#"
    error[invalid-yaml]: the control character U+001B
     --> catalog.yaml:2:5
      |
    2 | b: "␛[31mred\u{202e}"
      |     ^ not allowed in YAML
      |
    help: remove it; in a text in double quotes it can be written `\u001B`

    error: 1 error in catalog.yaml
    "#);
    insta::assert_snapshot!(drawn("a: x\u{0}\n"), @r"
    error[invalid-yaml]: the control character U+0000
     --> catalog.yaml:1:5
      |
    1 | a: x␀
      |     ^ not allowed in YAML
      |
    help: remove it; in a text in double quotes it can be written `\u0000`

    error: 1 error in catalog.yaml
    ");
    insta::assert_snapshot!(drawn("a: \u{9b}31m\n"), @r"
    error[invalid-yaml]: the control character U+009B
     --> catalog.yaml:1:4
      |
    1 | a: \u{9b}31m
      |    ^^^^^^ not allowed in YAML
      |
    help: remove it; in a text in double quotes it can be written `\u009B`

    error: 1 error in catalog.yaml
    ");
}

#[test]
fn blame_shows_where_a_value_is_written_and_where_it_is_used() {
    let (node, sources) = tree("base: &base {x: PowerUser}\nuse: *base\nown: {x: Other}\n");
    let mut diagnostics = Diagnostics::default();
    for key in ["use", "own"] {
        let inner = node.as_map().unwrap().get(key).unwrap().as_map().unwrap();
        let problem = Diagnostic::error(Code::UnknownPermissionSet, "unknown permission set");
        diagnostics.push(inner.get("x").unwrap().blame(problem, "not defined"));
    }
    let mut out = Vec::new();
    draw::text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
    error[unknown-permission-set]: unknown permission set
     --> catalog.yaml:1:17
      |
    1 | base: &base {x: PowerUser}
      |                 ^^^^^^^^^ not defined
    2 | use: *base
      |      ----- used here

    error[unknown-permission-set]: unknown permission set
     --> catalog.yaml:3:10
      |
    3 | own: {x: Other}
      |          ^^^^^ not defined

    error: 2 errors in catalog.yaml
    ");
}
