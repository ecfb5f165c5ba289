//! What can go wrong between us and AWS, in words that say what to do.

use std::fmt;

/// The kinds of failure that callers tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// No credentials anywhere.
    NoCredentials,
    /// There are credentials, but they have expired.
    ExpiredCredentials,
    /// No region is configured.
    NoRegion,
    /// A setting, a profile or a certificate file cannot be used.
    Configuration,
    /// The region has no instance of IAM Identity Center that we may see.
    NoInstance,
    /// Only account instances are there; permission sets live in the organization instance alone.
    AccountInstanceOnly,
    /// Several instances could be meant.
    SeveralInstances,
    /// The region is an additional one of the instance, whose primary region is another.
    WrongRegion,
    /// The region does not have the instance, and another region does.
    OtherRegion {
        /// The region in which the instance is.
        region: String,
    },
    /// The instance does not use permission sets (`PermissionSetsEnabled` is false).
    PermissionSetsDisabled,
    /// The caller may not do this.
    AccessDenied {
        /// The IAM action that the operation needs.
        iam_action: String,
    },
    /// The request rate was exceeded, and went on being so after every retry.
    Throttled,
    /// AWS carries out as many operations as it allows at a time, and took no further one.
    TooManyInProgress,
    /// Something that the request names does not exist.
    NotFound,
    /// Another write is in the way, or the name is taken.
    Conflict,
    /// The request breaks a rule of the service.
    Validation,
    /// A service quota is used up.
    Quota,
    /// The account is in no organization.
    NoOrganization,
    /// No connection.
    Unreachable,
    /// No answer in time. The request may have been carried out.
    Timeout,
    /// The service failed (5xx). The request may have been carried out.
    Internal,
    /// The endpoint does not know the operation.
    Unsupported,
    /// An asynchronous operation ended in `FAILED`.
    OperationFailed,
    /// The answer does not have the form that the service model promises.
    UnexpectedAnswer,
    /// The certificate at the other end is not trusted by this machine.
    Certificate,
    /// The clock of this machine is too far from AWS's.
    ClockSkew,
    /// The key with which the instance is encrypted cannot be used. Nothing is known of what was asked for.
    EncryptionKey,
    /// Any other error code.
    Other,
}

/// A failed call, or a reason not to make one.
// Boxed, because results carry it everywhere and hardly ever hold one.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct AwsError(Box<Details>);

#[derive(Debug, Clone)]
struct Details {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    request_id: Option<String>,
    help: Option<String>,
    reason: Option<String>,
    uncertain: bool,
}

impl AwsError {
    /// An error of our own finding: `message` is a whole sentence in lowercase.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            operation: None,
            message: message.into(),
            request_id: None,
            help: None,
            reason: None,
            uncertain: false,
        }))
    }

    /// An error of an operation: `message` is what AWS said, verbatim.
    pub fn of_operation(
        kind: ErrorKind,
        operation: &'static str,
        message: impl Into<String>,
    ) -> Self {
        let mut error = Self::new(kind, message);
        error.0.operation = Some(operation);
        error
    }

    /// An answer that lacks what the service model promises.
    pub(crate) fn unexpected(operation: &'static str, what: impl fmt::Display) -> Self {
        Self::of_operation(ErrorKind::UnexpectedAnswer, operation, what.to_string())
    }

    /// Adds what to do, in place of the advice that goes with the kind.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The same error in other words.
    #[must_use]
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Adds the id under which AWS knows the request.
    #[must_use]
    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id;
        self
    }

    /// Adds the `Reason` member, by which AWS tells failures of an encryption key from others.
    #[must_use]
    pub(crate) fn with_reason(mut self, reason: Option<String>) -> Self {
        self.0.reason = reason;
        self
    }

    /// Says whether AWS may have carried out what was asked for.
    #[must_use]
    pub(crate) fn uncertain(mut self, uncertain: bool) -> Self {
        self.0.uncertain = uncertain;
        self
    }

    /// Whether AWS may have carried out what was asked for all the same: an answer was lost, or did not come in time.
    pub fn is_uncertain(&self) -> bool {
        self.0.uncertain
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The operation that failed, as the API calls it.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// AWS's own message, verbatim; our own where no request was made.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The id under which AWS knows the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// AWS's `Reason`, such as `KMS_AccessDeniedException` or `UNIQUENESS_CONSTRAINT_VIOLATION`.
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What to do about it, where something helps.
    pub fn help(&self) -> Option<String> {
        if let Some(help) = &self.0.help {
            return Some(help.clone());
        }
        let denied = matches!(self.0.kind, ErrorKind::AccessDenied { .. });
        let text = self.0.message.to_lowercase();
        // As AWS says it for a condition on the way of a request, and for the setting of the instance itself.
        if denied
            && ["vpce", "vpc endpoint", "sourcevpc"]
                .iter()
                .any(|word| text.contains(word))
        {
            return Some(
                "the instance, or a policy, accepts requests only through VPC endpoints or from certain networks \
                 (VpceAccessRequired, aws:SourceVpce): run from there, or add this machine's address to the allowed ones"
                    .to_owned(),
            );
        }
        advice(&self.0.kind)
    }
}

/// The advice that goes with a kind of failure wherever it happens.
fn advice(kind: &ErrorKind) -> Option<String> {
    let text = match kind {
        ErrorKind::NoCredentials => {
            "set AWS_PROFILE to a profile of your AWS configuration; or sign in with `aws sso login`; in CI, assume a \
             role by OIDC before this step; or try everything without AWS: --sandbox"
        }
        ErrorKind::ExpiredCredentials => {
            "sign in again with `aws sso login`, or renew the credentials"
        }
        ErrorKind::NoRegion => {
            "name the region of IAM Identity Center: --region, AWS_REGION, or `region` in the profile"
        }
        ErrorKind::AccessDenied { iam_action } => {
            return Some(format!(
                "allow the caller the IAM action {iam_action}; a service control policy can deny it, too, and so can \
                 an instance that accepts requests only through VPC endpoints"
            ));
        }
        ErrorKind::Throttled => {
            "something else uses the same request quota; run again later, or with a lower rate: --requests-per-second"
        }
        ErrorKind::TooManyInProgress => {
            "other clients of this instance (another apply, a pipeline, the console) use up the limit of operations in \
             progress; wait until theirs have ended, and run again"
        }
        ErrorKind::Unreachable => {
            "check the network, the proxy (HTTPS_PROXY) and the endpoint (AWS_ENDPOINT_URL, --region)"
        }
        ErrorKind::EncryptionKey => {
            "the instance is encrypted with a KMS key of your own: allow the caller kms:Decrypt on it through IAM \
             Identity Center (examples/iam/key-policy.json), and check that the key exists and is enabled"
        }
        ErrorKind::Certificate => {
            "where a proxy replaces certificates, name a file with the authority's certificate: AWS_CA_BUNDLE, or \
             `ca_bundle` in the profile"
        }
        ErrorKind::ClockSkew => "set the clock of this machine, and run again",
        ErrorKind::Timeout | ErrorKind::Internal => {
            "the service did not answer properly; run again later: what is done stays done"
        }
        ErrorKind::Quota => "ask AWS for a higher quota, or remove what is no longer used",
        ErrorKind::NoOrganization => {
            "permission sets need AWS Organizations: use an account of the organization"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

impl fmt::Display for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(operation) = self.operation else {
            return f.write_str(&self.message);
        };
        match &self.kind {
            ErrorKind::AccessDenied { .. } => write!(f, "AWS denies {operation}")?,
            ErrorKind::EncryptionKey => {
                write!(f, "the key of the instance cannot be used for {operation}")?;
            }
            ErrorKind::Unreachable => write!(f, "no connection for {operation}")?,
            ErrorKind::Certificate => {
                write!(
                    f,
                    "the certificate that answers for {operation} is not trusted"
                )?;
            }
            ErrorKind::Timeout => write!(f, "no answer to {operation} in time")?,
            ErrorKind::Unsupported => write!(f, "the endpoint does not know {operation}")?,
            ErrorKind::UnexpectedAnswer => write!(f, "unexpected answer to {operation}")?,
            _ => write!(f, "{operation} failed")?,
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(reason) = &self.reason {
            write!(f, " [{reason}]")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request {id})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_operation_names_the_iam_action_that_is_missing() {
        let error = AwsError::of_operation(
            ErrorKind::AccessDenied {
                iam_action: "sso:ListPermissionSets".to_owned(),
            },
            "ListPermissionSets",
            "User: x is not authorized",
        )
        .with_request_id(Some("7c1e".to_owned()));
        assert_eq!(
            error.to_string(),
            "AWS denies ListPermissionSets: User: x is not authorized (request 7c1e)"
        );
        assert!(error.help().unwrap().contains("sso:ListPermissionSets"));
    }

    #[test]
    fn an_instance_that_is_reached_through_vpc_endpoints_only_is_explained() {
        let denied = |message: &str| {
            let kind = ErrorKind::AccessDenied {
                iam_action: "sso:ListInstances".to_owned(),
            };
            AwsError::of_operation(kind, "ListInstances", message)
                .help()
                .unwrap()
        };
        assert!(denied("access is limited to VPC endpoints").contains("VpceAccessRequired"));
        assert!(denied("no identity-based policy allows").contains("sso:ListInstances"));
    }

    #[test]
    fn advice_of_the_place_goes_before_advice_of_the_kind() {
        let error =
            AwsError::new(ErrorKind::NoRegion, "no region").with_help("look at the profile");
        assert_eq!(error.help().as_deref(), Some("look at the profile"));
        let error = AwsError::new(ErrorKind::NoCredentials, "no credentials");
        let help = error.help().unwrap();
        for way in ["AWS_PROFILE", "aws sso login", "OIDC", "--sandbox"] {
            assert!(help.contains(way), "{way}");
        }
    }
}
