use super::lowered;

#[test]
fn a_required_group_may_say_more_than_its_name() {
    let lowered = lowered(
        "
required_groups: [Managers, {name: DevOps, external_id: 4711, just_in_time: true}]
idp_groups: [{name: Sales, external_id: s-1}, {name: DevOps, external_id: later}, {name: Plain}]
account_assignments: {}
",
    );
    let catalog = lowered.catalog.as_ref().unwrap();
    let names: Vec<&str> = catalog
        .required_groups
        .iter()
        .map(|group| &*group.value)
        .collect();
    assert_eq!(names, ["Managers", "DevOps", "Sales", "Plain"]);
    let facts: Vec<String> = catalog
        .group_facts
        .iter()
        .map(|(name, facts)| {
            let external_id = facts.external_id.as_ref().map(|id| &*id.value);
            format!("{name} {external_id:?} {}", facts.just_in_time)
        })
        .collect();
    assert_eq!(
        facts,
        [r#"DevOps Some("4711") true"#, r#"Sales Some("s-1") false"#]
    );
}

#[test]
fn mistakes_in_the_long_form_are_all_told() {
    let lowered = lowered(
        "
required_groups:
- {external_id: x}
- {name: A, external: x}
- {name: B, external_id: ''}
- {name: C, just_in_time: perhaps}
- {name: ' '}
- [D]
groups: [{name: E}]
account_assignments: {}
",
    );
    assert!(lowered.catalog.is_none());
    insta::assert_snapshot!(lowered.drawn(), @"
    error[missing-key]: a group has no name
     --> catalog.yaml:3:3
      |
    3 | - {external_id: x}
      |   ^^^^^^^^^^^^^^^^ `name` is missing
      |
    help: write {name: GROUP, external_id: ID}

    error[unknown-key]: unknown key `external` in the entry of a group
     --> catalog.yaml:4:13
      |
    4 | - {name: A, external: x}
      |             ^^^^^^^^ this key has no meaning here
      |
    help: did you mean `external_id`?

    error[bad-name]: this is not an external id
     --> catalog.yaml:5:26
      |
    5 | - {name: B, external_id: ''}
      |                          ^^ it is empty
      |
    help: `rolecall groups` lists the external ids that the identity provider gave

    error[wrong-type]: `just_in_time` must be `true` or `false`, not the text `perhaps`
     --> catalog.yaml:6:27
      |
    6 | - {name: C, just_in_time: perhaps}
      |                           ^^^^^^^ `true` or `false` is expected here

    error[bad-name]: ` ` cannot be the name of a group
     --> catalog.yaml:7:10
      |
    7 | - {name: ' '}
      |          ^^^ the name is empty

    error[wrong-type]: the name of a group must be a text, not a list
     --> catalog.yaml:8:3
      |
    8 | - [D]
      |   ^^^ a text is expected here

    error[wrong-type]: the name of a group must be a text, not a mapping
     --> catalog.yaml:9:10
      |
    9 | groups: [{name: E}]
      |          ^^^^^^^^^ a text is expected here

    error: 7 errors in catalog.yaml
    ");
}
