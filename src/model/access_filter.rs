//! Which assignments an answer is about.

use super::{Account, PermissionSetName, Principal, PrincipalType};

/// Which assignments are listed; an empty list of one kind means all of that kind.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Names of groups.
    pub groups: Vec<String>,
    /// Names of users.
    pub users: Vec<String>,
    /// Names or ids of accounts.
    pub accounts: Vec<String>,
    /// Names of permission sets.
    pub permission_sets: Vec<String>,
}

impl AccessFilter {
    /// Whether anything is left out.
    pub fn narrows(&self) -> bool {
        let lists = [
            &self.groups,
            &self.users,
            &self.accounts,
            &self.permission_sets,
        ];
        lists.iter().any(|list| !list.is_empty())
    }

    /// Whether a principal is listed.
    pub fn principal(&self, principal: &Principal) -> bool {
        let anyone = self.groups.is_empty() && self.users.is_empty();
        let names = match principal.kind {
            PrincipalType::Group => &self.groups,
            PrincipalType::User => &self.users,
        };
        anyone || names.iter().any(|name| **name == *principal.name)
    }

    /// Whether an account is listed.
    pub fn account(&self, account: &Account) -> bool {
        if self.accounts.is_empty() {
            return true;
        }
        let id = account.id.map(|id| id.to_string());
        let matches =
            |name: &String| **name == *account.catalog_name() || Some(name) == id.as_ref();
        self.accounts.iter().any(matches)
    }

    /// Whether a permission set is listed.
    pub fn permission_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets.is_empty()
            || self
                .permission_sets
                .iter()
                .any(|wanted| wanted == name.as_str())
    }
}
