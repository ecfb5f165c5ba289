//! The limit that keeps whoever plans from sawing off the branch.

use super::losses::{How, Loss};
use super::{Circumstances, Refusal};
use crate::model::{AccountAssignment, AccountId, PermissionSetName, PrincipalType};
use crate::plan::{Change, Plan};

/// A person whom Identity Center let in: the session of a role that it made for a permission set.
///
/// IAM Identity Center names such a role `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`, and the session
/// after the user (AWS, "Referencing permission sets in resource policies").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account in which the role is.
    pub account: AccountId,
    /// The permission set.
    pub permission_set: PermissionSetName,
    /// The user's name.
    pub user: String,
}

impl Caller {
    /// Reads the ARN that STS gives for the caller; `None` for anybody whom Identity Center did not let in.
    pub fn of_arn(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':').skip(2);
        let (service, _, account) = (parts.next()?, parts.next()?, parts.next()?);
        let mut resource = parts.next()?.splitn(3, '/');
        let kind = resource.next()?;
        let role = resource.next()?.strip_prefix("AWSReservedSSO_")?;
        let (permission_set, suffix) = role.rsplit_once('_')?;
        let is_suffix = suffix.len() == 16 && suffix.bytes().all(|b| b.is_ascii_hexdigit());
        if service != "sts" || kind != "assumed-role" || !is_suffix {
            return None;
        }
        Some(Self {
            account: AccountId::parse(account).ok()?,
            permission_set: PermissionSetName::parse(permission_set).ok()?,
            user: resource.next()?.to_owned(),
        })
    }

    /// Whether the caller may owe its access to an assignment. Who is in a group is not asked: to be sure of that
    /// takes rights that a plan otherwise does not need, so every group counts.
    fn may_use(&self, assignment: &AccountAssignment) -> bool {
        assignment.account.id == Some(self.account)
            && assignment.permission_set == self.permission_set
            && match assignment.principal.kind {
                PrincipalType::Group => !assignment.principal.is_orphan(),
                PrincipalType::User => *assignment.principal.name == *self.user,
            }
    }
}

/// A rename counts here, too: the role of before goes while the apply works with it. So does a set that comes to
/// allow nothing.
pub(super) fn check(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    losses: &[Loss],
) -> Option<Refusal> {
    let caller = circumstances.caller?;
    let revoked = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, .. } => Some(assignment),
            _ => None,
        });
    let emptied = losses.iter().filter(|loss| loss.how == How::Emptied);
    let removed: Vec<AccountAssignment> = revoked
        .chain(emptied.map(|loss| &loss.assignment))
        .filter(|assignment| caller.may_use(assignment))
        .cloned()
        .collect();
    let account = removed.first()?.account.clone();
    Some(Refusal::SelfLockout {
        caller: caller.clone(),
        account,
        removed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_whom_identity_center_let_in_is_known_by_the_arn() {
        let arn = "arn:aws-us-gov:sts::012345678901:assumed-role/AWSReservedSSO_Team_Ops_0123456789abcdef/ann/x@example.com";
        let caller = Caller::of_arn(arn).unwrap();
        assert_eq!(caller.account.to_string(), "012345678901");
        assert_eq!(caller.permission_set.as_str(), "Team_Ops");
        assert_eq!(caller.user, "ann/x@example.com");
    }

    #[test]
    fn other_callers_are_nobody() {
        for arn in [
            "",
            "arn:aws:iam::111111111111:user/ann",
            "arn:aws:sts::111111111111:assumed-role/rolecall/ci",
            "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123/ann",
            "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_0123456789abcdef/ann",
            "arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann",
            "arn:aws:sts::111111111111:federated-user/AWSReservedSSO_Admin_0123456789abcdef/ann",
        ] {
            assert_eq!(Caller::of_arn(arn), None, "{arn}");
        }
    }
}
