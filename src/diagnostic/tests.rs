//! Diagnostics as they are shown, in every format.

use super::draw::{Appearance, text};
use super::github::github;
use super::json::json;
use super::*;
use crate::source::{SourceId, Sources, Span};

const CATALOG: &str = "\
required_groups: [Managers, DevOps, Developers, BillingAdmin]
account_assignments:
  dev:
    groups:
      DevOps: {permission_sets: [PowerUser]}
";

fn source(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::default();
    let id = sources.add("catalog/aws-sso.yaml", text);
    (sources, id)
}

/// The place of the n-th `needle` in a source.
fn nth(sources: &Sources, id: SourceId, needle: &str, n: usize) -> Span {
    let (at, _) = sources.text(id).match_indices(needle).nth(n).unwrap();
    Span::new(id, at as u32, (at + needle.len()) as u32)
}

fn all(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    let mut all = Diagnostics::default();
    diagnostics.into_iter().for_each(|one| all.push(one));
    all
}

fn drawn(sources: &Sources, diagnostics: impl IntoIterator<Item = Diagnostic>) -> String {
    let mut out = Vec::new();
    text(&all(diagnostics), sources, Appearance::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn missing_groups(sources: &Sources, id: SourceId) -> Diagnostic {
    Diagnostic::error(
        Code::MissingGroup,
        "2 of the required groups do not exist in Identity Center",
    )
    .primary(
        nth(sources, id, "DevOps", 0),
        "`Devops` exists: names are case-sensitive",
    )
    .primary(
        nth(sources, id, "BillingAdmin", 0),
        "no group has a similar name",
    )
    .note("nothing was changed")
    .help("rename the group at the identity provider")
}

#[test]
fn places_that_are_as_wrong_share_one_picture() {
    let (sources, id) = source(CATALOG);
    insta::assert_snapshot!(drawn(&sources, [missing_groups(&sources, id)]), @"
    error[missing-group]: 2 of the required groups do not exist in Identity Center
     --> catalog/aws-sso.yaml:1:29
      |
    1 | required_groups: [Managers, DevOps, Developers, BillingAdmin]
      |                             ^^^^^^              ^^^^^^^^^^^^ no group has a similar name
      |                             |
      |                             `Devops` exists: names are case-sensitive
      |
      = note: nothing was changed
    help: rename the group at the identity provider

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn diagnostics_come_by_place_and_end_with_their_number() {
    let (mut sources, id) = source(CATALOG);
    let other = sources.add("stacks/b.yaml", "x: 1\n");
    let set = Diagnostic::error(
        Code::UnknownPermissionSet,
        "unknown permission set `PowerUser`",
    )
    .primary(
        nth(&sources, id, "PowerUser", 0),
        "neither built in nor defined in this catalog",
    )
    .help("names are case-sensitive; did you mean `PowerUserAccess`?");
    let key = Diagnostic::warning(Code::UnusedKey, "the key `x` means nothing here")
        .primary(Span::new(other, 0, 1), "")
        .secondary(nth(&sources, id, "dev", 0), "imported here");
    let no_place = Diagnostic::error(
        Code::UnreadableFile,
        "cannot read `gone.yaml`: it does not exist",
    )
    .help("check the path");
    insta::assert_snapshot!(drawn(&sources, [no_place, key, set, missing_groups(&sources, id)]), @"
    error[missing-group]: 2 of the required groups do not exist in Identity Center
     --> catalog/aws-sso.yaml:1:29
      |
    1 | required_groups: [Managers, DevOps, Developers, BillingAdmin]
      |                             ^^^^^^              ^^^^^^^^^^^^ no group has a similar name
      |                             |
      |                             `Devops` exists: names are case-sensitive
      |
      = note: nothing was changed
    help: rename the group at the identity provider

    error[unknown-permission-set]: unknown permission set `PowerUser`
     --> catalog/aws-sso.yaml:5:34
      |
    5 |       DevOps: {permission_sets: [PowerUser]}
      |                                  ^^^^^^^^^ neither built in nor defined in this catalog
      |
    help: names are case-sensitive; did you mean `PowerUserAccess`?

    warning[unused-key]: the key `x` means nothing here
     --> stacks/b.yaml:1:1
      |
    1 | x: 1
      | ^
      |
     ::: catalog/aws-sso.yaml:3:3
      |
    3 |   dev:
      |   --- imported here

    error[unreadable-file]: cannot read `gone.yaml`: it does not exist
    help: check the path

    error: 3 errors and 1 warning in 2 files
    ");
}

#[test]
fn nothing_is_drawn_where_nothing_is_wrong() {
    assert_eq!(drawn(&Sources::default(), []), "");
}

#[test]
fn problems_that_differ_in_what_explains_them_are_one() {
    let (sources, id) = source("base: &base [PowerUser]\na: *base\nb: *base\n");
    let problems = [0, 1].map(|n| {
        Diagnostic::error(
            Code::UnknownPermissionSet,
            "unknown permission set `PowerUser`",
        )
        .primary(nth(&sources, id, "PowerUser", 0), "not defined")
        .secondary(nth(&sources, id, "*base", n), "used here")
    });
    insta::assert_snapshot!(drawn(&sources, problems), @"
    error[unknown-permission-set]: unknown permission set `PowerUser`
     --> catalog/aws-sso.yaml:1:14
      |
    1 | base: &base [PowerUser]
      |              ^^^^^^^^^ not defined
    2 | a: *base
      |    ----- used here
    3 | b: *base
      |    ----- used here

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn a_place_over_many_lines_is_marked_on_its_first() {
    let (sources, id) = source(CATALOG);
    let end = CATALOG.len() as u32;
    let problem = Diagnostic::error(Code::WrongType, "wrong").primary(
        Span::new(id, nth(&sources, id, "dev", 0).start, end),
        "all of this",
    );
    insta::assert_snapshot!(drawn(&sources, [problem]), @"
    error[wrong-type]: wrong
     --> catalog/aws-sso.yaml:3:3
      |
    3 |   dev:
      |   ^^^^ all of this

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn many_places_are_cut_and_counted() {
    let (sources, id) = source(&"x\n".repeat(5_000));
    let places = (0..5_000).map(|n| Span::new(id, n * 2, n * 2 + 1));
    let problem = places.fold(
        Diagnostic::error(Code::WrongType, "wrong"),
        |problem, span| problem.primary(span, ""),
    );
    let said = drawn(&sources, [problem]);
    assert!(said.contains("= note: and 4992 more places"), "{said}");
    assert!(said.lines().count() < 30);
}

#[test]
fn places_far_apart_in_a_large_file_get_a_picture_each() {
    let (sources, id) = source(&"line\n".repeat(100_000));
    let problem = Diagnostic::error(Code::DuplicateKey, "twice")
        .primary(Span::new(id, 450_000, 450_004), "again")
        .secondary(Span::new(id, 0, 4), "first");
    insta::assert_snapshot!(drawn(&sources, [problem]), @"
    error[duplicate-key]: twice
         --> catalog/aws-sso.yaml:90001:1
          |
    90001 | line
          | ^^^^ again
          |
         ::: catalog/aws-sso.yaml:1:1
          |
        1 | line
          | ---- first

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn only_the_part_around_a_place_is_drawn_of_a_long_line() {
    let line = format!("{}NEEDLE{}", "é".repeat(500_000), "z".repeat(500_000));
    let (sources, id) = source(&line);
    let problem =
        Diagnostic::error(Code::WrongType, "wrong").primary(nth(&sources, id, "NEEDLE", 0), "here");
    insta::assert_snapshot!(drawn(&sources, [problem]), @"
    error[wrong-type]: wrong
     --> catalog/aws-sso.yaml:1:500001
      |
      |
    1 | …ééééééééééééééééééééééééééééééNEEDLEzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz...
      |                                ^^^^^^ here

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn texts_of_the_user_never_move_a_terminal() {
    let evil = "a\u{1b}[2J\u{9b}31m\u{202e}\u{7}b\r\n";
    let mut sources = Sources::default();
    let id = sources.add(format!("dir/{evil}.yaml"), evil.repeat(2));
    let problem = Diagnostic::error(Code::WrongType, format!("wrong: {evil}"))
        .primary(Span::new(id, 1, 9), evil)
        .secondary(Span::new(id, 18, 20), evil)
        .note(evil)
        .help(evil);
    let problems = all([
        problem,
        Diagnostic::warning(Code::WrongType, evil).help(evil),
    ]);
    let mut out = Vec::new();
    text(&problems, &sources, Appearance::default(), &mut out).unwrap();
    json(&problems, &sources, &mut out).unwrap();
    github(&problems, &sources, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    let unsafe_left: String = said
        .chars()
        .filter(|c| *c != '\n' && crate::text::is_unsafe(*c))
        .collect();
    assert_eq!(unsafe_left, "", "{said}");
    // With colours the only escape sequences are those of the drawing: colours, and links.
    let mut out = Vec::new();
    let coloured = Appearance {
        colour: true,
        width: None,
        ..Appearance::default()
    };
    text(&problems, &sources, coloured, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("\u{1b}[") && !said.contains("\u{1b}[2J") && !said.contains('\u{9b}'));
}

#[test]
fn a_program_gets_json() {
    let (sources, id) = source(CATALOG);
    let problem =
        missing_groups(&sources, id).secondary(nth(&sources, id, "DevOps", 1), "used here");
    let no_place = Diagnostic::warning(Code::UnusedKey, "no \"place\"\u{9b}");
    let mut out = Vec::new();
    json(&all([no_place, problem]), &sources, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out.clone()).unwrap(), @r#"
    {
      "version": 1,
      "files": [],
      "diagnostics": [
        {
          "severity": "error",
          "code": "missing-group",
          "message": "2 of the required groups do not exist in Identity Center",
          "label": "`Devops` exists: names are case-sensitive",
          "file": "catalog/aws-sso.yaml",
          "line": 1,
          "column": 29,
          "end_line": 1,
          "end_column": 35,
          "notes": [
            "nothing was changed"
          ],
          "help": [
            "rename the group at the identity provider"
          ],
          "related": [
            {
              "file": "catalog/aws-sso.yaml",
              "line": 1,
              "column": 49,
              "message": "no group has a similar name"
            },
            {
              "file": "catalog/aws-sso.yaml",
              "line": 5,
              "column": 7,
              "message": "used here"
            }
          ]
        },
        {
          "severity": "warning",
          "code": "unused-key",
          "message": "no \"place\"\u009b",
          "label": null,
          "file": null,
          "line": null,
          "column": null,
          "end_line": null,
          "end_column": null,
          "notes": [],
          "help": [],
          "related": []
        }
      ]
    }
    "#);
    let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(read["diagnostics"][1]["message"], "no \"place\"\u{9b}");
}

#[test]
fn no_problem_is_an_empty_list_in_json_and_nothing_for_github() {
    let mut out = Vec::new();
    github(&Diagnostics::default(), &Sources::default(), &mut out).unwrap();
    json(&Diagnostics::default(), &Sources::default(), &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    {
      "version": 1,
      "files": [],
      "diagnostics": []
    }
    "#);
}

#[test]
fn github_gets_one_command_a_diagnostic() {
    let (mut sources, id) = source(CATALOG);
    let odd = sources.add("a,b:c%.yaml", "x\ny\n");
    let many_lines = Diagnostic::warning(Code::WrongType, "100% wrong\nin two lines")
        .primary(Span::new(odd, 0, 3), "");
    let no_place = Diagnostic::error(Code::UnreadableFile, "cannot read it");
    let mut out = Vec::new();
    let problems = all([missing_groups(&sources, id), many_lines, no_place]);
    github(&problems, &sources, &mut out).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
    ::error file=catalog/aws-sso.yaml,line=1,endLine=1,col=29,endColumn=35,title=missing-group::2 of the required groups do not exist in Identity Center%0A`Devops` exists: names are case-sensitive%0Acatalog/aws-sso.yaml:1: no group has a similar name%0Anote: nothing was changed%0Ahelp: rename the group at the identity provider
    ::warning file=a%2Cb%3Ac%25.yaml,line=1,endLine=2,title=wrong-type::100%25 wrong%0Ain two lines
    ::error title=unreadable-file::cannot read it
    ");
}

#[test]
fn the_mark_stands_under_its_text_behind_replaced_characters() {
    let (sources, id) = source("\u{200b}\u{85}é\tx: NEEDLE\n");
    let problem =
        Diagnostic::error(Code::WrongType, "wrong").primary(nth(&sources, id, "NEEDLE", 0), "here");
    insta::assert_snapshot!(drawn(&sources, [problem]), @r"
    error[wrong-type]: wrong
     --> catalog/aws-sso.yaml:1:20
      |
    1 | \u{200b}\u{85}é␉x: NEEDLE
      |                    ^^^^^^ here

    error: 1 error in catalog/aws-sso.yaml
    ");
}
