//! Quotas that are nearly used up.
//!
//! The numbers are AWS's defaults ("IAM Identity Center quotas" in its user guide). What an account was granted
//! beyond them no API of Identity Center tells.

use std::collections::BTreeMap;

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use crate::model::{AccountId, PrincipalId};
use crate::text::thousands;

const PERMISSION_SETS: usize = 3_500;
const PERMISSION_SETS_IN_AN_ACCOUNT: usize = 500;
const GROUPS: usize = 100_000;
const USERS: usize = 100_000;
const GROUPS_OF_A_USER: usize = 1_000;
const ACCOUNTS: usize = 3_000;
const POLICIES_OF_A_SET: usize = 20;
/// IAM's own quota for a role, in each account, until it is raised there.
const POLICIES_OF_A_ROLE: usize = 10;
/// Without white space.
const INLINE_POLICY_BYTES: usize = 10_240;

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let snapshot = examined.snapshot;
    let store = &snapshot.identity_store;
    let instance = match examined.instance() {
        Some(instance) => format!(
            "instance {}",
            instance.arn.rsplit('/').next().unwrap_or(&instance.arn)
        ),
        None => "the instance".to_owned(),
    };
    let mut in_account: BTreeMap<AccountId, usize> = BTreeMap::new();
    for account in snapshot
        .permission_sets
        .iter()
        .flat_map(|set| set.accounts.keys())
    {
        *in_account.entry(*account).or_default() += 1;
    }
    for (used, limit, what) in [
        (
            snapshot.permission_sets.len(),
            PERMISSION_SETS,
            "permission sets",
        ),
        (store.groups.len(), GROUPS, "groups"),
        (store.users.len(), USERS, "users"),
        (in_account.len(), ACCOUNTS, "accounts with a permission set"),
    ] {
        near(&instance, used, limit, what, findings);
    }
    for (account, used) in in_account {
        let subject = format!("account {}", examined.name(account));
        let what = "provisioned permission sets";
        near(
            &subject,
            used,
            PERMISSION_SETS_IN_AN_ACCOUNT,
            what,
            findings,
        );
    }
    memberships(examined, findings);
    policies(examined, findings);
}

fn memberships(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let store = &examined.snapshot.identity_store;
    let mut groups_of: BTreeMap<&PrincipalId, usize> = BTreeMap::new();
    for membership in &store.memberships {
        *groups_of.entry(&membership.user).or_default() += 1;
    }
    for user in &store.users {
        let used = groups_of.get(&user.id).copied().unwrap_or_default();
        let subject = format!("user {}", user.user_name);
        near(&subject, used, GROUPS_OF_A_USER, "groups", findings);
    }
}

fn policies(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    for set in &examined.snapshot.permission_sets {
        let subject = format!("permission set {}", set.name);
        let attached = set.managed_policies.len() + set.customer_managed_policies.len();
        if attached > POLICIES_OF_A_ROLE {
            findings.push(Finding::new(
                FindingCode::QuotaNearLimit,
                subject.clone(),
                format!(
                    "{attached} policies: a role takes {POLICIES_OF_A_ROLE} in each account that has not raised IAM's \
                     quota, a permission set {POLICIES_OF_A_SET}"
                ),
            ));
        }
        let inline = set.inline_policy.as_deref().unwrap_or_default();
        let bytes = inline.bytes().filter(|byte| !byte.is_ascii_whitespace());
        let what = "bytes of inline policy without white space";
        near(&subject, bytes.count(), INLINE_POLICY_BYTES, what, findings);
    }
}

fn near(subject: &str, used: usize, limit: usize, what: &str, findings: &mut Vec<Finding>) {
    if used * 5 >= limit * 4 {
        findings.push(Finding::new(
            FindingCode::QuotaNearLimit,
            subject,
            format!("{} of {} {what}", thousands(used), thousands(limit)),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::examine;
    use crate::model::Snapshot;
    use crate::model::snapshot::{IdentityStore, Membership, PermissionSet, Provisioned, User};

    fn set(number: usize) -> PermissionSet {
        let account = AccountId::parse("222222222222").unwrap();
        PermissionSet {
            arn: format!("arn:aws:sso:::permissionSet/ssoins-1/ps-{number}"),
            name: format!("Set{number}"),
            description: None,
            session_duration: "PT1H".to_owned(),
            relay_state: None,
            tags: BTreeMap::new(),
            managed_policies: Vec::new(),
            customer_managed_policies: Vec::new(),
            inline_policy: None,
            permissions_boundary: None,
            accounts: [(account, Provisioned::default())].into(),
        }
    }

    fn details(snapshot: &Snapshot) -> Vec<String> {
        examine(snapshot, None)
            .into_iter()
            .filter(|finding| finding.code == FindingCode::QuotaNearLimit)
            .map(|finding| format!("{}: {}", finding.subject, finding.detail))
            .collect()
    }

    #[test]
    fn sets_are_counted_in_each_account() {
        let snapshot = |number: usize| Snapshot {
            permission_sets: (0..number).map(set).collect(),
            ..Snapshot::default()
        };
        assert_eq!(details(&snapshot(399)), [""; 0]);
        let expected = "account 222222222222: 400 of 500 provisioned permission sets";
        assert_eq!(details(&snapshot(400)), [expected]);
    }

    #[test]
    fn groups_are_counted_for_each_user() {
        let user = PrincipalId::new("u-1");
        let membership = |number: usize| Membership {
            id: PrincipalId::new(format!("m-{number}")),
            group: PrincipalId::new(format!("g-{number}")),
            user: user.clone(),
        };
        let snapshot = Snapshot {
            identity_store: IdentityStore {
                users: vec![User {
                    id: user.clone(),
                    user_name: "ann".to_owned(),
                    display_name: None,
                    given_name: None,
                    family_name: None,
                    emails: Vec::new(),
                    phone_numbers: Vec::new(),
                    external_ids: Vec::new(),
                    status: None,
                }],
                memberships: (0..800).map(membership).collect(),
                ..IdentityStore::default()
            },
            ..Snapshot::default()
        };
        assert_eq!(details(&snapshot), ["user ann: 800 of 1,000 groups"]);
    }
}
