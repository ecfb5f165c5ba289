//! A sandbox, a connection to it, and plans written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use rolecall::apply::{Event, Interrupt, Outcome, apply};
use rolecall::aws::{AwsError, Connection, Needs, Settings};
use rolecall::model::{
    Account, AccountAssignment, AccountId, CatalogName, Directory, Live, LiveScope,
    PermissionSetName, Principal, PrincipalId, PrincipalType, Scan, SessionDuration, Snapshot,
};
use rolecall::plan::{Attributes, Change, Plan, PlannedChange, RevocationReason};
use rolecall::sandbox::{Options, Sandbox, Start, fresh};
use serde_json::{Value, json};

pub const MANAGEMENT: &str = "111111111111";
pub const AUDIT: &str = "222222222202";
pub const DEV: &str = "333333333301";
pub const STAGING: &str = "333333333303";
pub const PROD: &str = "333333333304";

/// Every member account of the fresh organization.
pub const MEMBERS: [&str; 10] = [
    "222222222201",
    AUDIT,
    "222222222203",
    "222222222204",
    "222222222205",
    "222222222206",
    DEV,
    "333333333302",
    STAGING,
    PROD,
];

/// The state file of the fresh organization, to be changed before a sandbox starts from it.
pub fn state() -> Value {
    serde_json::from_str(&fresh()).unwrap()
}

/// A permission set of a state file; `accounts` as in the file.
pub fn set(name: &str, number: u8, owner: Option<&str>, accounts: Value) -> Value {
    let tags = owner.map_or_else(|| json!({}), |owner| json!({"rolecall:catalog": owner}));
    json!({
        "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016x}"),
        "name": name, "tags": tags, "accounts": accounts,
    })
}

/// The id of a group of the fresh organization.
pub fn group(name: &str) -> PrincipalId {
    id_of("groups", "display_name", name)
}

/// The id of a user of the fresh organization.
pub fn user(name: &str) -> PrincipalId {
    id_of("users", "user_name", name)
}

fn id_of(list: &str, key: &str, name: &str) -> PrincipalId {
    let state = state();
    let found = state["identity_store"][list]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one[key] == name);
    PrincipalId::new(found.unwrap()["id"].as_str().unwrap())
}

pub fn name(text: &str) -> PermissionSetName {
    PermissionSetName::parse(text).unwrap()
}

pub fn names(texts: &[&str]) -> BTreeSet<PermissionSetName> {
    texts.iter().map(|text| name(text)).collect()
}

/// Runs a future as the program does: on one thread.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

pub struct Case {
    pub sandbox: Sandbox,
    settings: Settings,
}

impl Case {
    /// A sandbox with a state and options, as written on a command line.
    pub fn new(state: &Value, options: &str) -> Self {
        let options: Options = options.parse().unwrap();
        // As fast as the sandbox allows, so that tests do not wait for a rate that is not theirs.
        let rate = options
            .requests_per_second
            .map_or(5000.0, |rate| rate * 0.9);
        let start = Start {
            options,
            snapshot: Some(state.to_string()),
            ..Start::default()
        };
        let sandbox = Sandbox::start(start).unwrap();
        let settings = Settings {
            endpoint_url: Some(sandbox.url()),
            region: Some("us-east-1".to_owned()),
            requests_per_second: rate,
            ..Settings::default()
        };
        Self { sandbox, settings }
    }

    pub fn fresh(options: &str) -> Self {
        Self::new(&state(), options)
    }

    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub fn open(&self) -> Result<Connection, AwsError> {
        run(Connection::open(&self.settings))
    }

    /// How often an operation was called over the wire, written `sso-admin.ListInstances`.
    pub fn calls(&self, operation: &str) -> usize {
        self.sandbox.requests().count(operation)
    }

    /// The state now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::parse(&self.sandbox.snapshot()).unwrap()
    }

    /// The permission set of this name in the state now, as the file has it.
    pub fn live_set(&self, name: &str) -> Value {
        let state: Value = serde_json::from_str(&self.sandbox.snapshot()).unwrap();
        let sets = state["permission_sets"].as_array().unwrap();
        sets.iter()
            .find(|set| set["name"] == name)
            .cloned()
            .unwrap_or(Value::Null)
    }

    /// Who has what where, as lines of names.
    pub fn assignments(&self) -> Vec<String> {
        let snapshot = self.snapshot();
        let directory = snapshot.directory();
        let names = snapshot
            .permission_sets
            .iter()
            .map(|set| name(&set.name))
            .collect();
        let scope = LiveScope {
            names,
            scan: Scan::Full,
            ..scope(&directory, &[])
        };
        lines(&snapshot.live(&scope).unwrap())
    }

    pub fn apply(&self, changes: Vec<Change>) -> (Outcome, Vec<Event>) {
        self.apply_until(changes, Interrupt::never(), |_| {})
    }

    /// Applies changes in the name of the catalog `default`.
    pub fn apply_until(
        &self,
        changes: Vec<Change>,
        interrupt: Interrupt,
        mut on_event: impl FnMut(&Event),
    ) -> (Outcome, Vec<Event>) {
        let plan = self.plan(changes);
        let mut events = Vec::new();
        let outcome = run(async {
            let connection = Connection::open(&self.settings).await.unwrap();
            let writer = connection.writer(CatalogName::default());
            let mut hear = |event: &Event| {
                on_event(event);
                events.push(event.clone());
            };
            apply(&plan, &writer, &connection.reader(), &mut hear, interrupt).await
        });
        (outcome, events)
    }

    /// A plan of changes, with the ARNs of what lives.
    pub fn plan(&self, changes: Vec<Change>) -> Plan {
        let snapshot = self.snapshot();
        let arns = snapshot
            .permission_sets
            .iter()
            .map(|set| (name(&set.name), Arc::from(set.arn.as_str())));
        Plan {
            catalog: CatalogName::default(),
            changes: changes
                .into_iter()
                .map(|change| PlannedChange::new(change, None))
                .collect(),
            arns: arns.collect(),
            ..Plan::default()
        }
    }
}

/// The scope of a catalog `default` that asks for these sets.
pub fn scope<'a>(directory: &'a Directory, sets: &[&str]) -> LiveScope<'a> {
    LiveScope {
        catalog: CatalogName::default(),
        names: names(sets),
        previously: BTreeSet::new(),
        users: BTreeSet::new(),
        scan: Scan::Groups,
        directory,
    }
}

/// Everything that a directory can know, with these users.
pub fn everything(users: &[&str]) -> Needs {
    Needs {
        without_accounts: false,
        organizational_units: true,
        organizational_unit_names: true,
        tags: true,
        groups: true,
        users: users.iter().map(|user| Arc::from(*user)).collect(),
    }
}

/// The assignments as lines.
pub fn lines(live: &Live) -> Vec<String> {
    live.state
        .assignments
        .iter()
        .map(|assignment| assignment.to_assignment().to_string())
        .collect()
}

pub fn account(id: &str) -> Account {
    Account {
        name: format!("account {id}").into(),
        id: Some(AccountId::parse(id).unwrap()),
    }
}

/// An assignment of a group of the fresh organization, or of one that is yet to be created.
pub fn assignment(
    group_name: &str,
    id: Option<PrincipalId>,
    set: &str,
    place: &str,
) -> AccountAssignment {
    AccountAssignment {
        principal: Principal {
            kind: PrincipalType::Group,
            name: group_name.into(),
            id,
        },
        permission_set: name(set),
        account: account(place),
    }
}

pub fn grant(group_name: &str, set: &str, place: &str) -> Change {
    Change::CreateAssignment(assignment(group_name, Some(group(group_name)), set, place))
}

pub fn revoke(group_name: &str, set: &str, place: &str) -> Change {
    Change::DeleteAssignment {
        assignment: assignment(group_name, Some(group(group_name)), set, place),
        reason: RevocationReason::NotInCatalog,
    }
}

pub fn attributes() -> Attributes {
    Attributes {
        description: None,
        session_duration: SessionDuration::DEFAULT,
        relay_state: None,
    }
}

pub fn create_set(set: &str) -> Change {
    Change::CreatePermissionSet {
        permission_set: name(set),
        attributes: attributes(),
        tags: BTreeMap::new(),
        previously: None,
    }
}
