//! Whether a group is still the one that a catalog means, when the catalog names it by its external id, too.

use std::sync::Arc;

use super::{PrincipalType, Principals};
use crate::source::Located;

/// What a catalog says of a group besides its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFacts {
    /// The id that the identity provider gave the group; it outlives a rename there.
    pub external_id: Option<Located<Arc<str>>>,
    /// Whether its members come and go, activated when they need it: then nobody may be in it for a while.
    pub just_in_time: bool,
}

/// What the identity store says about a group of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupIdentity<'a> {
    /// It is there, under its name.
    There,
    /// Nothing has its name or its external id.
    Missing,
    /// The group with its external id is called so now.
    Renamed(&'a str),
    /// A group has its name, and another external id or none.
    Replaced,
}

impl Principals {
    /// Compares a group of the catalog with the store. Without an external id the name decides.
    pub fn group_identity<'a>(
        &'a self,
        name: &str,
        external_id: Option<&str>,
    ) -> GroupIdentity<'a> {
        let named = self.id(PrincipalType::Group, name).is_some();
        let Some(external_id) = external_id else {
            return match named {
                true => GroupIdentity::There,
                false => GroupIdentity::Missing,
            };
        };
        match self.groups_by_external_id.get(external_id) {
            Some(now) if **now == *name => GroupIdentity::There,
            Some(now) => GroupIdentity::Renamed(now),
            None if named => GroupIdentity::Replaced,
            None => GroupIdentity::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PrincipalId;

    fn store(groups: &[(&str, Option<&str>)]) -> Principals {
        let mut principals = Principals::default();
        for (name, external) in groups {
            let name: Arc<str> = (*name).into();
            let id = PrincipalId::new(format!("id of {name}"));
            principals.groups.insert(Arc::clone(&name), id);
            if let Some(external) = external {
                principals
                    .groups_by_external_id
                    .insert((*external).into(), name);
            }
        }
        principals
    }

    #[test]
    fn the_external_id_decides_where_the_catalog_gives_one() {
        let store = store(&[("Engineers", Some("x-1")), ("Sales", None)]);
        for (name, external_id, expected) in [
            ("Engineers", None, GroupIdentity::There),
            ("Developers", None, GroupIdentity::Missing),
            ("Engineers", Some("x-1"), GroupIdentity::There),
            (
                "Developers",
                Some("x-1"),
                GroupIdentity::Renamed("Engineers"),
            ),
            ("Sales", Some("x-1"), GroupIdentity::Renamed("Engineers")),
            ("Sales", Some("x-2"), GroupIdentity::Replaced),
            ("Developers", Some("x-2"), GroupIdentity::Missing),
        ] {
            assert_eq!(store.group_identity(name, external_id), expected, "{name}");
        }
    }
}
