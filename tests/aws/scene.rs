//! Organizations of a given size, as state files, and the grants that would make them.

use rolecall::model::{Account, AccountAssignment, AccountId, Principal, PrincipalId};
use rolecall::model::{PermissionSetName, PrincipalType};
use rolecall::plan::Change;
use serde_json::{Map, Value, json};

use super::harness::{set, state};

/// So many permission sets, accounts and groups.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    pub sets: u8,
    pub accounts: usize,
    pub groups: usize,
}

impl Scene {
    /// How many assignments there are when every group has every set in every account.
    pub fn assignments(self) -> usize {
        usize::from(self.sets) * self.accounts * self.groups
    }

    pub fn set_names(self) -> Vec<String> {
        (1..=self.sets)
            .map(|number| format!("Set{number}"))
            .collect()
    }

    fn account_ids(self) -> Vec<String> {
        (0..self.accounts)
            .map(|number| format!("{:012}", 500_000_000_000 + number))
            .collect()
    }

    fn group_ids(self) -> Vec<String> {
        (0..self.groups)
            .map(|number| format!("00000000-0000-4000-8000-{number:012}"))
            .collect()
    }

    /// The accounts, the groups and the sets of the catalog `default`. With `held`, every group has every set in
    /// every account; without, nobody has anything.
    pub fn state(self, held: bool) -> Value {
        let mut state = state();
        let groups = self.group_ids();
        state["identity_store"] = json!({
            "groups": groups.iter().enumerate().map(|(number, id)| {
                json!({"id": id, "display_name": format!("Group {number}")})
            }).collect::<Vec<_>>(),
        });
        let accounts = state["organization"]["accounts"].as_array_mut().unwrap();
        accounts.extend(self.account_ids().iter().enumerate().map(
            |(number, id)| json!({"id": id, "name": format!("account-{number:03}"), "email": format!("{id}@example.com")}),
        ));
        let provisioned: Map<String, Value> = match held {
            true => self
                .account_ids()
                .into_iter()
                .map(|id| (id, json!({"groups": groups})))
                .collect(),
            false => Map::new(),
        };
        state["permission_sets"] = (1..=self.sets)
            .map(|number| {
                let accounts = Value::Object(provisioned.clone());
                set(&format!("Set{number}"), number, Some("default"), accounts)
            })
            .collect();
        state
    }

    /// The grants that would give every group every set in every account.
    pub fn grants(self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (number, group) in self.group_ids().iter().enumerate() {
            for set in self.set_names() {
                for id in self.account_ids() {
                    changes.push(Change::CreateAssignment(AccountAssignment {
                        principal: Principal {
                            kind: PrincipalType::Group,
                            name: format!("Group {number}").into(),
                            id: Some(PrincipalId::new(group.clone())),
                        },
                        permission_set: PermissionSetName::parse(&set).unwrap(),
                        account: Account {
                            name: format!("account {id}").into(),
                            id: Some(AccountId::parse(&id).unwrap()),
                        },
                    }));
                }
            }
        }
        changes
    }
}
