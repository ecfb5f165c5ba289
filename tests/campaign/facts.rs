//! What a sandbox holds, in names: what the campaign compares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Account, permission set, principal's id.
pub type Tuple = (String, String, String);

/// The facts of a state file.
pub struct Facts {
    /// The permission sets by name, as the file has them.
    pub sets: BTreeMap<String, Value>,
    /// The ids of the groups by name.
    pub groups: BTreeMap<String, String>,
    /// Who has what where, by ids of accounts and principals.
    pub tuples: BTreeSet<Tuple>,
    accounts: BTreeMap<String, String>,
    state: Value,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Facts {
    pub fn of(snapshot: &str) -> Self {
        let state: Value = serde_json::from_str(snapshot).unwrap();
        let list = |value: &Value| value.as_array().unwrap().clone();
        let by_name = |list: Vec<Value>, name: &str, id: &str| {
            let pairs = list.iter().map(|one| (text(&one[name]), text(&one[id])));
            pairs.collect::<BTreeMap<_, _>>()
        };
        let sets = list(&state["permission_sets"]);
        let sets: BTreeMap<_, _> = sets
            .into_iter()
            .map(|set| (text(&set["name"]), set))
            .collect();
        let mut tuples = BTreeSet::new();
        for (name, set) in &sets {
            for (account, there) in set["accounts"].as_object().unwrap() {
                for kind in ["groups", "users"] {
                    for principal in list(&there[kind]) {
                        tuples.insert((account.clone(), name.clone(), text(&principal)));
                    }
                }
            }
        }
        Self {
            sets,
            groups: by_name(
                list(&state["identity_store"]["groups"]),
                "display_name",
                "id",
            ),
            tuples,
            accounts: by_name(list(&state["organization"]["accounts"]), "name", "id"),
            state,
        }
    }

    /// The access that the catalog `default` governs, in names: an id that has no name stands for itself.
    pub fn access(&self) -> BTreeSet<Tuple> {
        let name = |names: &BTreeMap<String, String>, id: &str| {
            let found = names.iter().find(|(_, other)| *other == id);
            found.map_or_else(|| id.to_owned(), |(name, _)| name.clone())
        };
        let governed = self
            .tuples
            .iter()
            .filter(|(_, set, _)| self.is_governed(set));
        governed
            .map(|(account, set, principal)| {
                (
                    name(&self.accounts, account),
                    set.clone(),
                    name(&self.groups, principal),
                )
            })
            .collect()
    }

    /// The governed permission sets without what names instances of a run: ARNs, and principals' ids.
    pub fn templates(&self) -> BTreeMap<String, Value> {
        let governed = self.sets.iter().filter(|(name, _)| self.is_governed(name));
        governed
            .map(|(name, set)| {
                let mut set = set.clone();
                set["arn"] = Value::Null;
                for there in set["accounts"].as_object_mut().unwrap().values_mut() {
                    *there = there["outdated"].clone();
                }
                (name.clone(), set)
            })
            .collect()
    }

    fn is_governed(&self, set: &str) -> bool {
        self.owner(set) == Some("default")
    }

    fn owner(&self, set: &str) -> Option<&str> {
        self.sets.get(set)?["tags"]["rolecall:catalog"].as_str()
    }

    /// All that no run may touch: the organization, whoever was there before, and the sets of others.
    pub fn unmanaged(&self, before: &Facts) -> Value {
        let mut state = self.state.clone();
        state["identity_store"]["groups"]
            .as_array_mut()
            .unwrap()
            .retain(|group| {
                before
                    .groups
                    .contains_key(group["display_name"].as_str().unwrap())
            });
        state["permission_sets"]
            .as_array_mut()
            .unwrap()
            .retain(|set| !self.is_governed(set["name"].as_str().unwrap()));
        state
    }

    /// Whether what the words of a change say is so, where `after` is how it shall be. `None` for words of which
    /// nothing can be said: a set that is gone needs no provisioning.
    pub fn holds(&self, words: &str, after: &Facts) -> Option<bool> {
        let grant = |rest: &str, middle: &str, end: &str| {
            let (set, rest) = rest.split_once(middle).unwrap();
            let (group, account) = rest.split_once(end).unwrap();
            let group = self
                .groups
                .get(group)
                .cloned()
                .unwrap_or_else(|| group.to_owned());
            self.tuples
                .contains(&(self.accounts[account].clone(), set.to_owned(), group))
        };
        let same = |set: &str, members: &[&str]| {
            let (mine, theirs) = (self.sets.get(set), after.sets.get(set));
            let same = |member: &&str| mine.unwrap()[*member] == theirs.unwrap()[*member];
            mine.is_some() && theirs.is_some() && members.iter().all(same)
        };
        let attributes = ["description", "session_duration", "relay_state"];
        let (verb, rest) = words.split_once(' ').unwrap();
        let named = rest.strip_prefix("permission set ");
        Some(match (verb, named) {
            ("create", None) => self
                .groups
                .contains_key(rest.strip_prefix("group ").unwrap()),
            ("create", Some(set)) => same(set, &attributes) && self.is_governed(set),
            ("update", Some(set)) => same(set, &attributes),
            // One sets what shall be there, the other takes away what shall not.
            ("tag", Some(set)) => after.tags(set).is_subset(&self.tags(set)),
            ("untag", Some(set)) => {
                let keys = |tags: BTreeSet<(String, String)>| tags.into_iter().map(|(key, _)| key);
                let wanted: BTreeSet<_> = keys(after.tags(set)).collect();
                keys(self.tags(set)).all(|key| wanted.contains(&key))
            }
            ("adopt", Some(set)) => self.is_governed(set),
            ("delete", Some(set)) => !self.sets.contains_key(set),
            ("provision", Some(set)) => {
                let accounts = self.sets.get(set)?["accounts"].as_object().unwrap();
                accounts
                    .values()
                    .all(|there| there["outdated"] == json!(false))
            }
            ("attach", _) => self.attached(rest.split_once(" to permission set ").unwrap()),
            ("detach", _) => !self.attached(rest.split_once(" from permission set ").unwrap()),
            ("set" | "remove", _) => {
                let (what, set) = rest.split_once(" of permission set ").unwrap();
                let member = what.strip_prefix("the ").unwrap().replace(' ', "_");
                same(set, &[&member])
            }
            ("grant", _) => grant(rest, " to group ", " in "),
            ("revoke", _) => !grant(rest, " from group ", " in "),
            _ => panic!("nothing is known of `{words}`"),
        })
    }

    fn tags(&self, set: &str) -> BTreeSet<(String, String)> {
        let tags = self.sets.get(set).and_then(|set| set["tags"].as_object());
        let tags = tags.into_iter().flatten();
        tags.map(|(key, value)| (key.clone(), text(value)))
            .collect()
    }

    fn attached(&self, (policy, set): (&str, &str)) -> bool {
        let Some(set) = self.sets.get(set) else {
            return false;
        };
        let list = |member: &str| set[member].as_array().unwrap().clone();
        match policy.strip_prefix('/') {
            Some(name) => list("customer_managed_policies")
                .iter()
                .any(|policy| policy["name"] == name),
            None => list("managed_policies")
                .iter()
                .any(|arn| arn.as_str().unwrap().ends_with(&format!("/{policy}"))),
        }
    }
}
