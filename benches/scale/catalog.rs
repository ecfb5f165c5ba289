//! Catalogs of a given size, and the snapshot of an instance that is as they ask.

use std::fmt::{self, Write as _};

/// So many groups, each with every permission set in every account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    groups: usize,
    sets: usize,
    accounts: usize,
    written_out: bool,
}

impl Shape {
    /// One account type selects every account.
    pub const fn by_type(groups: usize, sets: usize, accounts: usize) -> Self {
        Self {
            groups,
            sets,
            accounts,
            written_out: false,
        }
    }

    /// Each account is written out.
    pub const fn written_out(groups: usize, sets: usize, accounts: usize) -> Self {
        Self {
            written_out: true,
            ..Self::by_type(groups, sets, accounts)
        }
    }

    pub const fn assignments(self) -> usize {
        self.groups * self.sets * self.accounts
    }

    fn accounts(self) -> impl Iterator<Item = (String, String)> {
        (0..self.accounts).map(|number| {
            let id = 100_000_000_000_usize + number;
            (format!("acct-{number:03}"), id.to_string())
        })
    }

    fn group_id(group: usize) -> String {
        format!("00000000-0000-4000-8000-{group:012}")
    }

    /// The catalog.
    pub fn yaml(self) -> String {
        let mut text = String::from("account_map:\n  full_account_map:\n");
        for (name, id) in self.accounts() {
            writeln!(text, "    {name}: \"{id}\"").unwrap();
        }
        text.push_str("permission_sets:\n");
        for set in 0..self.sets {
            writeln!(text, "  Set{set}: {{policy_attachments: [ReadOnlyAccess]}}").unwrap();
        }
        let targets: Vec<String> = if self.written_out {
            text.push_str("account_assignments:\n");
            self.accounts().map(|(name, _)| name).collect()
        } else {
            text.push_str("account_types: {all: [\"acct-*\"]}\naccount_type_assignments:\n");
            vec!["all".to_owned()]
        };
        for target in targets {
            writeln!(text, "  {target}:\n    groups:").unwrap();
            for group in 0..self.groups {
                writeln!(text, "      Group {group}:\n        permission_sets:").unwrap();
                for set in 0..self.sets {
                    writeln!(text, "          - Set{set}").unwrap();
                }
            }
        }
        text
    }

    /// The instance that is as the catalog asks.
    pub fn snapshot(self) -> String {
        let groups: Vec<String> = (0..self.groups).map(Self::group_id).collect();
        let principals: Vec<serde_json::Value> = groups
            .iter()
            .enumerate()
            .map(|(number, id)| serde_json::json!({"id": id, "display_name": format!("Group {number}")}))
            .collect();
        let accounts: Vec<serde_json::Value> = self
            .accounts()
            .map(|(name, id)| serde_json::json!({"id": id, "name": name, "email": format!("{name}@example.com")}))
            .collect();
        let held: serde_json::Map<String, serde_json::Value> = self
            .accounts()
            .map(|(_, id)| (id, serde_json::json!({"groups": groups})))
            .collect();
        let sets: Vec<serde_json::Value> = (0..self.sets)
            .map(|set| {
                serde_json::json!({
                    "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{set:016x}"),
                    "name": format!("Set{set}"),
                    "tags": {"rolecall:catalog": "default"},
                    "managed_policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                    "accounts": held,
                })
            })
            .collect();
        let mut state: serde_json::Value =
            serde_json::from_str(&rolecall::sandbox::fresh()).unwrap();
        state["identity_store"] = serde_json::json!({"groups": principals});
        let known = state["organization"]["accounts"].as_array_mut().unwrap();
        known.extend(accounts);
        state["permission_sets"] = sets.into();
        state.to_string()
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.written_out {
            true => "written out",
            false => "by account type",
        };
        let number = rolecall::text::thousands(self.assignments());
        f.pad(&format!("{number} {how}"))
    }
}
