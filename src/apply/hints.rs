//! Failures that are known: what AWS means, and what helps.

use crate::aws::{AwsError, ErrorKind};
use crate::model::AccountId;
use crate::plan::Change;

/// What is behind a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) explanation: Option<String>,
    pub(super) help: Option<String>,
}

/// Looks the failure of a change up. AWS gives asynchronous failures as text alone.
pub(super) fn hint(
    change: &Change,
    account: Option<AccountId>,
    management: Option<AccountId>,
    error: &AwsError,
) -> Hint {
    let says = |explanation: &str, help: &str| Hint {
        explanation: Some(explanation.to_owned()),
        help: Some(help.to_owned()),
    };
    let text = error.message().to_lowercase();
    let account = account.or(match change {
        Change::CreateAssignment(assignment) | Change::DeleteAssignment { assignment, .. } => {
            assignment.account.id
        }
        _ => None,
    });
    let in_management = account.is_some() && account == management;
    if text.contains("403 status error") && in_management {
        return says(
            "this account is the management account: its roles are made with your own IAM rights",
            "add the actions of examples/iam/management-account.json to the role that applies",
        );
    }
    if text.contains("403 status error") {
        return says(
            "IAM in this account refuses what IAM Identity Center does there",
            "look for a service control policy that denies the service its role (AWSServiceRoleForSSO)",
        );
    }
    if text.contains("not supported policy") || text.contains("policy") && text.contains("404") {
        return says(
            "the permission set names a customer managed policy that this account does not have",
            "create the policy in the account, with the same name and path, and apply again",
        );
    }
    if text.contains("takes longer than usual") {
        return says(
            "AWS does not reach the account: it may be suspended, closing, or very new",
            "look at the account's state in AWS Organizations; leave it out while it is not active",
        );
    }
    if text.contains("assignee") && text.contains("not found") {
        return match change {
            Change::DeleteAssignment { .. } => says(
                "the principal no longer exists, and AWS does not let go of what was assigned to it",
                "delete the assignment in the console, or ask AWS Support",
            ),
            _ => says(
                "the identity store does not have the principal any more, or not yet",
                "wait for the next synchronization of the identity provider, and apply again",
            ),
        };
    }
    if *error.kind() == ErrorKind::Conflict && matches!(change, Change::CreatePermissionSet { .. })
    {
        return says(
            "a permission set of this name appeared since the plan was made",
            "plan again; to take the set over: --adopt",
        );
    }
    if matches!(error.kind(), ErrorKind::AccessDenied { .. })
        && matches!(change, Change::CreateGroup { .. })
    {
        return says(
            "groups of an external identity provider are made there",
            "create the group at the identity provider and let it synchronize; where groups are made in Identity Center \
             itself, allow the caller identitystore:CreateGroup",
        );
    }
    Hint {
        explanation: None,
        help: error.help(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountAssignment, PermissionSetName, Principal, PrincipalType};

    fn grant(account: &str) -> Change {
        Change::CreateAssignment(AccountAssignment {
            principal: Principal {
                kind: PrincipalType::Group,
                name: "g".into(),
                id: None,
            },
            permission_set: PermissionSetName::parse("S").unwrap(),
            account: Account {
                name: "a".into(),
                id: AccountId::parse(account).ok(),
            },
        })
    }

    fn of(account: &str, message: &str) -> Hint {
        let error = AwsError::of_operation(
            ErrorKind::OperationFailed,
            "CreateAccountAssignment",
            message,
        );
        let management = AccountId::parse("111111111111").ok();
        hint(&grant(account), None, management, &error)
    }

    #[test]
    fn the_management_account_is_named_where_iam_denies_there_alone() {
        let denied = "Received a 403 status error: Access denied by IAM.";
        let help = of("111111111111", denied).help.unwrap();
        assert!(help.contains("examples/iam/management-account.json"));
        let help = of("222222222222", denied).help.unwrap();
        assert!(help.contains("service control policy"));
    }

    #[test]
    fn known_texts_have_their_advice_and_unknown_ones_none() {
        let missing =
            "Received a 404 status error: Not supported policy arn:aws:iam::2:policy/Ops.";
        assert!(
            of("222222222222", missing)
                .help
                .unwrap()
                .contains("same name and path")
        );
        let suspended = "Obtaining permissions to manage your AWS account takes longer than usual.";
        assert!(
            of("222222222222", suspended)
                .explanation
                .unwrap()
                .contains("suspended")
        );
        let unknown = of("222222222222", "Something else");
        assert_eq!((unknown.explanation, unknown.help), (None, None));
    }
}
