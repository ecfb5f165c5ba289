//! Actions by which more can be had than was granted.
//!
//! The ways are those that are known in the field: a policy is written, a trust is changed, a secret of somebody else
//! is made anew, or something is made to run with a role that may do more.

use super::statement::Statement;

/// How far a statement must reach for an action to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Resources that are not called by their whole names: one of a family is enough.
    Open,
    /// Every resource of its kind.
    Broad,
}

impl Reach {
    pub fn test(self) -> fn(&Statement) -> bool {
        match self {
            Self::Open => Statement::is_open,
            Self::Broad => Statement::is_broad,
        }
    }
}

/// Who may do all of these on every role can give itself everything.
pub const ADMINISTRATION: &[&str] = &[
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
];

/// Actions that are enough by themselves.
pub const SINGLE: &[(&str, Reach)] = &[
    // Policies are written, or others put in force.
    ("iam:AttachGroupPolicy", Reach::Open),
    ("iam:AttachRolePolicy", Reach::Open),
    ("iam:AttachUserPolicy", Reach::Open),
    ("iam:CreatePolicyVersion", Reach::Open),
    ("iam:PutGroupPolicy", Reach::Open),
    ("iam:PutRolePolicy", Reach::Open),
    ("iam:PutUserPolicy", Reach::Open),
    ("iam:SetDefaultPolicyVersion", Reach::Open),
    // Limits are taken off.
    ("iam:DeleteRolePermissionsBoundary", Reach::Open),
    ("iam:DeleteUserPermissionsBoundary", Reach::Open),
    // Somebody else is become.
    ("iam:AddUserToGroup", Reach::Open),
    ("iam:CreateAccessKey", Reach::Open),
    ("iam:CreateLoginProfile", Reach::Open),
    ("iam:UpdateAssumeRolePolicy", Reach::Open),
    ("iam:UpdateLoginProfile", Reach::Open),
    ("sts:AssumeRole", Reach::Broad),
    // Identity Center grants it.
    ("identitystore:CreateGroupMembership", Reach::Broad),
    ("sso-directory:AddMemberToGroup", Reach::Broad),
    ("sso:AttachManagedPolicyToPermissionSet", Reach::Broad),
    ("sso:CreateAccountAssignment", Reach::Broad),
    ("sso:PutInlinePolicyToPermissionSet", Reach::Broad),
    // What runs already, with its role, runs something else.
    ("cloudformation:UpdateStack", Reach::Broad),
    ("codebuild:UpdateProject", Reach::Broad),
    ("ec2-instance-connect:SendSSHPublicKey", Reach::Broad),
    ("glue:UpdateDevEndpoint", Reach::Broad),
    ("lambda:UpdateFunctionCode", Reach::Broad),
    ("lambda:UpdateFunctionConfiguration", Reach::Broad),
    ("ssm:SendCommand", Reach::Broad),
    ("ssm:StartSession", Reach::Broad),
];

/// Hands a role to a service.
pub const PASS_ROLE: &str = "iam:PassRole";

/// Services that run something of the caller's with the role that they are handed.
pub const COMPUTE: &[&str] = &[
    "batch:RegisterJobDefinition",
    "cloudformation:CreateStack",
    "codebuild:CreateProject",
    "codepipeline:CreatePipeline",
    "datapipeline:CreatePipeline",
    "ec2:RunInstances",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "glue:CreateDevEndpoint",
    "glue:CreateJob",
    "lambda:CreateFunction",
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateTrainingJob",
    "ssm:StartAutomationExecution",
    "states:CreateStateMachine",
];
