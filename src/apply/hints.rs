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
    let text = error.message().to_lowercase();
    let account = account.or_else(|| account_of(change));
    if text.contains("403 status error") {
        return refused_by_iam(error.message(), account, management);
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

/// The account of an assignment.
fn account_of(change: &Change) -> Option<AccountId> {
    match change {
        Change::CreateAssignment(assignment) | Change::DeleteAssignment { assignment, .. } => {
            assignment.account.id
        }
        _ => None,
    }
}

/// What helps where IAM refused what Identity Center does in an account.
fn refused_by_iam(text: &str, account: Option<AccountId>, management: Option<AccountId>) -> Hint {
    // A provisioning of many accounts fails in one of them: AWS's text says which one.
    let refusing = refusing_account(text).or(account);
    let action = refused_action(text);
    let what = action.map_or(String::new(), |action| format!(" ({action})"));
    match refusing {
        Some(_) if refusing == management => says(
            &format!(
                "IAM in the management account refuses it{what}: roles there are made with your own IAM rights"
            ),
            "add the actions of examples/iam/management-account.json to the role that applies",
        ),
        Some(account) => says(
            &format!("IAM in account {account} refuses what IAM Identity Center does there{what}"),
            "look for a service control policy that denies the service its role (AWSServiceRoleForSSO)",
        ),
        None => says(
            &format!(
                "IAM in one of the accounts refuses what IAM Identity Center does there{what}"
            ),
            "if it is the management account, add the actions of examples/iam/management-account.json to the role \
             that applies; elsewhere, look for a service control policy that denies the service its role \
             (AWSServiceRoleForSSO)",
        ),
    }
}

fn says(explanation: &str, help: &str) -> Hint {
    Hint {
        explanation: Some(explanation.to_owned()),
        help: Some(help.to_owned()),
    }
}

/// The account of the principal that IAM refused, from AWS's text: `User: arn:aws:sts::111111111111:assumed-role/…`.
fn refusing_account(text: &str) -> Option<AccountId> {
    let (_, after) = text.split_once("User: arn:")?;
    let mut parts = after.split(':');
    let service = parts.nth(1)?;
    let id = parts.nth(1)?;
    ["sts", "iam"]
        .contains(&service)
        .then(|| AccountId::parse(id).ok())?
}

/// The action that IAM refused, from AWS's text.
fn refused_action(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("not authorized to perform: ")?;
    let action = after.split([' ', ',']).next()?;
    action.contains(':').then_some(action)
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
    fn a_provisioning_names_the_account_that_awss_text_names() {
        let text = "Received a 403 status error: Access denied by IAM. Please check your policy, or wait for role \
                    propagation to complete. IAM Error: User: arn:aws:sts::111111111111:assumed-role/apply/x is not \
                    authorized to perform: iam:ListRolePolicies on resource: role AWSReservedSSO_Ops_0123456789abcdef";
        let provision = Change::ProvisionPermissionSet {
            permission_set: PermissionSetName::parse("Ops").unwrap(),
            accounts: Default::default(),
            target: crate::plan::ProvisionTarget::AllProvisionedAccounts,
            reason: crate::plan::ProvisionReason::Edited,
        };
        let error =
            AwsError::of_operation(ErrorKind::OperationFailed, "ProvisionPermissionSet", text);
        let management = AccountId::parse("111111111111").ok();
        let found = hint(&provision, None, management, &error);
        assert_eq!(
            found.explanation.unwrap(),
            "IAM in the management account refuses it (iam:ListRolePolicies): roles there are made with your own IAM \
             rights"
        );
        assert!(found.help.unwrap().contains("management-account.json"));
        let elsewhere = hint(
            &provision,
            None,
            AccountId::parse("222222222222").ok(),
            &error,
        );
        assert!(
            elsewhere
                .explanation
                .unwrap()
                .contains("account 111111111111")
        );
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
