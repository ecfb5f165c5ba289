//! Groups and users: looked up by name, or created.

use std::collections::BTreeSet;

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::modules::Module;
use super::{Options, Principals};
use crate::model::{Principal, PrincipalType};
use crate::render::Subject;

pub(super) const GROUP: &str = "aws_identitystore_group";
const USER: &str = "aws_identitystore_user";

/// Where the id of a principal comes from.
pub(super) fn reference(subject: &Subject<'_>, principal: &Principal, creates: bool) -> Address {
    if creates {
        return created_group(subject, &principal.name).name("group_id");
    }
    match principal.kind {
        PrincipalType::Group => Address::new(&["data", GROUP, "this"])
            .key(&principal.name)
            .name("group_id"),
        PrincipalType::User => Address::new(&["data", USER, "this"])
            .key(&principal.name)
            .name("user_id"),
    }
}

/// The resource of a group that the catalog creates.
pub(super) fn created_group(subject: &Subject<'_>, name: &str) -> Address {
    let label = match subject.protects_group(name) {
        true => "protected",
        false => "this",
    };
    Address::new(&[GROUP, label]).key(name)
}

/// Which principals a module looks up or creates.
pub(super) struct Needed<'a> {
    created: BTreeSet<&'a str>,
    groups: BTreeSet<&'a str>,
    users: BTreeSet<&'a str>,
}

impl<'a> Needed<'a> {
    pub(super) fn new(subject: &Subject<'a>, options: &Options<'_>, module: &Module<'_>) -> Self {
        let created = match module.defines {
            true => subject.created_groups(),
            false => BTreeSet::new(),
        };
        let mut needed = Self {
            created,
            groups: BTreeSet::new(),
            users: BTreeSet::new(),
        };
        if options.principals == Principals::Ids {
            return needed;
        }
        let all = &subject.desired.state.assignments;
        let mut used = all.per_principal(|_| false);
        for one in &module.assignments {
            *used.get_mut(one.principal_key()) = true;
        }
        let principals = all.principals().iter().zip(used.values());
        for (principal, _) in principals.filter(|(_, used)| **used) {
            match principal.kind {
                _ if Subject::creates(&needed.created, principal) => false,
                PrincipalType::Group => needed.groups.insert(&principal.name),
                PrincipalType::User => needed.users.insert(&principal.name),
            };
        }
        needed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.created.is_empty() && self.groups.is_empty() && self.users.is_empty()
    }

    /// What `principals.tf.j2` is given.
    pub(super) fn context(self, subject: &Subject<'_>) -> Value {
        let (protected, free): (Vec<&str>, Vec<&str>) = self
            .created
            .into_iter()
            .partition(|name| subject.protects_group(name));
        let created = [("this", false, free), ("protected", true, protected)];
        let created = created.into_iter().filter(|(.., names)| !names.is_empty());
        let created: Vec<Value> = created
            .map(|(label, protected, names)| {
                context!(label => label, protected => protected, names => self::names(names))
            })
            .collect();
        context!(
            head => subject.head(),
            created => created,
            groups => names(self.groups),
            users => names(self.users),
        )
    }
}

/// Names as a list of a template.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    names.into_iter().map(Value::from).collect()
}
