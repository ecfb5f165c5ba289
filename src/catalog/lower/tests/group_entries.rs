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
    insta::assert_snapshot!(lowered.drawn(), @"");
}
