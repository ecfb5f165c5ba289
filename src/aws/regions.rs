//! The instances of other regions, for an error that names the region to use.

use std::collections::BTreeMap;
use std::convert::Infallible;

use aws_config::{Region, SdkConfig};
use aws_sdk_ssoadmin::types::RegionScope;

use super::concurrent;
use super::error::{AwsError, ErrorKind};
use super::instance::{Candidate, Circumstances};
use super::lane::Lane;
use super::page;

const OPERATION: &str = "ListInstances";

/// What the other regions of the partition show.
#[derive(Debug)]
pub(super) struct OtherRegions {
    /// The instances, by region and ARN.
    pub(super) instances: BTreeMap<(String, String), Candidate>,
    /// What was not searched.
    pub(super) unsearched: Unsearched,
}

/// What is not known of other regions.
#[derive(Debug)]
pub(super) enum Unsearched {
    /// AWS answered for all regions.
    Nothing,
    /// The regions that did not answer by themselves.
    Regions(Vec<&'static str>),
    /// Every region, for this reason.
    Everything(AwsError),
}

impl OtherRegions {
    /// Adds to the error of a region without the instance in which region it is, or where it was not looked for.
    pub(super) fn explain(self, error: AwsError, circumstances: &Circumstances<'_>) -> AwsError {
        let fitting: Vec<(&str, &Candidate)> = self
            .instances
            .iter()
            .filter(|(_, candidate)| circumstances.fits(candidate))
            .map(|((region, _), candidate)| (region.as_str(), candidate))
            .collect();
        let shown: Vec<String> = fitting
            .iter()
            .map(|(region, one)| {
                format!(
                    "{} of account {} is in {region}",
                    one.arn, one.owner_account
                )
            })
            .collect();
        let message = format!("{}; {}", error.message(), shown.join(", "));
        match fitting.as_slice() {
            [] => self.unsearched.explain(error, circumstances),
            [(region, _)] => {
                let region = (*region).to_owned();
                let help = format!("use its region: --region {region}");
                AwsError::new(ErrorKind::OtherRegion { region }, message).with_help(help)
            }
            [_, _, ..] => AwsError::new(error.kind().clone(), message)
                .with_help("name the region of the instance that is meant: --region"),
        }
    }
}

impl Unsearched {
    /// Adds to the error of a region without the instance how far it was looked for in others, in vain.
    fn explain(self, error: AwsError, circumstances: &Circumstances<'_>) -> AwsError {
        let message = error.message();
        match self {
            Self::Nothing => {
                let message = format!("{message}; AWS lists none in other regions");
                let help = match circumstances.wanted {
                    Some(_) => "leave --instance-arn out to take the organization's instance",
                    None => {
                        "enable IAM Identity Center in the management account; a member account sees it only as the \
                         delegated administrator"
                    }
                };
                AwsError::new(error.kind().clone(), message).with_help(help)
            }
            Self::Regions(regions) if regions.is_empty() => {
                let message = format!("{message}; no other region shows one");
                error.with_message(message)
            }
            Self::Regions(regions) => {
                let message = format!(
                    "{message}; other regions show none, but some did not answer: {}",
                    regions.join(", ")
                );
                error.with_message(message)
            }
            Self::Everything(reason) => {
                let message = format!("{message}; other regions were not searched: {reason}");
                error.with_message(message)
            }
        }
    }
}

/// Whether the instance that [`choose`](super::instance::choose) does not find may be in another region.
pub(super) fn is_elsewhere_perhaps(error: &AwsError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NoInstance | ErrorKind::AccountInstanceOnly
    )
}

/// Looks for instances in the regions other than that of `config`: by one request for all regions, and where AWS
/// refuses its scope, which older endpoints do not know, by one request to each region.
pub(super) async fn search(
    config: &SdkConfig,
    client: &aws_sdk_ssoadmin::Client,
    lane: &Lane,
) -> OtherRegions {
    let region = config.region().map_or("", AsRef::as_ref);
    let answer = list(client, lane, Some(RegionScope::AllRegions)).await;
    let (found, unsearched) = match answer {
        Ok(found) => (found, Unsearched::Nothing),
        Err(error) if is_refusal(&error) => each_region(config, region, lane).await,
        Err(error) => (Vec::new(), Unsearched::Everything(error)),
    };
    // An instance without a region is one of this region, by an endpoint that ignores the scope.
    let instances = found.into_iter().filter_map(|instance| {
        let its_region = instance.primary_region.clone()?;
        (its_region != region).then(|| ((its_region, instance.arn.clone()), instance))
    });
    OtherRegions {
        instances: instances.collect(),
        unsearched,
    }
}

fn is_refusal(error: &AwsError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Validation | ErrorKind::AccessDenied { .. } | ErrorKind::Unsupported
    )
}

/// The instances that each of the other regions shows, and the regions that did not answer.
async fn each_region(
    config: &SdkConfig,
    region: &str,
    lane: &Lane,
) -> (Vec<Candidate>, Unsearched) {
    let others = regions(region).iter().filter(|other| **other != region);
    let answers = concurrent::each(others, |other| {
        let config = aws_sdk_ssoadmin::config::Builder::from(config)
            .region(Region::new(*other))
            .build();
        async move {
            let client = aws_sdk_ssoadmin::Client::from_conf(config);
            Ok::<_, Infallible>((*other, list(&client, lane, None).await))
        }
    })
    .await;
    let Ok(answers) = answers;
    let mut found = Vec::new();
    let mut unanswered = Vec::new();
    for (other, answer) in answers {
        match answer {
            Ok(instances) => found.extend(instances.into_iter().map(|mut instance| {
                instance
                    .primary_region
                    .get_or_insert_with(|| other.to_owned());
                instance
            })),
            Err(_) => unanswered.push(other),
        }
    }
    (found, Unsearched::Regions(unanswered))
}

async fn list(
    client: &aws_sdk_ssoadmin::Client,
    lane: &Lane,
    scope: Option<RegionScope>,
) -> Result<Vec<Candidate>, AwsError> {
    let instances = page::all(OPERATION, async |token: Option<String>| {
        let request = client.list_instances();
        let request = request
            .set_region_scope(scope.clone())
            .set_next_token(token);
        let page = lane.ask(OPERATION, || request.clone().send()).await?;
        Ok((page.instances.unwrap_or_default(), page.next_token))
    })
    .await?;
    instances.into_iter().map(Candidate::read).collect()
}

/// The regions of a region's partition in which Identity Center can be enabled, those that most accounts have
/// first. A new region that is not listed is only not searched.
fn regions(region: &str) -> &'static [&'static str] {
    const CHINA: &[&str] = &["cn-north-1", "cn-northwest-1"];
    const GOVERNMENT: &[&str] = &["us-gov-west-1", "us-gov-east-1"];
    const COMMERCIAL: &[&str] = &[
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "sa-east-1",
        "af-south-1",
        "ap-east-1",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
    ];
    match region {
        _ if region.starts_with("cn-") => CHINA,
        _ if region.starts_with("us-gov-") => GOVERNMENT,
        _ => COMMERCIAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::instance::Caller;
    use crate::model::AccountId;

    fn explained(unsearched: Unsearched) -> AwsError {
        let account = AccountId::parse("111111111111").unwrap();
        let circumstances = Circumstances {
            region: "eu-central-1",
            caller: &Caller {
                account,
                arn: String::new(),
            },
            management_account: Some(account),
            wanted: None,
        };
        let error = AwsError::new(ErrorKind::NoInstance, "no instance").with_help("name it");
        let others = OtherRegions {
            instances: BTreeMap::new(),
            unsearched,
        };
        others.explain(error, &circumstances)
    }

    #[test]
    fn what_was_not_searched_is_part_of_the_error() {
        let error = explained(Unsearched::Regions(vec!["eu-south-1", "me-south-1"]));
        assert_eq!(
            error.to_string(),
            "no instance; other regions show none, but some did not answer: eu-south-1, me-south-1"
        );
        assert_eq!(error.help().as_deref(), Some("name it"));
        let reason = AwsError::of_operation(ErrorKind::Timeout, OPERATION, "");
        assert_eq!(
            explained(Unsearched::Everything(reason)).to_string(),
            "no instance; other regions were not searched: no answer to ListInstances in time"
        );
        let everywhere = explained(Unsearched::Nothing);
        assert_eq!(
            everywhere.to_string(),
            "no instance; AWS lists none in other regions"
        );
        assert!(everywhere.help().unwrap().contains("management account"));
    }

    #[test]
    fn a_region_is_searched_for_in_its_own_partition() {
        assert!(
            regions("cn-north-1")
                .iter()
                .all(|one| one.starts_with("cn-"))
        );
        assert!(regions("us-gov-west-1").contains(&"us-gov-east-1"));
        assert!(regions("eu-west-1").contains(&"us-east-1"));
    }
}
