//! The IAM roles that Identity Center makes for assignments, as policies elsewhere must name them.
//!
//! In every account in which a permission set is assigned there is one role,
//! `AWSReservedSSO_<set>_<16 hexadecimal digits>`, under the path `/aws-reserved/sso.amazonaws.com/<region>/`; in
//! some organizations the path has no region (IAM Identity Center User Guide, "Referencing permission sets in resource
//! policies, Amazon EKS Cluster config maps, and AWS KMS key policies"). The digits are not told by the API of Identity
//! Center and change when the role is made again, so a pattern stands for them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::AccessFilter;
use crate::model::{Account, AccountId, Assignments, Desired, Partition, PermissionSetName};
use crate::text::table::heading;
use crate::text::{self, visible};

/// The role of a permission set in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Role {
    /// The permission set.
    pub permission_set: String,
    /// The account's id.
    pub account_id: AccountId,
    /// The account's name.
    pub account: String,
    /// The role's name, its digits as a pattern.
    pub role_name: String,
    /// The role's ARN, with a region in its path.
    pub arn_with_region: String,
    /// The role's ARN, without a region in its path.
    pub arn_without_region: String,
}

/// The roles behind the assignments that pass a filter, by permission set and account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    roles: Vec<Role>,
}

impl Roles {
    /// Lists the roles.
    ///
    /// # Errors
    /// The first account whose id is not known: an ARN cannot be written without it.
    pub fn new(
        desired: &Desired,
        filter: &AccessFilter,
        partition: &Partition,
    ) -> Result<Self, Account> {
        let assignments = &desired.state.assignments;
        let mut found: BTreeMap<(&PermissionSetName, &Account), Role> = BTreeMap::new();
        for one in assignments.iter() {
            let (principal, set, account) = (one.principal(), one.permission_set(), one.account());
            let listed = filter.principal(principal)
                && filter.permission_set(set)
                && filter.account(account);
            if listed && !found.contains_key(&(set, account)) {
                let id = account.id.ok_or_else(|| account.clone())?;
                let role = role(set, account, id, partition, assignments);
                found.insert((set, account), role);
            }
        }
        Ok(Self {
            roles: found.into_values().collect(),
        })
    }

    /// Writes `{"version":1,"roles":[…]}`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let json = serde_json::json!({"version": 1, "roles": self.roles});
        writeln!(out, "{}", text::json(&format!("{json:#}")))
    }

    /// Writes what a person reads: each permission set, its accounts, the patterns.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut last = None;
        for role in &self.roles {
            if last != Some(&role.permission_set) {
                if last.is_some() {
                    writeln!(out)?;
                }
                heading(out, &format!("{}: {}", role.permission_set, role.role_name))?;
                last = Some(&role.permission_set);
            }
            writeln!(out, "  {} ({})", visible(&role.account), role.account_id)?;
            writeln!(out, "    {}", role.arn_with_region)?;
            writeln!(out, "    {}", role.arn_without_region)?;
        }
        if last.is_some() {
            writeln!(out, "\n{USE}")?;
        }
        Ok(())
    }
}

const USE: &str = "\
Both patterns of an account are needed: whether the path has a region differs between organizations.
A trust policy or a KMS key policy takes no pattern as its Principal. Name the account there, and the patterns in
  \"Condition\": {\"ArnLike\": {\"aws:PrincipalArn\": [...]}}
An EKS access entry takes no pattern at all. Look the role up in its account:
  aws iam list-roles --path-prefix /aws-reserved/sso.amazonaws.com/ --query \"Roles[].Arn\"";

fn role(
    set: &PermissionSetName,
    account: &Account,
    id: AccountId,
    partition: &Partition,
    assignments: &Assignments,
) -> Role {
    // `AWSReservedSSO_Ops_*` would be the role of a set `Ops_Admin`, too: there every digit has to be counted.
    let prefix = format!("{set}_");
    let begins = |other: &PermissionSetName| other.as_str().starts_with(&prefix);
    let digits = match assignments.permission_sets().iter().any(begins) {
        true => "????????????????",
        false => "*",
    };
    let role_name = format!("AWSReservedSSO_{set}_{digits}");
    let path = format!("arn:{partition}:iam::{id}:role/aws-reserved/sso.amazonaws.com");
    Role {
        permission_set: set.to_string(),
        account_id: id,
        account: account.name.to_string(),
        arn_with_region: format!("{path}/*/{role_name}"),
        arn_without_region: format!("{path}/{role_name}"),
        role_name,
    }
}
