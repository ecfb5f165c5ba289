//! The four kinds of policy of a permission set.

use std::collections::BTreeSet;

use super::World;
use super::refusal::{Answer, Refusal};
use crate::id::SetId;
use crate::managed_policies;
use crate::snapshot::{Boundary, PolicyReference};

/// How many AWS managed and customer managed policies a set may have together (AWS, "Quotas and limits").
const POLICIES: usize = 20;
/// How many bytes of an inline policy may be something else than white space (AWS, "Quotas and limits"); the model allows 32,768 in all.
const INLINE_BYTES: usize = 10_240;

impl World {
    /// Attaches an AWS managed policy.
    ///
    /// It exists if the list of the crate, the state file or the option `additional-policies` names it, and the option
    /// `unknown-policies` does not.
    pub fn attach_managed_policy(&mut self, id: SetId, arn: &str) -> Answer<()> {
        self.managed_policy_exists(arn)?;
        let Some(set) = self.set_by_id(id) else {
            return Ok(());
        };
        if set.template.managed_policies.contains(arn) {
            // Spelt so by AWS.
            return Err(Refusal::conflict(format!(
                "Permission set with id ps-{id} already has a typed link attachment to a manged policy with {arn}"
            )));
        }
        self.room_for_one_more(id)?;
        self.edit(id, |set| _ = set.managed_policies.insert(arn.to_owned()));
        Ok(())
    }

    /// Detaches an AWS managed policy.
    pub fn detach_managed_policy(&mut self, id: SetId, arn: &str) -> Answer<()> {
        let attached = self
            .set_by_id(id)
            .is_some_and(|set| set.template.managed_policies.contains(arn));
        if !attached {
            return Err(Refusal::not_found(format!(
                "Could not find ManagedPolicy with arn {arn}"
            )));
        }
        self.edit(id, |set| _ = set.managed_policies.remove(arn));
        Ok(())
    }

    /// Attaches a customer managed policy by name and path. Whether an account has it is seen when it is provisioned.
    pub fn attach_customer_policy(&mut self, id: SetId, reference: PolicyReference) -> Answer<()> {
        let Some(set) = self.set_by_id(id) else {
            return Ok(());
        };
        // Roles attach policies by name, so the same name with another path is still a duplicate.
        if set
            .template
            .customer_managed_policies
            .iter()
            .any(|attached| attached.name == reference.name)
        {
            return Err(Refusal::conflict(format!(
                "Given customer managed policy with name: {}  and path {} already attached",
                reference.name, reference.path
            )));
        }
        self.room_for_one_more(id)?;
        self.edit(id, |set| {
            _ = set.customer_managed_policies.insert(reference)
        });
        Ok(())
    }

    /// Detaches a customer managed policy.
    pub fn detach_customer_policy(&mut self, id: SetId, reference: &PolicyReference) -> Answer<()> {
        let attached = self
            .set_by_id(id)
            .is_some_and(|set| set.template.customer_managed_policies.contains(reference));
        if !attached {
            return Err(Refusal::not_found(format!(
                "Given managed policy with name: {}  and path {} does not exist on PermissionSet",
                reference.name, reference.path
            )));
        }
        self.edit(id, |set| {
            _ = set.customer_managed_policies.remove(reference)
        });
        Ok(())
    }

    /// Sets the inline policy, kept to the letter.
    pub fn put_inline_policy(&mut self, id: SetId, policy: &str) -> Answer<()> {
        let bytes = policy
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count();
        if bytes > INLINE_BYTES {
            return Err(Refusal::validation(format!(
                "Current size of the non-whitespace characters present in the InlinePolicy Document is {bytes} bytes which has exceeded the maximum limit of {INLINE_BYTES} bytes"
            )));
        }
        let document = serde_json::from_str::<serde_json::Value>(policy);
        if !document.is_ok_and(|document| document.is_object()) {
            return Err(Refusal::validation(
                "Invalid PermissionsPolicy Document: a JSON object is expected.",
            ));
        }
        self.edit(id, |set| set.inline_policy = Some(policy.to_owned()));
        Ok(())
    }

    /// Removes the inline policy.
    pub fn delete_inline_policy(&mut self, id: SetId) -> Answer<()> {
        if self
            .set_by_id(id)
            .is_some_and(|set| set.template.inline_policy.is_none())
        {
            return Err(Refusal::not_found(format!(
                "Inline policy is not attached to PermissionSet with id {}.",
                self.set_arn(id)
            )));
        }
        self.edit(id, |set| set.inline_policy = None);
        Ok(())
    }

    /// Sets the permissions boundary.
    pub fn put_boundary(&mut self, id: SetId, boundary: Boundary) -> Answer<()> {
        // Both members are optional in the model; that exactly one is given is checked by the service.
        match (&boundary.managed_policy, &boundary.customer_managed_policy) {
            (Some(arn), None) => self.managed_policy_exists(arn)?,
            (None, Some(_)) => {}
            (Some(_), Some(_)) => {
                return Err(Refusal::validation(
                    "Only ManagedPolicyArn or CustomerManagedPolicyReference should be given",
                ));
            }
            (None, None) => {
                return Err(Refusal::validation(
                    "Specify either CustomerManagedPolicyReference or ManagedPolicyArn for the permissions boundary.",
                ));
            }
        }
        self.edit(id, |set| set.boundary = Some(boundary));
        Ok(())
    }

    /// Removes the permissions boundary.
    pub fn delete_boundary(&mut self, id: SetId) -> Answer<()> {
        self.boundary(id)?;
        self.edit(id, |set| set.boundary = None);
        Ok(())
    }

    /// Returns the permissions boundary.
    pub fn boundary(&self, id: SetId) -> Answer<&Boundary> {
        let boundary = self
            .set_by_id(id)
            .and_then(|set| set.template.boundary.as_ref());
        boundary.ok_or_else(|| {
            Refusal::not_found(format!(
                "PermissionsBoundary is not attached to PermissionSet with id {}.",
                self.set_arn(id)
            ))
        })
    }

    fn edit(&mut self, id: SetId, change: impl FnOnce(&mut super::Template)) {
        if let Some(set) = self.set_mut(id) {
            set.edit(change);
        }
    }

    fn room_for_one_more(&self, id: SetId) -> Answer<()> {
        let attached = self.set_by_id(id).map_or(0, |set| {
            set.template.managed_policies.len() + set.template.customer_managed_policies.len()
        });
        if attached >= POLICIES {
            return Err(Refusal::quota(format!(
                "You have exceeded AWS SSO limits. Cannot create ManagedPolicy more than {POLICIES} for id {}. Please refer to https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html",
                self.set_arn(id)
            )));
        }
        Ok(())
    }

    fn managed_policy_exists(&self, arn: &str) -> Answer<()> {
        let policy = managed_policies::path_and_name(arn);
        let name = policy.rsplit('/').next().unwrap_or_default();
        let named = |list: &BTreeSet<String>| list.contains(policy) || list.contains(name);
        let exists = managed_policies::exists(policy)
            || named(&self.options.additional_policies)
            || self.policies_of_file.contains(policy);
        let partition = arn.split(':').nth(1);
        if !exists || named(&self.options.unknown_policies) || partition != Some(self.partition()) {
            return Err(Refusal::not_found(format!(
                "Policy does not exist with ARN: {arn}"
            )));
        }
        Ok(())
    }
}
