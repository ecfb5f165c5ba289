//! What everything else needs: credentials, organization, instance.

use crate::aws::ErrorKind;
use crate::text::count;

use super::console::console;
use super::observed::Observed;
use super::step::{Next, Step, StepName};

/// Who calls: the management account, or one that can do less.
pub(super) fn caller(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Caller;
    let caller = match &observed.caller {
        None => return Step::waiting(NAME),
        Some(Err(error)) => return Step::of_error(NAME, error),
        Some(Ok(caller)) => caller,
    };
    let (arn, account) = (&caller.arn, caller.account);
    let Some(organization) = observed.known_organization() else {
        return Step::done(NAME, format!("{arn}, in account {account}"));
    };
    let management = organization.management_account;
    if account == management {
        let name = match &observed.management_name {
            Some(name) => format!("{name} ({management})"),
            None => management.to_string(),
        };
        return Step::done(NAME, format!("{arn}, in the management account {name}"));
    }
    let credentials = format!("use credentials of the management account {management}");
    match observed.instance {
        Some(Ok(_)) => Step::attention(
            NAME,
            format!(
                "{arn}, in the delegated administrator account {account}: nothing that concerns the management account \
                 {management} can be changed from here"
            ),
        )
        .next(Next::here([credentials])),
        _ => Step::failed(
            NAME,
            format!(
                "{arn}, in the member account {account}; the management account is {management}"
            ),
        )
        .next(Next::here([credentials])),
    }
}

/// The organization, with all features.
pub(super) fn organization(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Organization;
    let organization = match &observed.organization {
        None => return Step::waiting(NAME),
        Some(Err(error)) if *error.kind() == ErrorKind::NoOrganization => {
            let account = observed.known_caller().map(|one| one.account.to_string());
            let account = account.map_or("this account".to_owned(), |id| format!("account {id}"));
            return Step::failed(NAME, format!("{account} is in no organization")).next(
                Next::here([
                    "if the organization has another management account, use its credentials",
                    "else create one, which makes this account its management account: \
                 aws organizations create-organization --feature-set ALL",
                ]),
            );
        }
        Some(Err(error)) => return Step::of_error(NAME, error),
        Some(Ok(None)) => {
            return Step::attention(NAME, "this caller may not describe it").next(Next::here([
                "allow the caller the IAM actions of Organizations that begin with Describe and List",
            ]));
        }
        Some(Ok(Some(organization))) => organization,
    };
    let id = &organization.id;
    if !organization.all_features {
        return Step::failed(NAME, format!("{id} has consolidated billing alone")).next(Next::at(
            "in the AWS Organizations console of the management account",
            [
                "open Settings and begin the process to enable all features",
                "accept it in every account that was invited; accounts that were created here need nothing",
                "finalize it in Settings",
            ],
        ));
    }
    let accounts = observed.account_count;
    let accounts = accounts.map_or(String::new(), |number| {
        format!(", {}", count(number, "account"))
    });
    Step::done(NAME, format!("{id}, all features{accounts}"))
}

/// The organization instance. It is enabled in the console alone: `CreateInstance` refuses the management account
/// and makes account instances elsewhere.
pub(super) fn instance(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Instance;
    let error = match &observed.instance {
        None => return Step::waiting(NAME),
        Some(Ok(instance)) => {
            let id = id(&instance.arn);
            let region = &instance.region;
            return Step::done(NAME, format!("{id}, organization instance, {region}"));
        }
        Some(Err(error)) => error,
    };
    let region = observed.region.as_deref().unwrap_or("the region");
    // Credentials come first, and AWS hides the instance from members.
    if observed.is_member_account() {
        return Step::waiting(NAME);
    }
    match error.kind() {
        ErrorKind::OtherRegion { region: other } => {
            let message = format!("not in {region}, but in {other}");
            let action = format!("name its region: --region {other}, or AWS_REGION");
            Step::failed(NAME, message).next(Next::here([action]))
        }
        ErrorKind::NoInstance => {
            Step::failed(NAME, format!("not enabled in {region}")).next(enable(observed, region))
        }
        ErrorKind::AccountInstanceOnly => {
            let mut next = enable(observed, region);
            next.notes.push(
                "An account instance serves applications of its own account and has no permission sets. It can stay."
                    .to_owned(),
            );
            Step::failed(NAME, error.to_string()).next(next)
        }
        _ => Step::of_error(NAME, error),
    }
}

/// The page and the button, because there is no API.
fn enable(observed: &Observed, region: &str) -> Next {
    let mut next = Next::at(
        "in the console of the management account",
        [
            format!("open {}", console(observed)),
            format!(
                "check the region at the top: {region}. It becomes the instance's primary region, which cannot be changed \
                 later; further regions can be added"
            ),
            "choose Enable; where it asks, take the organization instance (\"Enable with AWS Organizations\"), not an \
             account instance"
                .to_owned(),
        ],
    );
    next.notes.push(
        "No other region was found to have it. If one has, name it with --region. AWS offers no API to enable \
         Identity Center from the management account."
            .to_owned(),
    );
    next
}

/// The last part of an instance's ARN.
pub(super) fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{Caller, Organization};
    use crate::bootstrap::{StepState, steps};
    use crate::model::AccountId;

    fn observed(arn: &str, all_features: bool) -> Observed {
        let account = AccountId::parse("111111111111").unwrap();
        let organization = Organization {
            id: "o-a1b2c3d4e5".to_owned(),
            management_account: account,
            all_features,
        };
        Observed {
            region: Some("cn-north-1".to_owned()),
            caller: Some(Ok(Caller {
                account,
                arn: arn.to_owned(),
            })),
            organization: Some(Ok(Some(organization))),
            ..Observed::default()
        }
    }

    #[test]
    fn consolidated_billing_alone_is_not_enough() {
        let observed = observed("arn:aws:iam::111111111111:user/a", false);
        let step = organization(&observed);
        assert_eq!(step.state, StepState::Failed);
        assert_eq!(step.message, "o-a1b2c3d4e5 has consolidated billing alone");
        let actions = step.next.unwrap().actions;
        assert!(actions[0].contains("enable all features"), "{actions:?}");
    }

    #[test]
    fn nothing_that_was_not_observed_is_called_done_or_failed() {
        let steps = steps(&Observed::default());
        let told: Vec<_> = steps
            .iter()
            .filter(|step| step.state != StepState::Waiting)
            .map(|step| step.name)
            .collect();
        assert_eq!(told, [StepName::RequiredGroups, StepName::Catalog][1..]);
    }
}
