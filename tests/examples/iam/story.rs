//! An organization in which there is something to do for every command and for every kind of change, and callers that
//! have exactly the rights of a role, or all of them but one.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rolecall::sandbox::{Sandbox, Start, fresh};
use serde_json::{Value, json};

use crate::aws::proxy::{Pass, Proxy, without};
use crate::support::rolecall::{Project, Run, finish};

const DEV: &str = "333333333301";

/// One change of every kind: what `Dressed` gets `Stripped` loses, `New` comes and `Gone` goes. One grant and one
/// revocation, because of one operation AWS is asked in another way than of many.
pub const CATALOG: &str = "\
name: default
groups: [Newcomers]
account_types:
  dev:
    - organizational_units: [plat/dev]
      tags: {stage: dev}
account_type_assignments:
  dev:
    groups:
      Developers: {permission_sets: [Dressed, New]}
    users:
      cleo@example.com: {permission_sets: [Dressed]}
account_assignments:
  core-audit: &wide {groups: {Developers: {permission_sets: [Wide]}}}
  core-auto: *wide
  core-dns: *wide
  core-network: *wide
  core-security: *wide
  plat-staging: *wide
permission_sets:
  Wide:
    description: Plain
  New:
    description: Made anew
    tags: {team: dev}
  Dressed:
    description: Changed
    tags: {team: dev}
    policy_attachments: [ReadOnlyAccess]
    customer_managed_policy_attachments: [{name: Extra}]
    inline_policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]}
    permissions_boundary: {policy: PowerUserAccess}
  Stripped:
    description: Plain
  Left:
    description: Plain
";

/// Many operations of each kind at once, which AWS is asked for by lists; and a group that the catalog does not name.
pub const MANY: &str = "\
name: many
account_type_assignments:
  some:
    groups:
      Developers: {permission_sets: [First, Second, Third]}
account_types:
  some: [core-audit, plat-prod, plat-staging]
permission_sets:
  First: {description: Changed}
  Second: {description: Changed}
  Third: {description: Changed}
";

/// One provisioning alone, of which AWS is asked in another way than of several.
const SINGLE: &str = "\
name: single
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [Single]}}}
permission_sets:
  Single: {description: Changed}
";

/// The organization before a catalog is applied.
pub fn organization() -> Value {
    let mut state: Value = serde_json::from_str(&fresh()).unwrap();
    let id = |list: &str, key: &str, name: &str| -> Value {
        let all = state["identity_store"][list].as_array().unwrap();
        let found = all.iter().find(|one| one[key] == name);
        found.unwrap_or_else(|| panic!("{name} in {all:?}"))["id"].clone()
    };
    let group = id("groups", "display_name", "Developers");
    let former = id("groups", "display_name", "DevOps");
    let named = id("users", "user_name", "cleo@example.com");
    let other = id("users", "user_name", "dan@example.com");
    let wide = [
        "core-audit",
        "core-auto",
        "core-dns",
        "core-network",
        "core-security",
        "plat-staging",
    ];
    let accounts = state["organization"]["accounts"].as_array().unwrap().iter();
    let accounts = accounts
        .filter(|one| wide.contains(&one["name"].as_str().unwrap()))
        .map(|one| one["id"].as_str().unwrap());
    let set = |number: u8, name: &str, rest: Value| {
        let mut set = json!({
            "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016x}"),
            "name": name,
            "description": "Plain",
            "tags": {"rolecall:catalog": "default"},
        });
        set.as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        set
    };
    state["permission_sets"] = json!([
        set(
            1,
            "Dressed",
            json!({
                "tags": {"rolecall:catalog": "default", "old": "yes"},
                "managed_policies": ["arn:aws:iam::aws:policy/SecurityAudit"],
                "accounts": {DEV: {"groups": [group], "users": [named]}},
            })
        ),
        set(
            2,
            "Stripped",
            json!({
                "customer_managed_policies": [{"name": "Extra"}],
                "inline_policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
                "permissions_boundary": {"managed_policy": "arn:aws:iam::aws:policy/PowerUserAccess"},
            })
        ),
        // A user whom the catalog does not name, so that only a full scan finds the assignment.
        set(3, "Gone", json!({"accounts": {DEV: {"users": [other]}}})),
        // A group that is no more.
        set(
            7,
            "Left",
            json!({"accounts": {DEV: {"groups": ["00000000-0000-4000-8000-00000000dead"]}}})
        ),
        // A set of no catalog.
        set(
            8,
            "Loose",
            json!({"tags": {}, "accounts": {"222222222202": {"groups": [group]}}})
        ),
        // In more accounts than there are principals, so that assignments are listed by principal.
        set(
            9,
            "Wide",
            json!({"accounts": accounts
                .map(|account| (account.to_owned(), json!({"groups": [group]})))
                .collect::<serde_json::Map<_, _>>()})
        ),
        set(
            10,
            "Single",
            json!({
                "tags": {"rolecall:catalog": "single"},
                "accounts": {DEV: {"groups": [group]}},
            })
        ),
        many(4, "First", "222222222202", &former),
        many(5, "Second", "333333333303", &former),
        many(6, "Third", "333333333304", &former),
    ]);
    state
}

/// A set of the other catalog, which a group has that is to have it no longer. Each in an account of its own, since AWS
/// does one thing at a time in an account.
fn many(number: u8, name: &str, account: &str, former: &Value) -> Value {
    json!({
        "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016x}"),
        "name": name,
        "tags": {"rolecall:catalog": "many"},
        "accounts": {account: {"groups": [former]}},
    })
}

/// What a run did, and what it asked for.
pub struct Story {
    pub run: Run,
    /// The IAM actions of the operations that it called, answered or not.
    pub asked: BTreeSet<String>,
}

/// Runs a command in the organization, as a caller whom IAM allows these actions and no others.
pub fn tell(command: &[&str], allowed: &BTreeSet<String>) -> Story {
    let actions: Vec<&str> = allowed.iter().map(String::as_str).collect();
    // Operations take some time, so that there is something to ask for while they are under way.
    let options = format!("allow={},operation-time=150ms", actions.join("+"));
    let sandbox = Sandbox::start(Start {
        options: options.parse().unwrap(),
        snapshot: Some(organization().to_string()),
        ..Start::default()
    })
    .unwrap();
    // An endpoint as it may be: accounts without the units above them, and the first answer to a creation lost.
    let created = AtomicBool::new(false);
    let proxy = Proxy::start(&sandbox.url(), move |operation, answer| match operation {
        "CreateGroup" if !created.swap(true, Ordering::Relaxed) => Pass::Lost,
        "ListAccounts" if answer["__type"].is_null() => Pass::Json(without(&["Paths"], answer)),
        _ => Pass::AsItIs,
    });
    let project = Project::with_catalog(CATALOG);
    project.write("many.yaml", MANY);
    project.write("single.yaml", SINGLE);
    project.write("plain.yaml", &CATALOG.replace("groups: [Newcomers]\n", ""));
    let run = finish(project.command(command).envs([
        ("AWS_ENDPOINT_URL", proxy.url().as_str()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("ROLECALL_REQUESTS_PER_SECOND", "2000"),
    ]));
    let asked = sandbox
        .requests()
        .log
        .iter()
        .map(|one| {
            let service = match one.service {
                "sso-admin" => "sso",
                other => other,
            };
            format!("{service}:{}", one.operation)
        })
        .collect();
    Story { run, asked }
}
