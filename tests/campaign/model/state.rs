//! The sandbox's state file: read as the model sees it, and changed as somebody from outside would.

use std::collections::BTreeMap;

use rolecall::sandbox::{Sandbox, Start};
use serde_json::{Value, json};

use super::catalog::Definition;
use super::world::{Account, Set, Tuple, World};

/// The organizational units of the fresh organization that accounts are in.
pub const UNITS: [(&str, &str); 5] = [
    ("core", "ou-ab12-11111111"),
    ("plat/dev", "ou-ab12-22222201"),
    ("plat/sandbox", "ou-ab12-22222202"),
    ("plat/staging", "ou-ab12-22222203"),
    ("plat/prod", "ou-ab12-22222204"),
];

/// The policies of the model.
pub const POLICIES: [&str; 4] = [
    "ReadOnlyAccess",
    "PowerUserAccess",
    "AWSSupportAccess",
    "SecurityAudit",
];

const OWNERS: [&str; 2] = ["default", "others"];

/// A state file.
pub struct State(pub Value);

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &mut Value) -> &mut Vec<Value> {
    value.as_array_mut().unwrap()
}

impl State {
    /// The fresh organization with fewer accounts, so that it is soon read.
    pub fn fresh() -> Self {
        let mut state: Value = serde_json::from_str(&rolecall::sandbox::fresh()).unwrap();
        let kept = [
            "core-root",
            "core-audit",
            "core-dns",
            "plat-dev",
            "plat-sandbox",
            "plat-prod",
        ];
        list(&mut state["organization"]["accounts"])
            .retain(|one| kept.contains(&text(&one["name"])));
        Self(state)
    }

    /// The file as the sandbox itself writes it: in its order, and with all members.
    pub fn canonical(&self) -> String {
        let start = Start {
            snapshot: Some(self.0.to_string()),
            ..Start::default()
        };
        Sandbox::start(start).unwrap().snapshot()
    }

    fn account_ids(&self) -> BTreeMap<String, String> {
        let accounts = self.0["organization"]["accounts"]
            .as_array()
            .unwrap()
            .iter();
        accounts
            .map(|one| (text(&one["name"]).to_owned(), text(&one["id"]).to_owned()))
            .collect()
    }

    /// The state as the model has it; the management account is nobody's business.
    pub fn world(&self) -> World {
        let accounts = self.0["organization"]["accounts"]
            .as_array()
            .unwrap()
            .iter();
        let accounts = accounts.filter_map(|one| {
            let unit = UNITS.iter().find(|(_, id)| one["parent"] == *id)?.0;
            let is_active = one["state"] == "ACTIVE";
            Some((text(&one["name"]).to_owned(), Account { unit, is_active }))
        });
        let groups = self.0["identity_store"]["groups"]
            .as_array()
            .unwrap()
            .iter();
        let groups = groups.map(|one| {
            (
                text(&one["display_name"]).to_owned(),
                text(&one["id"]).to_owned(),
            )
        });
        let ids = self.account_ids();
        let name = |id: &str| {
            ids.iter()
                .find(|(_, other)| *other == id)
                .unwrap()
                .0
                .clone()
        };
        let (mut sets, mut access) = (BTreeMap::new(), std::collections::BTreeSet::new());
        for set in self.0["permission_sets"].as_array().unwrap() {
            let owner = set["tags"]["rolecall:catalog"].as_str();
            let policies = set["managed_policies"].as_array().unwrap().iter();
            let known = |arn: &Value| {
                let found = POLICIES.iter().find(|policy| text(arn).ends_with(*policy));
                *found.unwrap()
            };
            let hours =
                text(&set["session_duration"]).trim_matches(|one: char| one.is_alphabetic());
            let definition = Definition {
                policies: policies.map(known).collect(),
                hours: hours.parse().unwrap(),
            };
            let owner = owner.map(|owner| *OWNERS.iter().find(|known| **known == owner).unwrap());
            sets.insert(text(&set["name"]).to_owned(), Set { owner, definition });
            for (account, there) in set["accounts"].as_object().unwrap() {
                let tuple = |id: &Value| -> Tuple {
                    (
                        name(account),
                        text(&set["name"]).to_owned(),
                        text(id).to_owned(),
                    )
                };
                access.extend(there["groups"].as_array().unwrap().iter().map(tuple));
            }
        }
        World {
            accounts: accounts.collect(),
            groups: groups.collect(),
            sets,
            access,
        }
    }

    /// Whether one of these sets is not at its latest version in an account that can be changed.
    pub fn is_outdated(&self, sets: &[&str]) -> bool {
        let accounts = self.0["organization"]["accounts"].as_array().unwrap();
        let active = |id: &str| {
            accounts
                .iter()
                .any(|one| one["id"] == id && one["state"] == "ACTIVE")
        };
        let named = self.0["permission_sets"].as_array().unwrap().iter();
        named
            .filter(|set| sets.contains(&text(&set["name"])))
            .any(|set| {
                let there = set["accounts"].as_object().unwrap().iter();
                there
                    .filter(|(id, _)| active(id))
                    .any(|(_, role)| role["outdated"] == true)
            })
    }

    fn set(&mut self, name: &str) -> &mut Value {
        let sets = list(&mut self.0["permission_sets"]);
        sets.iter_mut().find(|set| set["name"] == name).unwrap()
    }

    pub fn grant(&mut self, (account, set, principal): &Tuple) {
        let id = self.account_ids()[account].clone();
        let role = &mut self.set(set)["accounts"][id];
        if role.is_null() {
            *role = json!({"groups": [], "users": [], "outdated": false});
        }
        list(&mut role["groups"]).push(json!(principal));
    }

    pub fn revoke(&mut self, (account, set, principal): &Tuple) {
        let id = self.account_ids()[account].clone();
        let accounts = self.set(set)["accounts"].as_object_mut().unwrap();
        let groups = list(&mut accounts[&id]["groups"]);
        groups.retain(|one| one != principal);
        if groups.is_empty() {
            accounts.remove(&id);
        }
    }

    pub fn edit(&mut self, set: &str, definition: &Definition) {
        let set = self.set(set);
        write(set, definition);
        for role in set["accounts"].as_object_mut().unwrap().values_mut() {
            role["outdated"] = json!(true);
        }
    }

    pub fn own(&mut self, set: &str, owner: Option<&str>) {
        self.set(set)["tags"] = owner.map_or(json!({}), |owner| json!({"rolecall:catalog": owner}));
    }

    /// Creates a set. `number` makes its ARN its own.
    pub fn create(&mut self, name: &str, set: &Set, number: usize) {
        let mut created = json!({
            "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0000{number:012x}"),
            "name": name,
            "accounts": {},
        });
        write(&mut created, &set.definition);
        list(&mut self.0["permission_sets"]).push(created);
        self.own(name, set.owner);
    }

    pub fn delete(&mut self, set: &str) {
        list(&mut self.0["permission_sets"]).retain(|one| one["name"] != set);
    }

    pub fn delete_group(&mut self, group: &str, id: &str) {
        let store = &mut self.0["identity_store"];
        list(&mut store["groups"]).retain(|one| one["display_name"] != group);
        list(&mut store["memberships"]).retain(|one| one["group"] != id);
    }

    pub fn create_group(&mut self, group: &str, id: &str) {
        let group =
            json!({"id": id, "display_name": group, "description": null, "external_ids": []});
        list(&mut self.0["identity_store"]["groups"]).push(group);
    }

    pub fn set_account(&mut self, name: &str, account: &Account) {
        let parent = UNITS
            .iter()
            .find(|(unit, _)| *unit == account.unit)
            .unwrap()
            .1;
        let state = if account.is_active {
            "ACTIVE"
        } else {
            "SUSPENDED"
        };
        let accounts = list(&mut self.0["organization"]["accounts"]);
        let number = accounts.len();
        match accounts.iter_mut().find(|one| one["name"] == name) {
            Some(found) => {
                found["parent"] = json!(parent);
                found["state"] = json!(state);
            }
            None => accounts.push(json!({
                "id": format!("{:012}", 700_000_000_000 + number), "name": name,
                "email": format!("{name}@example.com"), "state": state, "parent": parent, "tags": {},
            })),
        }
    }
}

fn write(set: &mut Value, definition: &Definition) {
    let arn = |policy: &&str| json!(format!("arn:aws:iam::aws:policy/{policy}"));
    set["managed_policies"] = definition.policies.iter().map(arn).collect();
    set["session_duration"] = json!(format!("PT{}H", definition.hours));
}
