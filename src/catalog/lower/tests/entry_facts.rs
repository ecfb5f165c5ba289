//! What entries say of themselves.

use super::{Lowered, lowered};

/// Principal, set and facts of every rule, one a line.
fn facts(lowered: &Lowered) -> String {
    let line = |rule: &crate::model::Rule| {
        let facts = &rule.facts;
        let day = |day: Option<crate::model::Date>| day.map(|day| day.to_string());
        let said = [
            facts.owner().map(str::to_owned),
            facts.reason().map(str::to_owned),
            facts.ticket().map(str::to_owned),
            day(facts.expires()),
            day(facts.review_by()),
        ];
        let said = said.map(|text| text.unwrap_or_else(|| "-".to_owned()));
        format!(
            "{} {}: {}\n",
            rule.principal.value,
            rule.permission_set.value,
            said.join(" | ")
        )
    };
    lowered.catalog().rules.iter().map(line).collect()
}

#[test]
fn an_entry_says_who_answers_for_it_why_and_until_when() {
    let lowered = lowered(
        "
team: team-shop
account_assignments:
  plat-dev:
    groups:
      Contractors:
        permission_sets: [ReadOnlyAccess, PowerUserAccess]
        owner: '@acme/{{ team }}'
        reason: >
          Moves the old shop
          to the new accounts.
        ticket: 4711
        expires: 2026-12-31
        review_by: \"2026-09-30\"
      Developers: {permission_sets: [ReadOnlyAccess], owner: , review_by: }
",
    );
    assert_eq!(lowered.drawn(), "");
    insta::assert_snapshot!(facts(&lowered), @"
    Contractors ReadOnlyAccess: @acme/team-shop | Moves the old shop to the new accounts. | 4711 | 2026-12-31 | 2026-09-30
    Contractors PowerUserAccess: @acme/team-shop | Moves the old shop to the new accounts. | 4711 | 2026-12-31 | 2026-09-30
    Developers ReadOnlyAccess: - | - | - | - | -
    ");
}

#[test]
fn what_an_account_or_a_type_says_holds_for_those_who_say_nothing_else() {
    let lowered = lowered(
        "
account_types: {dev: [plat-dev]}
account_type_assignments:
  dev:
    groups:
      Developers: {permission_sets: [ReadOnlyAccess]}
      Contractors: {permission_sets: [ReadOnlyAccess], owner: shop, expires: 2026-06-30}
    owner: platform
    review_by: 2027-01-01
    expires: 2028-01-01
account_assignments:
  plat-prod:
    groups: {Developers: {permission_sets: [ReadOnlyAccess]}}
",
    );
    assert_eq!(lowered.drawn(), "");
    insta::assert_snapshot!(facts(&lowered), @"
    Developers ReadOnlyAccess: - | - | - | - | -
    Developers ReadOnlyAccess: platform | - | - | 2028-01-01 | 2027-01-01
    Contractors ReadOnlyAccess: shop | - | - | 2026-06-30 | 2027-01-01
    ");
}

#[test]
fn what_is_no_line_of_text_is_refused_where_it_stands() {
    let long = "x".repeat(257);
    let lowered = lowered(&format!(
        "
account_assignments:
  plat-dev:
    onwer: platform
    groups:
      A: {{permission_sets: [ReadOnlyAccess], owner: ' ', ticket: {long}}}
      B: {{permission_sets: [ReadOnlyAccess], owner: [a, b], reviewed_by: 2026-01-01}}
      C: {{permission_sets: [ReadOnlyAccess], reason: \"a\\nb\", ticket: \"\\e[2J\"}}
      D: {{owner: platform, reason: none}}
"
    ));
    let drawn = lowered
        .drawn()
        .replace(&long, "xxx")
        .replace(&"^".repeat(257), "^^^");
    insta::assert_snapshot!(drawn, @r#"
    error[unknown-key]: unknown key `onwer` in `plat-dev`
     --> catalog.yaml:4:5
      |
    4 |     onwer: platform
      |     ^^^^^ this key has no meaning here
      |
    help: did you mean `owner`?

    error[bad-remark]: `owner` is not one line of text
     --> catalog.yaml:6:53
      |
    6 |       A: {permission_sets: [ReadOnlyAccess], owner: ' ', ticket: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
      |                                                     ^^^ it is empty
      |
    help: say it, or leave the key out

    error[bad-remark]: `ticket` is not one line of text
     --> catalog.yaml:6:66
      |
    6 | ...t: xxx}
      |       ^^^ it has 257 characters; 256 are allowed
      |
    help: shorten it, and keep the rest in the ticket

    error[wrong-type]: `owner` must be a text, not a list
     --> catalog.yaml:7:53
      |
    7 |       B: {permission_sets: [ReadOnlyAccess], owner: [a, b], reviewed_by: 2026-01-01}
      |                                                     ^^^^^^ a text is expected here

    error[unknown-key]: unknown key `reviewed_by` in `B`
     --> catalog.yaml:7:61
      |
    7 |       B: {permission_sets: [ReadOnlyAccess], owner: [a, b], reviewed_by: 2026-01-01}
      |                                                             ^^^^^^^^^^^ this key has no meaning here
      |
    help: did you mean `review_by`?

    error[bad-remark]: `reason` is not one line of text
     --> catalog.yaml:8:54
      |
    8 |       C: {permission_sets: [ReadOnlyAccess], reason: "a\nb", ticket: "\e[2J"}
      |                                                      ^^^^^^ it has several lines
      |
    help: write it as one line; a longer one folds after `>`

    error[bad-remark]: `ticket` is not one line of text
     --> catalog.yaml:8:70
      |
    8 |       C: {permission_sets: [ReadOnlyAccess], reason: "a\nb", ticket: "\e[2J"}
      |                                                                      ^^^^^^^ it contains '\u{1b}', which no terminal should be sent
      |
    help: take the character out

    error[missing-key]: `D` has no `permission_sets`
     --> catalog.yaml:9:7
      |
    9 |       D: {owner: platform, reason: none}
      |       ^ nothing says what it is granted
      |
    help: write permission_sets: [] for nothing

    error: 8 errors in catalog.yaml
    "#);
}
