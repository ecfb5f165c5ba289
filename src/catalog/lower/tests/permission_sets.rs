//! Permission sets that a catalog defines.

use super::{Lowered, lowered};
use crate::model::{PermissionSet, PermissionsBoundary};

fn set<'l>(lowered: &'l Lowered, name: &str) -> &'l PermissionSet {
    &lowered.catalog().permission_sets.get(name).unwrap().set
}

#[test]
fn a_set_has_all_that_its_definition_says() {
    let lowered = lowered(
        r#"
session_duration: PT4H
tags: {team: platform, cost: 12}
permission_sets:
  Full:
    description: Operations für {{ team_name }}
    session_duration: PT90M
    relay_state: https://console.aws.amazon.com/
    tags: {purpose: test}
    policy_attachments:
      - ReadOnlyAccess
      - job-function/Billing
      - arn:aws-cn:iam::aws:policy/AWSSupportAccess
    customer_managed_policy_attachments:
      - {name: Operations, path: /teams/}
      - Plain
    inline_policy:
      Version: "2012-10-17"
      Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}
    permissions_boundary: {customer_managed_policy: {name: Boundary}}
    previously: Old
  Plain:
    permissions_boundary: {policy: PowerUserAccess}
team_name: Platform
"#,
    );
    assert_eq!(lowered.drawn(), "");
    let full = set(&lowered, "Full");
    assert_eq!(full.description.as_deref(), Some("Operations für Platform"));
    assert_eq!(full.session_duration.to_string(), "PT1H30M");
    assert_eq!(
        full.relay_state.as_deref(),
        Some("https://console.aws.amazon.com/")
    );
    assert_eq!(format!("{:?}", full.tags), r#"{"purpose": "test"}"#);
    let policies: Vec<&str> = full.managed_policies.iter().map(|p| p.as_str()).collect();
    assert_eq!(
        policies,
        ["AWSSupportAccess", "ReadOnlyAccess", "job-function/Billing"]
    );
    let policies: Vec<String> = full
        .customer_managed_policies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(policies, ["/teams/Operations", "/Plain"]);
    assert!(full.inline_policy.is_some());
    assert!(matches!(
        full.permissions_boundary,
        Some(PermissionsBoundary::CustomerManaged(_))
    ));
    let plain = set(&lowered, "Plain");
    assert_eq!(plain.session_duration.to_string(), "PT4H");
    assert_eq!(
        format!("{:?}", plain.tags),
        r#"{"cost": "12", "team": "platform"}"#
    );
    let entry = lowered.catalog().permission_sets.get("Full").unwrap();
    assert_eq!(entry.previously.as_ref().unwrap().value.as_str(), "Old");
}

#[test]
fn whole_seconds_are_converted_and_other_durations_say_what_was_meant() {
    let lowered = lowered(
        "
session_duration: 28800
permission_sets:
  A: {session_duration: '3600'}
  B: {session_duration: 8h}
  C: {session_duration: PT13H}
  D: {session_duration: 60}
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    warning[session-duration-out-of-range]: session duration `28800` is read as 28800 seconds
     --> catalog.yaml:2:19
      |
    2 | session_duration: 28800
      |                   ^^^^^ a plain number
      |
      = note: AWS takes a duration in ISO 8601 form
    help: write PT8H

    warning[session-duration-out-of-range]: session duration `3600` is read as 3600 seconds
     --> catalog.yaml:4:25
      |
    4 |   A: {session_duration: '3600'}
      |                         ^^^^^^ a plain number
      |
      = note: AWS takes a duration in ISO 8601 form
    help: write PT1H

    error[session-duration-out-of-range]: `8h` is not a duration in ISO 8601 form, such as PT8H or PT1H30M
     --> catalog.yaml:5:25
      |
    5 |   B: {session_duration: 8h}
      |                         ^^ not a session duration
      |
      = note: IAM Identity Center accepts PT1H to PT12H
    help: did you mean PT8H?

    error[session-duration-out-of-range]: session duration `PT13H` is longer than 12 hours
     --> catalog.yaml:6:25
      |
    6 |   C: {session_duration: PT13H}
      |                         ^^^^^ not a session duration
      |
      = note: IAM Identity Center accepts PT1H to PT12H

    error[session-duration-out-of-range]: session duration `60` is shorter than 1 hour
     --> catalog.yaml:7:25
      |
    7 |   D: {session_duration: 60}
      |                         ^^ not a session duration
      |
      = note: IAM Identity Center accepts PT1H to PT12H

    error: 3 errors and 2 warnings in catalog.yaml
    ");
}

#[test]
fn texts_and_tags_that_aws_refuses_are_found() {
    let lowered = lowered(
        r#"
permission_sets:
  A:
    description: "a — b"
    relay_state: "https://ä"
    tags: {"a&b": x, "aws:x": y, "rolecall:catalog": z}
    discription: x
    policy_attachements: []
  B:
    description: [x]
    tags: x
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[bad-description]: the description contains '—', which AWS does not allow there
     --> catalog.yaml:4:18
      |
    4 |     description: "a — b"
      |                  ^^^^^^^ AWS refuses this text
      |
    help: AWS takes Latin-1: write `-` for a dash, and straight quotes

    error[bad-relay-state]: the relay state contains 'ä', which AWS does not allow there
     --> catalog.yaml:5:18
      |
    5 |     relay_state: "https://ä"
      |                  ^^^^^^^^^^^ AWS refuses this text

    error[bad-tag]: a tag's key contains '&', which AWS does not allow there
     --> catalog.yaml:6:12
      |
    6 |     tags: {"a&b": x, "aws:x": y, "rolecall:catalog": z}
      |            ^^^^^ AWS refuses this tag

    error[bad-tag]: `aws:x` is not free to be set
     --> catalog.yaml:6:22
      |
    6 |     tags: {"a&b": x, "aws:x": y, "rolecall:catalog": z}
      |                      ^^^^^^^ AWS refuses this tag

    error[bad-tag]: `rolecall:catalog` is not free to be set
     --> catalog.yaml:6:34
      |
    6 |     tags: {"a&b": x, "aws:x": y, "rolecall:catalog": z}
      |                                  ^^^^^^^^^^^^^^^^^^ AWS refuses this tag
      |
      = note: rolecall sets it, to the catalog's `name`

    error[unknown-key]: unknown key `discription` in permission set `A`
     --> catalog.yaml:7:5
      |
    7 |     discription: x
      |     ^^^^^^^^^^^ this key has no meaning here
      |
    help: did you mean `description`?

    error[unknown-key]: unknown key `policy_attachements` in permission set `A`
     --> catalog.yaml:8:5
      |
    8 |     policy_attachements: []
      |     ^^^^^^^^^^^^^^^^^^^ this key has no meaning here
      |
    help: did you mean `policy_attachments`?

    error[wrong-type]: `description` must be a text, not a list
      --> catalog.yaml:10:18
       |
    10 |     description: [x]
       |                  ^^^ a text is expected here

    error[wrong-type]: `tags` must be a mapping, not the text `x`
      --> catalog.yaml:11:11
       |
    11 |     tags: x
       |           ^ a mapping is expected here
       |
    help: tags: {team: platform}

    error: 9 errors in catalog.yaml
    "#);
}

#[test]
fn a_set_is_made_for_every_entry_of_a_var() {
    let lowered = lowered(
        r#"
teams: {data: {bucket: arn:aws:s3:::data}, web: {bucket: arn:aws:s3:::web}}
tools: [jenkins, grafana]
permission_sets:
  "Team-{{ each.key | title }}":
    for_each: teams
    inline_policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: "s3:*", Resource: "{{ each.value.bucket }}"}
  "Tool-{{ each.value }}": {for_each: tools}
  "Same": {for_each: [x, y]}
  "None-{{ each.key }}": {for_each: absent}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[duplicate-key]: `for_each` makes two sets called `Same`
      --> catalog.yaml:12:3
       |
    12 |   "Same": {for_each: [x, y]}
       |   ^^^^^^ the same name for two entries
       |
    help: use `{{ each.key }}` in the name

    error[missing-parameter]: `absent` is not given
      --> catalog.yaml:13:37
       |
    13 |   "None-{{ each.key }}": {for_each: absent}
       |                                     ^^^^^^ `for_each` takes its entries
       |
    help: name a var of this catalog that is a list or a mapping

    error: 2 errors in catalog.yaml
    "#);
    let text = r#"
teams: {data: {bucket: arn:aws:s3:::data}, web: {bucket: arn:aws:s3:::web}}
permission_sets:
  "Team-{{ each.key | title }}":
    for_each: teams
    inline_policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: "s3:*", Resource: "{{ each.value.bucket }}"}
"#;
    let lowered = super::lowered(text);
    let web = set(&lowered, "Team-Web").inline_policy.as_ref().unwrap();
    assert_eq!(web.value()["Statement"][0]["Resource"], "arn:aws:s3:::web");
    assert!(lowered.catalog().permission_sets.contains_key("Team-Data"));
}

#[test]
fn a_rename_that_contradicts_the_catalog_is_refused() {
    let lowered = lowered(
        "
permission_sets:
  Same: {previously: Same}
  New: {previously: Still}
  Still: {}
  One: {previously: Old}
  Other: {previously: Old}
  Odd: {previously: a b}
account_assignments:
  a: {groups: {G: {permission_sets: [Old]}}}
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    error[bad-rename]: `Same` cannot be renamed to itself
     --> catalog.yaml:3:22
      |
    3 |   Same: {previously: Same}
      |                      ^^^^ the name that it has now
      |
    help: remove `previously`

    error[bad-rename]: `Still` cannot become `New`: the catalog still has `Still`
     --> catalog.yaml:4:21
      |
    4 |   New: {previously: Still}
      |                     ^^^^^ renamed here
    5 |   Still: {}
      |   ----- still defined here
      |
    help: remove the definition and the assignments of the name before, or this `previously`

    error[bad-rename]: `Old` cannot become both `One` and `Other`
     --> catalog.yaml:7:23
      |
    6 |   One: {previously: Old}
      |                     --- renamed first here
    7 |   Other: {previously: Old}
      |                       ^^^ renamed again here
      |
    help: keep one of them; the other set is a new one

    error[bad-rename]: permission set name `a b` contains ' '; AWS allows letters, digits and +=,.@_-
     --> catalog.yaml:8:21
      |
    8 |   Odd: {previously: a b}
      |                     ^^^ no set can have had this name

    error[unknown-permission-set]: unknown permission set `Old`
      --> catalog.yaml:10:38
       |
    10 |   a: {groups: {G: {permission_sets: [Old]}}}
       |                                      ^^^ neither built in nor defined in this catalog
       |
    help: the catalog renames it: did you mean `Other`?

    error: 5 errors in catalog.yaml
    ");
}

#[test]
fn an_expression_that_cannot_be_worked_out_is_found_where_it_stands() {
    let lowered = lowered(
        r#"
team: x
permission_sets:
  A: {description: "{{ teem }}"}
  B: {description: "{{ .vars.team }}"}
  C: {description: "{{ team | shout }}"}
  D: {description: "{{ team"}
  E: {description: {{ .vars.team }}}
  "F{{ nothing }}": {}
  G: {description: {{ team }}}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[bad-template]: `teem` is not given
     --> catalog.yaml:4:20
      |
    4 |   A: {description: "{{ teem }}"}
      |                    ^^^^^^^^^^^^ the expression uses `teem`
      |
    help: did you mean `team`?

    error[unsupported-atmos-function]: the Go template `{{ .vars.team }}` can only be worked out by Atmos
     --> catalog.yaml:5:20
      |
    5 |   B: {description: "{{ .vars.team }}"}
      |                    ^^^^^^^^^^^^^^^^^^ Go template
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error[bad-template]: this expression cannot be worked out
     --> catalog.yaml:6:20
      |
    6 |   C: {description: "{{ team | shout }}"}
      |                    ^^^^^^^^^^^^^^^^^^^^ filter shout is unknown

    error[bad-template]: this expression cannot be worked out
     --> catalog.yaml:7:20
      |
    7 |   D: {description: "{{ team"}
      |                    ^^^^^^^^^ `{{` is not closed by `}}`

    error[unsupported-atmos-function]: `description` is given by a Go template, which only Atmos can work out
     --> catalog.yaml:8:20
      |
    8 |   E: {description: {{ .vars.team }}}
      |                    ^^^^^^^^^^^^^^^^ its value is not known here
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error[bad-template]: `nothing` is not given
     --> catalog.yaml:9:3
      |
    9 |   "F{{ nothing }}": {}
      |   ^^^^^^^^^^^^^^^^ the expression uses `nothing`
      |
    help: give `nothing` beside `account_assignments`, in the catalog's vars

    error[bad-template]: an expression stands in quotes
      --> catalog.yaml:10:20
       |
    10 |   G: {description: {{ team }}}
       |                    ^^^^^^^^^^ without quotes, this is a mapping to YAML
       |
    help: write "{{ team }}"

    error: 7 errors in catalog.yaml
    "#);
}
