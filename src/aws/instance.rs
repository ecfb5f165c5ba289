//! Which instance of IAM Identity Center is meant.

use aws_sdk_ssoadmin::types::InstanceMetadata;

use crate::model::{AccountId, Partition};

use super::error::{AwsError, ErrorKind};
use super::member::{account_id, member};

/// The instance that holds permission sets and assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its ARN.
    pub arn: String,
    /// The identity store with its groups and users.
    pub identity_store_id: String,
    /// The account that owns it: the management account.
    pub owner_account: AccountId,
    /// Its name, where it was given one.
    pub name: Option<String>,
    /// The region that it was asked in.
    pub region: String,
    /// The partition of all ARNs.
    pub partition: Partition,
}

/// Who makes the calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The caller's account.
    pub account: AccountId,
    /// The user or the session of a role.
    pub arn: String,
}

/// An instance as `ListInstances` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) arn: String,
    /// `None` while it is being created.
    pub(super) identity_store_id: Option<String>,
    pub(super) owner_account: AccountId,
    pub(super) primary_region: Option<String>,
    pub(super) name: Option<String>,
}

impl Candidate {
    /// Reads an entry of `ListInstances`.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedAnswer`] for one without an ARN or an owner, or with a region that is none.
    pub(super) fn read(instance: InstanceMetadata) -> Result<Self, AwsError> {
        const OPERATION: &str = "ListInstances";
        Ok(Self {
            arn: member(OPERATION, "the ARN of an instance", instance.instance_arn)?,
            identity_store_id: instance.identity_store_id,
            owner_account: account_id(OPERATION, instance.owner_account_id)?,
            primary_region: instance.primary_region.map(region).transpose()?,
            name: instance.name,
        })
    }
}

/// A region's name, which goes into commands that people copy.
fn region(name: String) -> Result<String, AwsError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match !name.is_empty() && name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(AwsError::unexpected(
            "ListInstances",
            format!("`{name}` is not the name of a region"),
        )),
    }
}

/// What is known when an instance is chosen.
pub(super) struct Circumstances<'a> {
    pub(super) region: &'a str,
    pub(super) caller: &'a Caller,
    /// `None` where the organization may not be described.
    pub(super) management_account: Option<AccountId>,
    /// The instance that the user names.
    pub(super) wanted: Option<&'a str>,
}

impl Circumstances<'_> {
    /// Whether an instance can be the one that is meant.
    pub(super) fn fits(&self, candidate: &Candidate) -> bool {
        match self.wanted {
            Some(arn) => candidate.arn == arn,
            None => self
                .management_account
                .is_none_or(|management| candidate.owner_account == management),
        }
    }
}

/// Chooses the organization instance. `ListInstances` also shows account instances, which have no permission
/// sets; the organization instance belongs to the management account. Where that is unknown, the only instance
/// there is is taken: its owner then counts as the management account.
///
/// # Errors
/// [`ErrorKind::NoInstance`], [`ErrorKind::AccountInstanceOnly`], [`ErrorKind::SeveralInstances`] or
/// [`ErrorKind::WrongRegion`]; never a guess.
pub(super) fn choose(
    candidates: Vec<Candidate>,
    circumstances: &Circumstances<'_>,
) -> Result<Candidate, AwsError> {
    let region = circumstances.region;
    let shown = listed(&candidates);
    let none_at_all = candidates.is_empty();
    let mut fitting: Vec<Candidate> = candidates
        .into_iter()
        .filter(|one| circumstances.fits(one))
        .collect();
    if fitting.len() > 1 {
        return Err(AwsError::new(
            ErrorKind::SeveralInstances,
            format!("several instances of IAM Identity Center are visible in {region}: {shown}"),
        )
        .with_help("name the one that is meant: --instance-arn"));
    }
    if let Some(chosen) = fitting.pop() {
        return match &chosen.primary_region {
            Some(primary) if primary != region => Err(AwsError::new(
                ErrorKind::WrongRegion,
                format!(
                    "{region} is an additional region of the instance: permission sets and assignments can be read \
                     in its primary region {primary} alone"
                ),
            )
            .with_help(format!("call the primary region: --region {primary}"))),
            _ => Ok(chosen),
        };
    }
    Err(not_found(circumstances, (!none_at_all).then_some(shown)))
}

/// Why no instance fits, where these are `shown`.
fn not_found(circumstances: &Circumstances<'_>, shown: Option<String>) -> AwsError {
    let Circumstances { region, caller, .. } = circumstances;
    let Some(shown) = shown else {
        return AwsError::new(
            ErrorKind::NoInstance,
            format!(
                "account {} sees no instance of IAM Identity Center in {region}",
                caller.account
            ),
        )
        .with_help(
            "IAM Identity Center lives in one region: name it (--region). If it is not enabled yet, enable it in the \
             management account. A member account sees it only as the delegated administrator",
        );
    };
    match (circumstances.wanted, circumstances.management_account) {
        (Some(wanted), _) => AwsError::new(
            ErrorKind::NoInstance,
            format!("{wanted} is not among the instances in {region}: {shown}"),
        )
        .with_help("leave --instance-arn out to take the organization's instance"),
        (None, management) => AwsError::new(
            ErrorKind::AccountInstanceOnly,
            format!(
                "{region} has account instances of IAM Identity Center alone ({shown}); permission sets need the \
                 organization instance{}",
                management.map_or_else(String::new, |id| format!(
                    ", which belongs to the management account {id}"
                ))
            ),
        )
        .with_help(
            "enable IAM Identity Center in the management account, or name the region in which it is enabled: --region",
        ),
    }
}

fn listed(candidates: &[Candidate]) -> String {
    let mut names: Vec<String> = candidates
        .iter()
        .map(|one| format!("{} of account {}", one.arn, one.owner_account))
        .collect();
    names.sort_unstable();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> AccountId {
        AccountId::parse(text).unwrap()
    }

    fn candidate(name: &str, owner: &str) -> Candidate {
        Candidate {
            arn: format!("arn:aws:sso:::instance/{name}"),
            identity_store_id: Some("d-0".to_owned()),
            owner_account: id(owner),
            primary_region: None,
            name: None,
        }
    }

    fn choose_from(
        candidates: Vec<Candidate>,
        management: Option<&str>,
        wanted: Option<&str>,
    ) -> Result<String, ErrorKind> {
        let caller = Caller {
            account: id("111111111111"),
            arn: String::new(),
        };
        let circumstances = Circumstances {
            region: "eu-central-1",
            caller: &caller,
            management_account: management.map(id),
            wanted,
        };
        match choose(candidates, &circumstances) {
            Ok(chosen) => Ok(chosen.arn),
            Err(error) => {
                assert!(error.help().is_some(), "{error}");
                Err(error.kind().clone())
            }
        }
    }

    const MANAGEMENT: &str = "111111111111";
    const MEMBER: &str = "222222222222";

    #[test]
    fn the_instance_of_the_management_account_is_taken() {
        let both = vec![candidate("a", MEMBER), candidate("o", MANAGEMENT)];
        let arn = "arn:aws:sso:::instance/o";
        assert_eq!(choose_from(both, Some(MANAGEMENT), None), Ok(arn.into()));
        let only = vec![candidate("o", MANAGEMENT)];
        assert_eq!(choose_from(only, None, None), Ok(arn.into()));
    }

    #[test]
    fn nothing_is_guessed() {
        let account_only = vec![candidate("a", MEMBER)];
        assert_eq!(
            choose_from(account_only, Some(MANAGEMENT), None),
            Err(ErrorKind::AccountInstanceOnly)
        );
        let both = || vec![candidate("a", MEMBER), candidate("o", MANAGEMENT)];
        assert_eq!(
            choose_from(both(), None, None),
            Err(ErrorKind::SeveralInstances)
        );
        let wanted = Some("arn:aws:sso:::instance/a");
        assert!(choose_from(both(), None, wanted).is_ok());
        assert_eq!(
            choose_from(both(), None, Some("arn:aws:sso:::instance/x")),
            Err(ErrorKind::NoInstance)
        );
        assert_eq!(
            choose_from(Vec::new(), Some(MANAGEMENT), None),
            Err(ErrorKind::NoInstance)
        );
    }

    #[test]
    fn an_additional_region_names_the_primary_one() {
        let mut one = candidate("o", MANAGEMENT);
        one.primary_region = Some("us-east-1".to_owned());
        assert_eq!(
            choose_from(vec![one.clone()], Some(MANAGEMENT), None),
            Err(ErrorKind::WrongRegion)
        );
        one.primary_region = Some("eu-central-1".to_owned());
        assert!(choose_from(vec![one], Some(MANAGEMENT), None).is_ok());
    }
}
