use super::lowered;

#[test]
fn groups_users_and_sets_are_protected_each_with_its_place() {
    let lowered = lowered(
        "protected:\n  groups: [Managers]\n  users: [ana]\n  permission_sets: [AdministratorAccess]\n",
    );
    let protected = &lowered.catalog().protected;
    let span = protected
        .permission_sets
        .get("AdministratorAccess")
        .unwrap();
    assert_eq!(lowered.sources.slice(*span), "AdministratorAccess");
    assert_eq!(
        protected
            .groups
            .keys()
            .map(|name| &**name)
            .collect::<Vec<_>>(),
        ["Managers"]
    );
    assert_eq!(
        protected
            .users
            .keys()
            .map(|name| &**name)
            .collect::<Vec<_>>(),
        ["ana"]
    );
}

#[test]
fn what_is_protected_and_unknown_is_an_error() {
    let lowered = lowered(
        "protected:\n  group: [Managers]\n  permission_sets: [AdministratorAcces, a b]\n  users: x\n",
    );
    assert_eq!(
        lowered.codes(),
        "error unknown-key 2:3\nerror unknown-permission-set 3:21\nerror unknown-permission-set 3:41\nerror wrong-type 4:10\n"
    );
    assert!(
        lowered
            .drawn()
            .contains("did you mean `AdministratorAccess`?")
    );
}
