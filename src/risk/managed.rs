//! AWS managed policies by the class of what they allow.
//!
//! Their texts are AWS's own and change, so they are known by name. The names and what each allows are from the AWS
//! Managed Policy Reference Guide; the rule about endings is the convention to which its service policies keep.

use super::danger_class::DangerClass;
use crate::model::ManagedPolicy;

/// Policies whose names tell nothing, or less than the truth.
const KNOWN: &[(&str, DangerClass)] = &[
    ("AdministratorAccess", DangerClass::Administrator),
    ("IAMFullAccess", DangerClass::Administrator),
    // Writes.
    ("AWSCodeCommitPowerUser", DangerClass::Write),
    ("AWSCodePipelineApproverAccess", DangerClass::Write),
    ("AWSCodeBuildDeveloperAccess", DangerClass::Write),
    ("AWSCodeDeployDeployerAccess", DangerClass::Write),
    ("AWSElasticBeanstalkWebTier", DangerClass::Write),
    ("AWSKeyManagementServicePowerUser", DangerClass::Write),
    ("AWSSSODirectoryAdministrator", DangerClass::Write),
    ("AWSSSOMasterAccountAdministrator", DangerClass::Write),
    ("AWSSSOMemberAccountAdministrator", DangerClass::Write),
    (
        "AdministratorAccess-AWSElasticBeanstalk",
        DangerClass::Write,
    ),
    ("AdministratorAccess-Amplify", DangerClass::Write),
    ("AmazonEC2ContainerRegistryPowerUser", DangerClass::Write),
    ("AmazonSSMAutomationApproverAccess", DangerClass::Write),
    ("AmazonSSMManagedInstanceCore", DangerClass::Write),
    ("IAMUserChangePassword", DangerClass::Write),
    ("PowerUserAccess", DangerClass::Write),
    ("job-function/DataScientist", DangerClass::Write),
    ("job-function/DatabaseAdministrator", DangerClass::Write),
    ("job-function/NetworkAdministrator", DangerClass::Write),
    ("job-function/SystemAdministrator", DangerClass::Write),
    ("root-task/IAMCreateRootUserPassword", DangerClass::Write),
    ("root-task/IAMDeleteRootUserCredentials", DangerClass::Write),
    ("root-task/S3UnlockBucketPolicy", DangerClass::Write),
    ("root-task/SQSUnlockQueuePolicy", DangerClass::Write),
    (
        "service-role/AWSLambdaBasicExecutionRole",
        DangerClass::Write,
    ),
    // Bills, budgets and what is paid.
    ("AWSBillingConductorFullAccess", DangerClass::Billing),
    ("AWSBillingConductorReadOnlyAccess", DangerClass::Billing),
    ("AWSBillingReadOnlyAccess", DangerClass::Billing),
    (
        "AWSBudgetsActionsWithAWSResourceControlAccess",
        DangerClass::Billing,
    ),
    ("AWSBudgetsReadOnlyAccess", DangerClass::Billing),
    ("AWSPurchaseOrdersServiceRolePolicy", DangerClass::Billing),
    ("AWSSavingsPlansFullAccess", DangerClass::Billing),
    ("AWSSavingsPlansReadOnlyAccess", DangerClass::Billing),
    ("CostOptimizationHubAdminAccess", DangerClass::Billing),
    ("CostOptimizationHubReadOnlyAccess", DangerClass::Billing),
    ("job-function/Billing", DangerClass::Billing),
    // Reads.
    ("AWSAccountUsageReportAccess", DangerClass::Read),
    // Opens support cases, and changes nothing in the account.
    ("AWSSupportAccess", DangerClass::Read),
    ("AmazonEC2ContainerRegistryPullOnly", DangerClass::Read),
    ("SecurityAudit", DangerClass::Read),
    ("job-function/SupportUser", DangerClass::Read),
    ("job-function/ViewOnlyAccess", DangerClass::Read),
    ("root-task/IAMAuditRootUserCredentials", DangerClass::Read),
];

/// Endings by which AWS calls the policies of one service.
const ENDINGS: &[(&str, DangerClass)] = &[
    ("FullAccess", DangerClass::Write),
    ("ReadOnly", DangerClass::Read),
    ("ReadOnlyAccess", DangerClass::Read),
];

/// The class of what a policy allows; [`DangerClass::Unknown`] for one that is neither listed nor told by its ending.
pub fn class(policy: &ManagedPolicy) -> DangerClass {
    let name = policy.as_str();
    if let Some((_, class)) = KNOWN.iter().find(|(known, _)| *known == name) {
        return *class;
    }
    let mut endings = ENDINGS.iter();
    endings
        .find(|(ending, _)| name.ends_with(ending))
        .map_or(DangerClass::Unknown, |(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> DangerClass {
        class(&ManagedPolicy::parse(name).unwrap())
    }

    #[test]
    fn a_policy_is_told_by_its_name_then_by_its_ending_and_else_not_at_all() {
        assert_eq!(of("IAMFullAccess"), DangerClass::Administrator);
        assert_eq!(of("AmazonS3FullAccess"), DangerClass::Write);
        assert_eq!(of("AWSLambda_ReadOnlyAccess"), DangerClass::Read);
        assert_eq!(of("AmazonEC2ContainerRegistryReadOnly"), DangerClass::Read);
        assert_eq!(of("AWSBillingReadOnlyAccess"), DangerClass::Billing);
        assert_eq!(of("job-function/Billing"), DangerClass::Billing);
        // The path is part of the name.
        assert_eq!(of("Billing"), DangerClass::Unknown);
        assert_eq!(of("AWSNewThingPolicy"), DangerClass::Unknown);
    }

    #[test]
    fn no_policy_is_listed_twice() {
        let mut names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KNOWN.len());
        for name in names {
            assert!(ManagedPolicy::parse(name).is_ok(), "{name}");
        }
    }
}
