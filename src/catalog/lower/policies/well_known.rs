//! AWS managed policies that people name wrongly. The path is part of a policy's name, and nothing in a plan
//! would tell that `policy/Billing` does not exist: AWS says so while it provisions.

/// Well-known policies with their true path and spelling (AWS Managed Policy Reference Guide).
const WELL_KNOWN: &[&str] = &[
    "AWSBillingReadOnlyAccess",
    "AWSCertificateManagerReadOnly",
    "AWSCloudFormationFullAccess",
    "AWSCloudFormationReadOnlyAccess",
    "AWSOrganizationsFullAccess",
    "AWSOrganizationsReadOnlyAccess",
    "AWSSupportAccess",
    "AdministratorAccess",
    "AmazonEC2FullAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonRDSFullAccess",
    "AmazonRDSReadOnlyAccess",
    "AmazonRoute53FullAccess",
    "AmazonRoute53ReadOnlyAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSSMFullAccess",
    "AmazonSSMReadOnlyAccess",
    "CloudWatchFullAccess",
    "CloudWatchLogsFullAccess",
    "CloudWatchLogsReadOnlyAccess",
    "CloudWatchReadOnlyAccess",
    "IAMFullAccess",
    "IAMReadOnlyAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/Billing",
    "job-function/DataScientist",
    "job-function/DatabaseAdministrator",
    "job-function/NetworkAdministrator",
    "job-function/SupportUser",
    "job-function/SystemAdministrator",
    "job-function/ViewOnlyAccess",
    "root-task/IAMAuditRootUserCredentials",
    "root-task/IAMCreateRootUserPassword",
    "root-task/IAMDeleteRootUserCredentials",
    "root-task/S3UnlockBucketPolicy",
    "root-task/SQSUnlockQueuePolicy",
    "service-role/AWSCodeDeployRole",
    "service-role/AWSConfigRole",
    "service-role/AWSGlueServiceRole",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaVPCAccessExecutionRole",
    "service-role/AWS_ConfigRole",
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    "service-role/AmazonEBSCSIDriverPolicy",
    "service-role/AmazonECSTaskExecutionRolePolicy",
    "service-role/AmazonRDSEnhancedMonitoringRole",
];

/// The policy that was meant by a path and name, where the name is well known and the path or the spelling is
/// wrong.
pub fn meant(written: &str) -> Option<&'static str> {
    let name = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.to_lowercase()
    };
    let wanted = name(written);
    let known = WELL_KNOWN
        .iter()
        .copied()
        .find(|known| name(known) == wanted)?;
    (known != written).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_path_or_spelling_of_a_well_known_policy_is_corrected() {
        for (written, right) in [
            ("Billing", Some("job-function/Billing")),
            ("job-function/Billing", None),
            ("ViewOnlyAccess", Some("job-function/ViewOnlyAccess")),
            ("job-function/ReadOnlyAccess", Some("ReadOnlyAccess")),
            ("ReadonlyAccess", Some("ReadOnlyAccess")),
            (
                "AWSLambdaBasicExecutionRole",
                Some("service-role/AWSLambdaBasicExecutionRole"),
            ),
            ("SomethingNew", None),
        ] {
            assert_eq!(meant(written), right, "{written}");
        }
    }

    #[test]
    fn no_name_stands_under_two_paths() {
        let mut names: Vec<&str> = WELL_KNOWN
            .iter()
            .map(|path| path.rsplit('/').next().unwrap())
            .collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(WELL_KNOWN.is_sorted());
    }
}
