//! Organizations to import from, drawn from few names so that they meet, and from names that YAML, globs and
//! expressions would take for something else.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::model::snapshot::{
    Account, Boundary, Group, IdentityStore, Instance, Organization, OrganizationalUnit,
    PermissionSet, PolicyReference, Provisioned, Snapshot, User,
};
use crate::model::{AccountId, PrincipalId};

/// Names that mean something else to YAML, to a glob, to an expression or to a reader's eye.
pub(super) const TRICKY: &[&str] = &[
    "yes",
    "null",
    "~",
    "1e3",
    "012345678901",
    "111111111111",
    "0x1F",
    "a: b",
    "#x",
    "x #y",
    "{{ x }}",
    "{{{{",
    "${aws:username}",
    "- a",
    "*",
    "core-*",
    "what?",
    "<<",
    "'",
    "\"",
    "\\",
    "a,b",
    "[a]",
    "{a}",
    "a\tb",
    "Prüfer",
    "開発者",
    "🚀",
    "true",
    "=",
    "!Ref x",
    "&a",
    "%x",
    "@x",
    "`x`",
    "a:",
    ":a",
    "---",
    "...",
    "? x",
    "|",
    ">",
];

const ROOT: &str = "r-ab12";
pub(super) const MANAGEMENT: u64 = 111_111_111_111;

pub(super) fn id(number: u64) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

/// An organization with an instance and nothing else.
pub(super) fn empty() -> Snapshot {
    Snapshot {
        caller: None,
        organization: Some(Organization {
            id: "o-a1b2c3d4e5".into(),
            root: ROOT.into(),
            management_account: id(MANAGEMENT),
            organizational_units: Vec::new(),
            accounts: vec![account(MANAGEMENT, "core-root", None)],
            delegated_administrators: Vec::new(),
        }),
        instances: vec![Instance {
            arn: "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9".into(),
            identity_store_id: "d-1234567890".into(),
            owner_account: id(MANAGEMENT),
            region: "us-east-1".into(),
            name: None,
            status: "ACTIVE".into(),
            permission_sets_enabled: true,
        }],
        identity_store: IdentityStore::default(),
        permission_sets: Vec::new(),
    }
}

pub(super) fn account(number: u64, name: &str, unit: Option<&str>) -> Account {
    Account {
        id: id(number),
        name: name.into(),
        email: None,
        state: "ACTIVE".into(),
        parent: Some(unit.unwrap_or(ROOT).to_owned()),
        tags: BTreeMap::new(),
    }
}

pub(super) fn unit(number: usize, name: &str, parent: Option<&str>) -> OrganizationalUnit {
    OrganizationalUnit {
        id: format!("ou-ab12-{number:08}"),
        name: name.into(),
        parent: parent.unwrap_or(ROOT).to_owned(),
    }
}

pub(super) fn group(number: usize, name: &str) -> Group {
    Group {
        id: PrincipalId::new(format!("g-{number}")),
        display_name: Some(name.into()),
        description: None,
        external_ids: Vec::new(),
    }
}

pub(super) fn user(number: usize, name: &str) -> User {
    User {
        id: PrincipalId::new(format!("u-{number}")),
        user_name: name.into(),
        display_name: None,
        given_name: None,
        family_name: None,
        emails: Vec::new(),
        phone_numbers: Vec::new(),
        external_ids: Vec::new(),
        status: None,
    }
}

pub(super) fn set(name: &str) -> PermissionSet {
    PermissionSet {
        arn: format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{name}"),
        name: name.into(),
        description: None,
        session_duration: "PT1H".into(),
        relay_state: None,
        tags: BTreeMap::new(),
        managed_policies: Vec::new(),
        customer_managed_policies: Vec::new(),
        inline_policy: None,
        permissions_boundary: None,
        accounts: BTreeMap::new(),
    }
}

/// Assigns a set to a group in an account.
pub(super) fn assign(set: &mut PermissionSet, account: u64, group: usize) {
    let provisioned: &mut Provisioned = set.accounts.entry(id(account)).or_default();
    provisioned
        .groups
        .push(PrincipalId::new(format!("g-{group}")));
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => ("(core|plat|data)", "(dev|prod|test|audit)").prop_map(|(tenant, stage)| format!("{tenant}-{stage}")),
        1 => proptest::sample::select(TRICKY).prop_map(str::to_owned),
    ]
}

fn policy() -> impl Strategy<Value = String> {
    let text = proptest::sample::select(TRICKY);
    let texts = proptest::collection::vec("s3:(Get|List|Put)[A-Z]?[*]?", 1..3);
    (texts, text, any::<bool>(), any::<i32>()).prop_map(|(actions, text, one, number)| {
        let action = match (one, actions.as_slice()) {
            (true, [action, ..]) => serde_json::json!(action),
            _ => serde_json::json!(actions),
        };
        serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": action, "Resource": ["*"],
                "Condition": {
                    // AWS takes Latin-1 in an inline policy.
                    "StringLike": {"aws:PrincipalTag/x": text.replace(|c: char| c > '\u{ff}', "_")},
                    "NumericLessThan": {"s3:max-keys": number},
                    "Bool": {"aws:SecureTransport": one},
                },
            }],
        })
        .to_string()
    })
}

fn permission_set() -> impl Strategy<Value = PermissionSet> {
    let names = "(AdministratorAccess|ReadOnlyAccess|Ops|[a-zA-Z0-9+=,.@_-]{1,6}|yes|1e3|null)";
    let attributes = (
        proptest::option::of("[ -~\u{a1}-\u{ff}]{1,20}"),
        1_u32..12,
        proptest::option::of("https://[a-z#?:]{1,9}"),
        proptest::collection::btree_map("[a-z:=]{1,3}", "[a-z0-9: =@]{0,4}", 0..2),
    );
    let customer = ("[a-z+=,.@_-]{1,5}", "(/|/team/|/a/b/)");
    let policies = (
        proptest::collection::btree_set(
            "(AdministratorAccess|ReadOnlyAccess|job-function/Billing)",
            0..3,
        ),
        proptest::collection::btree_map("[a-z+=,.@_-]{1,5}", "(/|/team/|/a/b/)", 0..2),
        proptest::option::of(policy()),
        proptest::option::of(prop_oneof![
            Just(Boundary::ManagedPolicy(
                "arn:aws:iam::aws:policy/PowerUserAccess".into()
            )),
            customer.prop_map(
                |(name, path)| Boundary::CustomerManagedPolicy(PolicyReference { name, path })
            ),
        ]),
    );
    (names, attributes, policies).prop_map(|(name, attributes, policies)| {
        let (description, hours, relay_state, tags) = attributes;
        let (managed, customer, inline_policy, permissions_boundary) = policies;
        PermissionSet {
            description,
            session_duration: format!("PT{hours}H"),
            relay_state,
            tags: tags
                .into_iter()
                .filter(|(key, _)| !key.starts_with("aws:"))
                .collect(),
            managed_policies: managed
                .into_iter()
                .map(|name| format!("arn:aws:iam::aws:policy/{name}"))
                .collect(),
            customer_managed_policies: customer
                .into_iter()
                .map(|(name, path)| PolicyReference { name, path })
                .collect(),
            inline_policy,
            permissions_boundary,
            ..set(&name)
        }
    })
}

/// Whole organizations, with everything that an import must survive: accounts with the same or no honest name,
/// suspended ones, orphans, users, sets of another catalog.
pub(super) fn organizations() -> impl Strategy<Value = Snapshot> {
    let unit = || proptest::option::of(0_usize..4);
    let accounts = proptest::collection::vec(
        (name(), unit(), 0_u8..12, proptest::option::of("(dev|prod)")),
        0..9,
    );
    let groups = proptest::collection::btree_set(
        prop_oneof![
            "[A-Z][a-z]{0,3}",
            proptest::sample::select(TRICKY).prop_map(str::to_owned),
        ],
        0..6,
    );
    let users = proptest::collection::btree_set(
        prop_oneof![
            "[a-z]{1,3}@example\\.com",
            proptest::sample::select(TRICKY).prop_map(|name| name.replace(char::is_whitespace, "")),
        ],
        0..3,
    );
    let units = proptest::collection::vec((name(), any::<bool>()), 4);
    let sets = proptest::collection::vec((permission_set(), 0_u8..8), 0..5);
    let cells = proptest::collection::vec((0_usize..5, 0_usize..10, 0_usize..9), 0..60);
    (accounts, groups, users, units, sets, cells).prop_map(
        |(accounts, groups, users, units, sets, cells)| {
            let mut snapshot = empty();
            let ids: Vec<String> = (0..units.len())
                .map(|number| format!("ou-ab12-{number:08}"))
                .collect();
            if let Some(organization) = &mut snapshot.organization {
                for (number, (name, nested)) in units.iter().enumerate() {
                    let parent = ids.get(number.wrapping_sub(1)).filter(|_| *nested);
                    organization.organizational_units.push(self::unit(
                        number,
                        name,
                        parent.map(String::as_str),
                    ));
                }
                for (number, (name, unit, state, tag)) in (1_u64..).zip(accounts) {
                    let mut account = account(
                        number,
                        &name,
                        unit.and_then(|unit| ids.get(unit)).map(String::as_str),
                    );
                    if state == 0 {
                        account.state = "SUSPENDED".into();
                    }
                    account
                        .tags
                        .extend(tag.map(|value| ("stage".to_owned(), value)));
                    organization.accounts.push(account);
                }
            }
            snapshot.identity_store.groups = groups
                .iter()
                .enumerate()
                .map(|(number, name)| group(number, name))
                .collect();
            snapshot.identity_store.users = users
                .iter()
                .filter(|name| !name.is_empty())
                .enumerate()
                .map(|(number, name)| user(number, name))
                .collect();
            let everywhere: Vec<AccountId> = snapshot
                .organization
                .iter()
                .flat_map(|one| &one.accounts)
                .map(|one| one.id)
                .collect();
            let mut by_name = BTreeMap::new();
            for (mut set, owner) in sets {
                match owner {
                    0 => drop(set.tags.insert("rolecall:catalog".into(), "default".into())),
                    1 => drop(set.tags.insert("rolecall:catalog".into(), "other".into())),
                    _ => {}
                }
                by_name.insert(set.name.clone(), set);
            }
            let mut sets: Vec<PermissionSet> = by_name.into_values().collect();
            for (set, who, place) in cells {
                let count = sets.len();
                let Some(set) = sets.get_mut(set % count.max(1)) else {
                    break;
                };
                // One place in nine is all accounts; one principal in ten is gone.
                let places: Vec<AccountId> = match place {
                    8 => everywhere.clone(),
                    other => everywhere
                        .get(other % everywhere.len())
                        .copied()
                        .into_iter()
                        .collect(),
                };
                for account in places {
                    let provisioned = set.accounts.entry(account).or_default();
                    match who {
                        0..=6 => provisioned
                            .groups
                            .push(PrincipalId::new(format!("g-{who}"))),
                        other => provisioned
                            .users
                            .push(PrincipalId::new(format!("u-{}", other - 7))),
                    }
                }
            }
            snapshot.permission_sets = sets;
            snapshot.sort();
            snapshot
        },
    )
}
