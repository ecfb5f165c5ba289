//! What Terraform made: a state file of version 4, or what `terraform show -json` prints.

mod forget;
mod resource;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::foreign::{Foreign, ForeignAssignment, ForeignError};
use crate::model::snapshot::{Boundary, PermissionSet, PolicyReference};
use crate::model::{AccountId, PrincipalId, PrincipalType};
use resource::{Resource, resources};

pub use forget::removed_blocks;

/// Reads a state. `name` is how messages call the file.
///
/// # Errors
/// [`ForeignError`]: not a state, or resources of Identity Center without what they must have. Never a panic, however
/// the file was made.
pub fn terraform(name: &str, text: &str) -> Result<Foreign, ForeignError> {
    let document: Value = serde_json::from_str(text)
        .map_err(|error| ForeignError::NotReadable(format!("{name} is not JSON: {error}")))?;
    let found = resources(&document)
        .map_err(|reason| ForeignError::NotReadable(format!("{name}: {reason}")))?;
    let mut state = State::default();
    // The sets first: what belongs to one refers to it.
    let (sets, others): (Vec<_>, Vec<_>) = found
        .iter()
        .partition(|one| one.is("aws_ssoadmin_permission_set"));
    for resource in sets.into_iter().chain(others) {
        if let Err(reason) = state.add(resource) {
            state
                .problems
                .push(format!("{}: {reason}", resource.address));
        }
    }
    if !state.problems.is_empty() {
        return Err(ForeignError::NotUnderstood(state.problems));
    }
    if state.foreign.sets.is_empty() && state.foreign.assignments.is_empty() {
        return Err(ForeignError::Nothing(name.to_owned()));
    }
    Ok(state.foreign)
}

#[derive(Default)]
struct State {
    foreign: Foreign,
    problems: Vec<String>,
}

impl State {
    /// Takes what a resource says; resources of other kinds say nothing.
    fn add(&mut self, resource: &Resource<'_>) -> Result<(), String> {
        let known = match (resource.is_managed, resource.kind) {
            (true, "aws_ssoadmin_permission_set") => self.permission_set(resource),
            (true, kind) if kind.starts_with("aws_ssoadmin_") => self.part(kind, resource),
            (_, kind) => {
                self.names(kind, resource);
                return Ok(());
            }
        }?;
        if known && !forget::is_address(&resource.address) {
            return Err("this is no address of a resource".to_owned());
        }
        if known {
            self.foreign.addresses.insert(resource.address.clone());
        }
        Ok(())
    }

    fn permission_set(&mut self, resource: &Resource<'_>) -> Result<bool, String> {
        let arn = resource.text("arn")?;
        let set = PermissionSet {
            arn: arn.to_owned(),
            name: resource.text("name")?.to_owned(),
            description: resource.given("description").map(str::to_owned),
            session_duration: resource
                .given("session_duration")
                .unwrap_or("PT1H")
                .to_owned(),
            relay_state: resource.given("relay_state").map(str::to_owned),
            // With the provider's default tags, which AWS has as well.
            tags: match resource.texts("tags_all") {
                tags if tags.is_empty() => resource.texts("tags"),
                tags => tags,
            },
            managed_policies: Vec::new(),
            customer_managed_policies: Vec::new(),
            inline_policy: None,
            permissions_boundary: None,
            accounts: Default::default(),
        };
        self.foreign.sets.insert(arn.to_owned(), set);
        Ok(true)
    }

    /// What belongs to a permission set. `false` for what a catalog has no word for.
    fn part(&mut self, kind: &str, resource: &Resource<'_>) -> Result<bool, String> {
        match kind {
            "aws_ssoadmin_account_assignment" => self.assignment(resource)?,
            "aws_ssoadmin_managed_policy_attachment" => {
                let policy = resource.text("managed_policy_arn")?.to_owned();
                self.set(resource)?.managed_policies.push(policy);
            }
            "aws_ssoadmin_managed_policy_attachments_exclusive" => {
                let policies = resource.list("managed_policy_arns");
                let policies = policies.iter().filter_map(Value::as_str).map(str::to_owned);
                let policies: Vec<String> = policies.collect();
                self.set(resource)?.managed_policies.extend(policies);
            }
            "aws_ssoadmin_customer_managed_policy_attachment"
            | "aws_ssoadmin_customer_managed_policy_attachments_exclusive" => {
                let policies = resource.list("customer_managed_policy_reference").iter();
                let policies: Result<Vec<_>, String> = policies.map(reference).collect();
                let policies = policies?;
                self.set(resource)?
                    .customer_managed_policies
                    .extend(policies);
            }
            "aws_ssoadmin_permission_set_inline_policy" => {
                let policy = resource.text("inline_policy")?.to_owned();
                self.set(resource)?.inline_policy = Some(policy);
            }
            "aws_ssoadmin_permissions_boundary_attachment" => {
                let boundary = boundary(resource)?;
                self.set(resource)?.permissions_boundary = Some(boundary);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set(&mut self, resource: &Resource<'_>) -> Result<&mut PermissionSet, String> {
        let arn = resource.text("permission_set_arn")?;
        let set = self.foreign.sets.get_mut(arn);
        set.ok_or_else(|| format!("its permission set `{arn}` is not in the state"))
    }

    fn assignment(&mut self, resource: &Resource<'_>) -> Result<(), String> {
        let account = resource.text("target_id")?;
        let kind = match resource.text("principal_type")? {
            "GROUP" => PrincipalType::Group,
            "USER" => PrincipalType::User,
            other => return Err(format!("`principal_type` is `{other}`")),
        };
        self.foreign.assignments.insert(ForeignAssignment {
            set: resource.text("permission_set_arn")?.to_owned(),
            account: AccountId::parse(account).map_err(|error| error.to_string())?,
            kind,
            principal: PrincipalId::new(resource.text("principal_id")?),
        });
        Ok(())
    }

    /// Names that resources and data sources happen to tell.
    fn names(&mut self, kind: &str, resource: &Resource<'_>) {
        let foreign = &mut self.foreign;
        let mut group = |id: Option<&str>, name: Option<&str>| {
            if let (Some(id), Some(name)) = (id, name) {
                foreign.groups.insert(PrincipalId::new(id), name.into());
            }
        };
        let member =
            |value: &'_ Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        match kind {
            "aws_identitystore_group" => {
                group(resource.given("group_id"), resource.given("display_name"))
            }
            "aws_identitystore_groups" => {
                for one in resource.list("groups") {
                    group(
                        member(one, "group_id").as_deref(),
                        member(one, "display_name").as_deref(),
                    );
                }
            }
            "aws_identitystore_user" => {
                self.user(resource.given("user_id"), resource.given("user_name"))
            }
            "aws_identitystore_users" => {
                for one in resource.list("users") {
                    self.user(
                        member(one, "user_id").as_deref(),
                        member(one, "user_name").as_deref(),
                    );
                }
            }
            "aws_organizations_account" => {
                self.account(resource.given("id"), resource.given("name"))
            }
            "aws_organizations_organization" => {
                for one in resource.list("accounts") {
                    self.account(member(one, "id").as_deref(), member(one, "name").as_deref());
                }
            }
            _ => {}
        }
    }

    fn user(&mut self, id: Option<&str>, name: Option<&str>) {
        if let (Some(id), Some(name)) = (id, name) {
            self.foreign.users.insert(PrincipalId::new(id), name.into());
        }
    }

    fn account(&mut self, id: Option<&str>, name: Option<&str>) {
        let id = id.and_then(|id| AccountId::parse(id).ok());
        if let (Some(id), Some(name)) = (id, name) {
            self.foreign.accounts.insert(id, name.into());
        }
    }
}

fn reference(value: &Value) -> Result<PolicyReference, String> {
    let name = value.get("name").and_then(Value::as_str);
    let path = value.get("path").and_then(Value::as_str);
    Ok(PolicyReference {
        name: name
            .ok_or("a customer managed policy has no `name`")?
            .to_owned(),
        path: path
            .filter(|path| !path.is_empty())
            .unwrap_or("/")
            .to_owned(),
    })
}

fn boundary(resource: &Resource<'_>) -> Result<Boundary, String> {
    let boundary = resource.list("permissions_boundary").first();
    let boundary = boundary.ok_or("it has no `permissions_boundary`")?;
    let managed = boundary.get("managed_policy_arn").and_then(Value::as_str);
    if let Some(arn) = managed.filter(|arn| !arn.is_empty()) {
        return Ok(Boundary::ManagedPolicy(arn.to_owned()));
    }
    let customer = boundary.get("customer_managed_policy_reference");
    let customer = customer.and_then(|list| list.get(0));
    let customer = customer.ok_or("its `permissions_boundary` names no policy")?;
    reference(customer).map(Boundary::CustomerManagedPolicy)
}
