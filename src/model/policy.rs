//! Policies that a permission set refers to by name.

use std::fmt;
use std::sync::Arc;

/// The partition of an ARN: `aws`, `aws-cn`, `aws-us-gov`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition(Arc<str>);

impl Partition {
    /// The commercial partition.
    pub fn aws() -> Self {
        Self("aws".into())
    }

    /// Takes a partition's name, `aws(-[a-z]{1,5}){0,3}`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let first = parts.next() == Some("aws");
        let rest: Vec<&str> = parts.collect();
        let good = |part: &&str| {
            (1..=5).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        (first && rest.len() <= 3 && rest.iter().all(good)).then(|| Self(text.into()))
    }

    /// The partition of an ARN; `None` where the text is no ARN.
    pub fn of_arn(arn: &str) -> Option<Self> {
        Self::parse(arn.strip_prefix("arn:")?.split(':').next()?)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS managed policy by path and name, such as `job-function/Billing`. The path is part of the identity:
/// `policy/Billing` does not exist. The partition is not: it follows from the instance.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct ManagedPolicy(Arc<str>);

/// Why a text does not name a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyNameError {
    /// An ARN of a policy in somebody's account.
    #[error(
        "`{0}` is a customer managed policy; it is named by `customer_managed_policy_attachments`"
    )]
    CustomerManaged(String),
    /// Not a policy at all.
    #[error("`{0}` is not the name or the ARN of an AWS managed policy")]
    NotAPolicy(String),
    /// A customer managed policy's name.
    #[error("`{0}` is not a policy name: AWS allows 1 to 128 letters, digits and +=,.@_-")]
    Name(String),
    /// A customer managed policy's path.
    #[error(
        "`{0}` is not a policy path: a path starts and ends with `/` and has at most 512 letters, digits and +=,.@_- between"
    )]
    Path(String),
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
}

impl ManagedPolicy {
    /// Reads a name (`ReadOnlyAccess`), a path and name (`job-function/Billing`) or an ARN of any partition.
    pub fn parse(text: &str) -> Result<Self, PolicyNameError> {
        let no_policy = || PolicyNameError::NotAPolicy(text.to_owned());
        let name = if text.starts_with("arn:") {
            let mut parts = text.splitn(6, ':').skip(1);
            let partition = parts.next().and_then(Partition::parse);
            let (service, region) = (parts.next(), parts.next());
            let (account, resource) = (parts.next(), parts.next());
            let resource = resource.and_then(|r| r.strip_prefix("policy/"));
            match (partition, service, region, account, resource) {
                (Some(_), Some("iam"), Some(""), Some("aws"), Some(name)) => name,
                (Some(_), Some("iam"), Some(""), Some(_), Some(_)) => {
                    return Err(PolicyNameError::CustomerManaged(text.to_owned()));
                }
                _ => return Err(no_policy()),
            }
        } else {
            text.strip_prefix('/').unwrap_or(text)
        };
        if name.len() <= 1000 && name.split('/').all(is_name) {
            Ok(Self(name.into()))
        } else {
            Err(no_policy())
        }
    }

    /// Path and name, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ARN in a partition.
    pub fn arn(&self, partition: &Partition) -> String {
        format!("arn:{partition}:iam::aws:policy/{}", self.0)
    }
}

impl TryFrom<String> for ManagedPolicy {
    type Error = PolicyNameError;

    fn try_from(text: String) -> Result<Self, PolicyNameError> {
        Self::parse(&text)
    }
}

impl From<ManagedPolicy> for String {
    fn from(policy: ManagedPolicy) -> Self {
        policy.0.to_string()
    }
}

impl fmt::Display for ManagedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A customer managed policy by name and path. It must exist under the same name *and* path in every account
/// to which the set is assigned; AWS checks that only while it provisions.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "NameAndPath")]
pub struct CustomerManagedPolicy {
    name: Arc<str>,
    path: Arc<str>,
}

/// A customer managed policy as a file has it.
#[derive(serde::Deserialize)]
struct NameAndPath {
    name: String,
    path: String,
}

impl TryFrom<NameAndPath> for CustomerManagedPolicy {
    type Error = PolicyNameError;

    fn try_from(NameAndPath { name, path }: NameAndPath) -> Result<Self, PolicyNameError> {
        Self::parse(&name, &path)
    }
}

impl CustomerManagedPolicy {
    /// Reads a name and a path; the path starts and ends with `/`.
    pub fn parse(name: &str, path: &str) -> Result<Self, PolicyNameError> {
        if !is_name(name) || name.len() > 128 {
            return Err(PolicyNameError::Name(name.to_owned()));
        }
        let inner = path.strip_prefix('/').map(|rest| rest.strip_suffix('/'));
        let good = path == "/"
            || inner
                .flatten()
                .is_some_and(|inner| path.len() <= 512 && inner.split('/').all(is_name));
        if !good {
            return Err(PolicyNameError::Path(path.to_owned()));
        }
        Ok(Self {
            name: name.into(),
            path: path.into(),
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path, `/` where none was given.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for CustomerManagedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.name)
    }
}

/// The permissions boundary of a permission set: exactly one of the two kinds of policy.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PermissionsBoundary {
    /// An AWS managed policy.
    #[serde(rename = "managed_policy")]
    Managed(ManagedPolicy),
    /// A customer managed policy.
    #[serde(rename = "customer_managed_policy")]
    CustomerManaged(CustomerManagedPolicy),
}

impl fmt::Display for PermissionsBoundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Managed(policy) => policy.fmt(f),
            Self::CustomerManaged(policy) => write!(f, "customer managed {policy}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_path_and_arn_of_any_partition_mean_the_same_policy() {
        for text in [
            "job-function/Billing",
            "/job-function/Billing",
            "arn:aws:iam::aws:policy/job-function/Billing",
            "arn:aws-us-gov:iam::aws:policy/job-function/Billing",
        ] {
            let policy = ManagedPolicy::parse(text).unwrap();
            assert_eq!(policy.as_str(), "job-function/Billing");
            assert_eq!(
                policy.arn(&Partition::parse("aws-cn").unwrap()),
                "arn:aws-cn:iam::aws:policy/job-function/Billing"
            );
        }
    }

    #[test]
    fn what_is_no_aws_managed_policy_says_why() {
        assert!(matches!(
            ManagedPolicy::parse("arn:aws:iam::111111111111:policy/Mine"),
            Err(PolicyNameError::CustomerManaged(_))
        ));
        for text in ["", "a b", "arn:aws:s3:::bucket", "arn:aws", "a//b", "a/"] {
            assert!(ManagedPolicy::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_has_slashes_around_it() {
        assert!(CustomerManagedPolicy::parse("Ops", "/").is_ok());
        assert!(CustomerManagedPolicy::parse("Ops", "/teams/ops/").is_ok());
        for path in ["", "teams", "/teams", "//", "/te ams/"] {
            assert!(CustomerManagedPolicy::parse("Ops", path).is_err(), "{path}");
        }
        assert!(CustomerManagedPolicy::parse(&"x".repeat(129), "/").is_err());
    }

    #[test]
    fn partitions_are_those_of_the_service_model() {
        for text in ["aws", "aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc"] {
            assert!(Partition::parse(text).is_some(), "{text}");
        }
        for text in ["", "gcp", "aws-", "aws-toolong", "aws-a-b-c-d"] {
            assert!(Partition::parse(text).is_none(), "{text}");
        }
        assert_eq!(
            Partition::of_arn("arn:aws-cn:sso:::instance/x"),
            Partition::parse("aws-cn")
        );
    }
}
