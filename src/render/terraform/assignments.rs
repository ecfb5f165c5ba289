//! Assignments as the templates see them.
//!
//! There may be hundreds of thousands: what repeats, accounts, principals and permission sets, is made once and
//! shared.

use std::collections::HashSet;
use std::sync::Arc;

use minijinja::context;
use minijinja::value::{Enumerator, Object, Value};

use super::address::Address;
use super::modules::Module;
use super::permission_sets::{SET, attachments};
use super::principals::reference;
use super::{Layout, Options, Principals, label};
use crate::model::{Account, AssignmentRef, Column, PermissionSetName, Principal};
use crate::render::subject::{account_id, principal_id};
use crate::render::{RenderError, Subject};

pub(super) const ASSIGNMENT: &str = "aws_ssoadmin_account_assignment";

/// The tables of a subject as values, in the order of the desired state's.
pub(super) struct Tables {
    accounts: Column<Account, (String, Value)>,
    principals: Column<Principal, (String, Value, bool)>,
    permission_sets: Column<PermissionSetName, (String, Value, bool)>,
}

impl Tables {
    pub(super) fn new(
        subject: &Subject<'_>,
        options: &Options<'_>,
        module: &Module<'_>,
    ) -> Result<Self, RenderError> {
        let assignments = &subject.desired.state.assignments;
        let repeated = subject.repeated_names();
        let accounts = assignments.per_account(|account| {
            let id = account_id(account)?.to_string();
            let name = match account.catalog_name() {
                name if repeated.contains(name) => format!("{name}-{id}"),
                name => name.to_owned(),
            };
            let value = context!(id => id, name => &*account.name);
            Ok::<_, RenderError>((name, value))
        });
        let created = subject.created_groups();
        let principals = assignments.per_principal(|principal| {
            let creates = module.defines && Subject::creates(&created, principal);
            let by_id = options.principals == Principals::Ids && !creates;
            let id = match by_id {
                true => Some(principal_id(principal)?.as_str()),
                false => None,
            };
            let reference = (!by_id).then(|| reference(subject, principal, creates));
            let value = context!(
                type => principal.kind.api_name(),
                name => &*principal.name,
                id => id,
                reference => reference.map(Value::from_object),
            );
            let key = format!("{}:{}", principal.kind, principal.name);
            Ok::<_, RenderError>((key, value, subject.protects_principal(principal)))
        });
        let permission_sets = assignments.per_permission_set(|name| {
            let reference = match module.defines {
                true => Address::new(&[SET, &label::of_name(name.as_str())]),
                false => Address::new(&["data", SET, "this"]).key(name.as_str()),
            };
            let set = subject.desired.state.permission_sets.get(name);
            let attached = set.filter(|_| module.defines).map(attachments);
            let value = context!(
                name => name.as_str(),
                reference => Value::from_object(reference.name("arn")),
                attached => values(attached.unwrap_or_default()),
            );
            (name.to_string(), value, subject.protects_set(name))
        });
        Ok(Self {
            accounts: accounts.transpose()?,
            principals: principals.transpose()?,
            permission_sets,
        })
    }

    /// An assignment of the desired state.
    pub(super) fn assignment(&self, one: AssignmentRef<'_>) -> Assignment {
        let (account, account_value) = self.accounts.get(one.account_key());
        let (principal, principal_value, by_principal) = self.principals.get(one.principal_key());
        let (set, set_value, by_set) = self.permission_sets.get(one.permission_set_key());
        Assignment {
            key: format!("{account}/{principal}/{set}").into(),
            account: account_value.clone(),
            principal: principal_value.clone(),
            permission_set: set_value.clone(),
            protected: *by_principal || *by_set,
        }
    }
}

/// One assignment; the fields are documented at the head of `assignments.tf.j2`.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    pub key: Arc<str>,
    account: Value,
    principal: Value,
    permission_set: Value,
    pub protected: bool,
}

impl Object for Assignment {
    fn get_value(self: &Arc<Self>, field: &Value) -> Option<Value> {
        match field.as_str()? {
            "key" => Some(Value::from(Arc::clone(&self.key))),
            "label" => Some(Value::from(label::of_key(&self.key))),
            "account" => Some(self.account.clone()),
            "principal" => Some(self.principal.clone()),
            "permission_set" => Some(self.permission_set.clone()),
            "protected" => Some(Value::from(self.protected)),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&[
            "key",
            "label",
            "account",
            "principal",
            "permission_set",
            "protected",
        ])
    }
}

impl Assignment {
    /// Where the assignment lives in the state.
    pub(super) fn address(&self, layout: Layout) -> Address {
        match layout {
            Layout::Map if self.protected => {
                Address::new(&[ASSIGNMENT, "protected"]).key(&self.key)
            }
            _ => self.unprotected_address(layout),
        }
    }

    /// Where it lives as long as the catalog does not protect it.
    pub(super) fn unprotected_address(&self, layout: Layout) -> Address {
        match layout {
            Layout::Resources => Address::new(&[ASSIGNMENT, &label::of_key(&self.key)]),
            Layout::Map => Address::new(&[ASSIGNMENT, "this"]).key(&self.key),
        }
    }
}

/// The assignments of a module.
///
/// # Errors
/// Two of them with one key.
pub(super) fn of_module(
    tables: &Tables,
    module: &Module<'_>,
) -> Result<Vec<Assignment>, RenderError> {
    let all = module.assignments.iter();
    let assignments: Vec<Assignment> = all.map(|one| tables.assignment(*one)).collect();
    let mut keys = HashSet::with_capacity(assignments.len());
    for assignment in &assignments {
        if !keys.insert(&*assignment.key) {
            return Err(RenderError::Collision {
                what: "assignments",
                name: assignment.key.to_string(),
            });
        }
    }
    Ok(assignments)
}

/// What `assignments.tf.j2` is given, besides the head.
pub(super) fn context(
    subject: &Subject<'_>,
    options: &Options<'_>,
    module: &Module<'_>,
    assignments: Vec<Assignment>,
) -> Value {
    let (tables, blocks, attached) = match options.layout {
        Layout::Resources => (Vec::new(), lazily(assignments), Vec::new()),
        Layout::Map => {
            let sets = subject.desired.state.permission_sets.values();
            let attached = sets.filter(|_| module.defines).flat_map(attachments);
            let (protected, free): (Vec<_>, Vec<_>) =
                assignments.into_iter().partition(|one| one.protected);
            let tables = [
                ("assignments", "this", false, free),
                ("protected_assignments", "protected", true, protected),
            ];
            let tables = tables.into_iter().filter(|(.., rows)| !rows.is_empty());
            let tables = tables.map(|(local, label, protected, rows)| {
                context!(local => local, label => label, protected => protected, rows => lazily(rows))
            });
            (
                tables.collect(),
                Value::from(Vec::<Value>::new()),
                values(attached),
            )
        }
    };
    context!(head => subject.head(), tables => tables, blocks => blocks, attached => attached)
}

fn values(addresses: impl IntoIterator<Item = Address>) -> Vec<Value> {
    addresses.into_iter().map(Value::from_object).collect()
}

/// A list whose elements are made when the template comes to them.
fn lazily(assignments: Vec<Assignment>) -> Value {
    Value::make_object_iterable(assignments, |assignments| {
        Box::new(assignments.iter().cloned().map(Value::from_object))
    })
}
