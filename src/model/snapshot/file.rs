//! Reading and writing the file.

use serde::{Deserialize, Serialize};

use super::ids::{IdText, Interner};
use super::{
    Caller, IdentityStore, Instance, Organization, PermissionSet, Provisioned, Snapshot,
    SnapshotError, VERSION, check,
};

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
struct FileIn<'a> {
    #[serde(default)]
    caller: Option<Caller>,
    organization: Option<Organization>,
    #[serde(default)]
    instances: Vec<Instance>,
    #[serde(default)]
    identity_store: IdentityStore,
    #[serde(default, borrow)]
    permission_sets: Vec<PermissionSet<IdText<'a>>>,
}

#[derive(Serialize)]
struct FileOut<'a> {
    version: u32,
    caller: &'a Option<Caller>,
    organization: &'a Option<Organization>,
    instances: &'a [Instance],
    identity_store: &'a IdentityStore,
    permission_sets: &'a [PermissionSet],
}

impl Snapshot {
    /// Reads a snapshot's text.
    ///
    /// # Errors
    /// [`SnapshotError`], with line and column where a place can be named.
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let unreadable = |error: serde_json::Error| SnapshotError::Unreadable(error.to_string());
        // The version first: another version may have another form.
        let Version { version } = serde_json::from_str(text).map_err(unreadable)?;
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        let file: FileIn<'_> = serde_json::from_str(text).map_err(unreadable)?;
        let mut interner = Interner::default();
        let mut snapshot = Self {
            caller: file.caller,
            organization: file.organization,
            instances: file.instances,
            identity_store: file.identity_store,
            permission_sets: file
                .permission_sets
                .into_iter()
                .map(|set| with_ids(set, &mut interner))
                .collect(),
        };
        check::check(&snapshot).map_err(|contradiction| contradiction.in_text(text))?;
        snapshot.sort();
        Ok(snapshot)
    }

    /// The file's text: sorted, indented, with a newline at its end.
    pub fn to_json(&self) -> String {
        let mut sorted = self.clone();
        sorted.sort();
        let file = FileOut {
            version: VERSION,
            caller: &sorted.caller,
            organization: &sorted.organization,
            instances: &sorted.instances,
            identity_store: &sorted.identity_store,
            permission_sets: &sorted.permission_sets,
        };
        let mut text = serde_json::to_string_pretty(&file)
            .expect("texts, numbers and maps with text keys are what JSON holds");
        text.push('\n');
        text
    }

    /// Brings every list into its order, so that equal contents are equal snapshots.
    pub fn sort(&mut self) {
        if let Some(organization) = &mut self.organization {
            organization
                .organizational_units
                .sort_by(|a, b| a.id.cmp(&b.id));
            organization.accounts.sort_by_key(|account| account.id);
            organization.delegated_administrators.sort_unstable();
            organization.delegated_administrators.dedup();
        }
        self.instances.sort_by(|a, b| a.arn.cmp(&b.arn));
        let store = &mut self.identity_store;
        store.groups.sort_by(|a, b| a.id.cmp(&b.id));
        store.users.sort_by(|a, b| a.id.cmp(&b.id));
        store.memberships.sort_by(|a, b| a.id.cmp(&b.id));
        for group in &mut store.groups {
            group.external_ids.sort_unstable();
        }
        for user in &mut store.users {
            user.external_ids.sort_unstable();
        }
        self.permission_sets.sort_by(|a, b| a.name.cmp(&b.name));
        for set in &mut self.permission_sets {
            set.managed_policies.sort_unstable();
            set.customer_managed_policies.sort_unstable();
            for provisioned in set.accounts.values_mut() {
                for ids in [&mut provisioned.groups, &mut provisioned.users] {
                    ids.sort_unstable();
                    ids.dedup();
                }
            }
        }
    }
}

fn with_ids<'a>(set: PermissionSet<IdText<'a>>, interner: &mut Interner<'a>) -> PermissionSet {
    let accounts = set.accounts.into_iter().map(|(account, provisioned)| {
        let mut ids =
            |texts: Vec<IdText<'a>>| texts.into_iter().map(|text| interner.id(text)).collect();
        let provisioned = Provisioned {
            groups: ids(provisioned.groups),
            users: ids(provisioned.users),
            outdated: provisioned.outdated,
        };
        (account, provisioned)
    });
    PermissionSet {
        accounts: accounts.collect(),
        arn: set.arn,
        name: set.name,
        description: set.description,
        session_duration: set.session_duration,
        relay_state: set.relay_state,
        tags: set.tags,
        managed_policies: set.managed_policies,
        customer_managed_policies: set.customer_managed_policies,
        inline_policy: set.inline_policy,
        permissions_boundary: set.permissions_boundary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PrincipalId;

    const SMALL: &str = r#"{
  "version": 1,
  "organization": {
    "id": "o-a1b2c3d4e5", "root": "r-ab12", "management_account": "111111111111",
    "organizational_units": [{"id": "ou-ab12-11111111", "name": "core", "parent": "r-ab12"}],
    "accounts": [
      {"id": "222222222222", "name": "core-audit", "parent": "ou-ab12-11111111"},
      {"id": "111111111111", "name": "core-root"}
    ]
  },
  "something_new": 1,
  "permission_sets": [
    {"arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "name": "ReadOnly",
     "permissions_boundary": {"managed_policy": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
     "accounts": {"222222222222": {"groups": ["b-2", "a-1", "b-2"]}}}
  ]
}"#;

    #[test]
    fn what_is_absent_has_its_default_and_what_is_unknown_is_ignored() {
        let snapshot = Snapshot::parse(SMALL).unwrap();
        let set = &snapshot.permission_sets[0];
        assert_eq!(set.session_duration, "PT1H");
        let groups: Vec<&str> = set
            .accounts
            .values()
            .next()
            .unwrap()
            .groups
            .iter()
            .map(PrincipalId::as_str)
            .collect();
        assert_eq!(groups, ["a-1", "b-2"]);
        assert!(snapshot.identity_store.groups.is_empty());
    }

    #[test]
    fn what_is_written_reads_back_the_same_to_the_byte() {
        let snapshot = Snapshot::parse(SMALL).unwrap();
        let text = snapshot.to_json();
        assert!(text.ends_with("}\n"));
        let again = Snapshot::parse(&text).unwrap();
        assert_eq!(again, snapshot);
        assert_eq!(again.to_json(), text);
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let error = |from: &str, to: &str| {
            assert!(SMALL.contains(from));
            Snapshot::parse(&SMALL.replacen(from, to, 1))
                .unwrap_err()
                .to_string()
        };
        for (from, to, said) in [
            ("\"version\": 1", "\"version\": 2", "has version 2"),
            (
                "\"222222222222\", \"name\"",
                "\"2222\", \"name\"",
                "at line 7 column",
            ),
            (
                "\"b-2\"",
                "\"b 2\"",
                "`b 2` is not the id of a group or a user at line 15 column",
            ),
            (
                "core-audit\", \"parent\": \"ou-ab12-11111111\"",
                "core-audit\", \"parent\": \"ou-ab12-99999999\"",
                "(line 7, column 62)",
            ),
            (
                "111111111111\", \"name\"",
                "222222222222\", \"name\"",
                "occurs twice (line 8, column 14)",
            ),
            ("{", "[", "line 2 column"),
        ] {
            let error = error(from, to);
            assert!(error.contains(said), "{error}");
        }
        assert!(Snapshot::parse("").is_err());
        assert!(Snapshot::parse("{\"version\": 1}").is_ok());
    }
}
