//! The organization of a new state file: core-root, six core and four platform accounts, four groups.

use super::digest::digest;
use super::id::{AccountId, PrincipalId};
use super::options::Options;
use super::snapshot::{
    Account, Caller, ExternalId, FeatureSet, Group, IdentityStore, Instance, Membership,
    Organization, OrganizationalUnit, Snapshot, State, User, VERSION,
};

const ROOT: &str = "r-ab12";
const CORE: &str = "ou-ab12-11111111";
const PLATFORM: &str = "ou-ab12-22222222";

/// Name, id, unit, tenant and stage of every account.
const ACCOUNTS: [(&str, u64, &str, &str, &str); 11] = [
    ("core-root", 111_111_111_111, ROOT, "core", "root"),
    ("core-artifacts", 222_222_222_201, CORE, "core", "artifacts"),
    ("core-audit", 222_222_222_202, CORE, "core", "audit"),
    ("core-auto", 222_222_222_203, CORE, "core", "auto"),
    ("core-dns", 222_222_222_204, CORE, "core", "dns"),
    ("core-network", 222_222_222_205, CORE, "core", "network"),
    ("core-security", 222_222_222_206, CORE, "core", "security"),
    (
        "plat-dev",
        333_333_333_301,
        "ou-ab12-22222201",
        "plat",
        "dev",
    ),
    (
        "plat-sandbox",
        333_333_333_302,
        "ou-ab12-22222202",
        "plat",
        "sandbox",
    ),
    (
        "plat-staging",
        333_333_333_303,
        "ou-ab12-22222203",
        "plat",
        "staging",
    ),
    (
        "plat-prod",
        333_333_333_304,
        "ou-ab12-22222204",
        "plat",
        "prod",
    ),
];

/// Id, name and parent of every organizational unit; each platform stage has one of its own.
const UNITS: [(&str, &str, &str); 6] = [
    (CORE, "core", ROOT),
    (PLATFORM, "plat", ROOT),
    ("ou-ab12-22222201", "dev", PLATFORM),
    ("ou-ab12-22222202", "sandbox", PLATFORM),
    ("ou-ab12-22222203", "staging", PLATFORM),
    ("ou-ab12-22222204", "prod", PLATFORM),
];

const GROUPS: [&str; 4] = ["Managers", "DevOps", "Developers", "BillingAdmin"];

/// Given name, family name and groups of every user.
const USERS: [(&str, &str, &[&str]); 5] = [
    ("Ann", "Example", &["Managers", "DevOps"]),
    ("Ben", "Builder", &["DevOps"]),
    ("Cleo", "Coder", &["Developers"]),
    ("Dan", "Debugger", &["Developers"]),
    ("Eve", "Ledger", &["BillingAdmin"]),
];

/// Who issued the ids of groups and users: the SCIM provisioning of an identity provider.
const ISSUER: &str = "https://sts.windows.net/00000000-0000-4000-8000-000000000000/";

/// Returns the state file of the fresh organization, the same bytes at every call.
pub fn fresh() -> String {
    match super::world::World::load(organization(), Options::default()) {
        // Through a world and back, so that the order is the one in which a sandbox saves.
        Ok(world) => world.save().to_text(),
        Err(_) => organization().to_text(),
    }
}

/// Returns the state file of an account without an organization, groups and users, the same bytes at every call.
///
/// The account owns an instance of IAM Identity Center, since no operation of AWS enables one for an organization. It becomes
/// the organization's with `CreateOrganization`.
pub fn empty() -> String {
    let owner = account(ACCOUNTS[0].1);
    let snapshot = Snapshot {
        version: VERSION,
        caller: Some(caller(owner)),
        organization: None,
        instances: vec![instance(owner)],
        identity_store: IdentityStore::default(),
        permission_sets: Vec::new(),
    };
    snapshot.to_text()
}

fn caller(account: AccountId) -> Caller {
    Caller {
        account,
        arn: format!("arn:aws:iam::{account}:user/newcomer"),
    }
}

fn organization() -> Snapshot {
    let management = account(ACCOUNTS[0].1);
    Snapshot {
        version: VERSION,
        caller: Some(caller(management)),
        organization: Some(Organization {
            id: "o-a1b2c3d4e5".to_owned(),
            root: ROOT.to_owned(),
            management_account: management,
            feature_set: FeatureSet::All,
            root_tags: Default::default(),
            organizational_units: UNITS.map(unit).into(),
            accounts: ACCOUNTS.map(member).into(),
            delegated_administrators: Vec::new(),
        }),
        instances: vec![instance(management)],
        identity_store: IdentityStore {
            groups: GROUPS.map(group).into(),
            users: USERS.map(user).into(),
            memberships: USERS
                .iter()
                .flat_map(|(given, _, groups)| groups.iter().map(|group| membership(given, group)))
                .collect(),
        },
        permission_sets: Vec::new(),
    }
}

/// Returns the instance of IAM Identity Center that an account owns.
fn instance(owner_account: AccountId) -> Instance {
    Instance {
        arn: "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9".to_owned(),
        identity_store_id: "d-9067642ac7".to_owned(),
        owner_account,
        region: "us-east-1".to_owned(),
        name: None,
        status: "ACTIVE".to_owned(),
        permission_sets_enabled: true,
        access_control_attributes: None,
        tags: Default::default(),
    }
}

fn account(number: u64) -> AccountId {
    AccountId::from_number(number).unwrap_or(AccountId::EXAMPLE)
}

fn unit((id, name, parent): (&str, &str, &str)) -> OrganizationalUnit {
    OrganizationalUnit {
        id: id.to_owned(),
        name: name.to_owned(),
        parent: parent.to_owned(),
        tags: Default::default(),
    }
}

fn member((name, id, parent, tenant, stage): (&str, u64, &str, &str, &str)) -> Account {
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    Account {
        id: account(id),
        name: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        state: State::Active,
        parent: Some(parent.to_owned()),
        tags: [tag("tenant", tenant), tag("stage", stage)].into(),
    }
}

/// Returns an id in the form of newer identity stores, made of the kind and name of its owner.
fn id(kind: &str, name: &str) -> PrincipalId {
    PrincipalId::from_uuid(digest(0, &["fresh", kind, name]))
}

fn external_ids(kind: &str, name: &str) -> Vec<ExternalId> {
    vec![ExternalId {
        issuer: ISSUER.to_owned(),
        id: id(&format!("external {kind}"), name).to_string(),
    }]
}

fn group(name: &str) -> Group {
    Group {
        id: id("group", name),
        display_name: Some(name.to_owned()),
        description: None,
        external_ids: external_ids("group", name),
    }
}

fn user((given, family, _): (&str, &str, &[&str])) -> User {
    let address = format!("{}@example.com", given.to_lowercase());
    User {
        id: id("user", given),
        user_name: address.clone(),
        display_name: Some(format!("{given} {family}")),
        given_name: Some(given.to_owned()),
        family_name: Some(family.to_owned()),
        emails: vec![address],
        phone_numbers: Vec::new(),
        external_ids: external_ids("user", given),
        attributes: Default::default(),
        status: None,
    }
}

fn membership(given: &str, group: &str) -> Membership {
    Membership {
        id: id("membership", &format!("{given} {group}")),
        group: id("group", group),
        user: id("user", given),
    }
}
