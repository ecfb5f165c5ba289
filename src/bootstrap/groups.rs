//! Groups: where they come from, and which of those that the catalog needs are missing.

use std::collections::BTreeSet;

use crate::model::snapshot::Group;
use crate::model::{GroupIdentity, PrincipalType, Principals, is_control_tower_group};
use crate::text::count;
use crate::text::{Nearest, nearest};

use super::guide::{self, Section, listed};
use super::idp::{Idp, issuers};
use super::observed::{CatalogSeen, Creation, Observed};
use super::step::{Next, Step, StepName};

/// A group that the catalog needs and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGroup {
    /// Its name.
    pub name: String,
    /// What there is instead, as a clause; empty where nothing is like it.
    pub instead: String,
    /// Whether it only has to be created: nothing like it is there.
    pub can_be_created: bool,
}

/// The groups of the catalog that are missing, in the catalog's order.
pub fn missing_groups(
    required: &[(String, Option<String>)],
    principals: &Principals,
) -> Vec<MissingGroup> {
    let missing = required.iter().filter_map(|(name, external_id)| {
        let identity = principals.group_identity(name, external_id.as_deref());
        let (instead, can_be_created) = match identity {
            GroupIdentity::There => return None,
            GroupIdentity::Renamed(now) => (format!("it is called `{now}` now"), false),
            GroupIdentity::Replaced => (
                "the one of this name has another external id".to_owned(),
                false,
            ),
            GroupIdentity::Missing => {
                let names = principals.names(PrincipalType::Group).map(|name| &**name);
                match nearest(name, names) {
                    Some(Nearest::OtherCase(known)) => {
                        (format!("`{known}` exists: names are case-sensitive"), false)
                    }
                    Some(Nearest::Similar(known)) => (format!("is `{known}` meant?"), true),
                    None => (String::new(), true),
                }
            }
        };
        Some(MissingGroup {
            name: name.clone(),
            instead,
            can_be_created,
        })
    });
    missing.collect()
}

/// Where groups come from.
pub(super) fn provisioning(observed: &Observed) -> Step {
    const NAME: StepName = StepName::Provisioning;
    let groups = match &observed.groups {
        None => return Step::waiting(NAME),
        Some(Err(error)) => return Step::of_error(NAME, error),
        Some(Ok(groups)) => groups,
    };
    let by_hand: Vec<&Group> = groups
        .iter()
        .filter(|one| one.external_ids.is_empty())
        .collect();
    let issuers = issuers(groups);
    if issuers.is_empty() {
        return without_synchronized_groups(observed, groups.len());
    }
    let from = format!(
        "SCIM, {} from issuer {}",
        count(groups.len() - by_hand.len(), "group"),
        issuers.join(", ")
    );
    let seen = issuers.iter().copied().find_map(Idp::of_issuer);
    if let Some(named) = observed.idp.filter(|named| named.contradicts(seen)) {
        let (named, seen) = (named.product(), seen.map(Idp::name));
        let message = format!("{from}, but --idp names {named}, which does not send them");
        let again = match seen {
            Some(seen) => observed.command_line(&format!("bootstrap --idp {seen}")),
            None => observed.command_line("bootstrap --idp other"),
        };
        let check = "check under Settings, Identity source, which provider is connected".to_owned();
        return Step::attention(NAME, message)
            .next(Next::here([check, format!("then name that one: {again}")]));
    }
    let created: BTreeSet<&str> = match &observed.catalog {
        CatalogSeen::Valid(facts) => facts.created_by_apply.iter().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    };
    let stray: Vec<String> = by_hand
        .iter()
        .map(|group| group.display_name.as_deref().unwrap_or(group.id.as_str()))
        .filter(|name| !created.contains(name) && !is_control_tower_group(name))
        .map(str::to_owned)
        .collect();
    if stray.is_empty() || observed.idp == Some(Idp::Google) {
        return Step::done(NAME, from);
    }
    Step::attention(NAME, format!("{from}; made by hand beside them: {}", listed(&stray))).next(Next::here([
        "a group that is made by hand is nobody's at the identity provider: make it there, or list it under `groups` \
         in the catalog",
    ]))
}

/// The step where no group comes from an identity provider.
fn without_synchronized_groups(observed: &Observed, number: usize) -> Step {
    const NAME: StepName = StepName::Provisioning;
    let synchronizes = observed.idp.is_some_and(Idp::synchronizes_groups);
    match (number, observed.idp) {
        (0, Some(idp)) if synchronizes => {
            Step::failed(NAME, format!("no group has arrived from {}", idp.product()))
                .next(connect(idp, observed))
        }
        (0, Some(idp)) => {
            Step::attention(NAME, "there are no groups yet").next(connect(idp, observed))
        }
        (0, None) => Step::attention(NAME, "there are no groups yet").next(name_the_provider()),
        (_, idp) => {
            let message = format!("{}, made in Identity Center itself", count(number, "group"));
            match idp.filter(|_| synchronizes) {
                Some(idp) => {
                    let message = format!("{message}; none has arrived from {}", idp.product());
                    Step::attention(NAME, message).next(connect(idp, observed))
                }
                None => Step::done(NAME, message),
            }
        }
    }
}

/// The groups that the catalog needs.
pub(super) fn required(observed: &Observed) -> Step {
    const NAME: StepName = StepName::RequiredGroups;
    let (Some(_), Some(required)) = (observed.known_groups(), wanted(observed)) else {
        return Step::waiting(NAME);
    };
    let created = match &observed.creation {
        Some(Creation::Done(names)) if !names.is_empty() => {
            format!("; created now: {}", listed(names))
        }
        _ => String::new(),
    };
    let starter = match observed.catalog {
        CatalogSeen::Missing { .. } => " (those of the starter catalog)",
        _ => "",
    };
    let missing = missing_groups(&required, &observed.principals);
    let is_missing = |name: &str| missing.iter().any(|one| one.name == name);
    let there: Vec<String> = required
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| !is_missing(name))
        .collect();
    if missing.is_empty() {
        let message = match there.is_empty() {
            true => "the catalog requires none".to_owned(),
            false => format!("{}{created}{starter}", listed(&there)),
        };
        return Step::done(NAME, message);
    }
    let names: Vec<String> = missing.iter().map(|one| one.name.clone()).collect();
    let mut message = format!(
        "{} {} missing{starter}",
        listed(&names),
        if names.len() == 1 { "is" } else { "are" }
    );
    if !there.is_empty() {
        let are = if there.len() == 1 { "is" } else { "are" };
        message.push_str(&format!(" ({} {are} there{created})", listed(&there)));
    }
    let mut next = match observed.provider() {
        Some(idp) => of_provider(idp, observed, &names),
        None => name_the_provider(),
    };
    let hints = missing.iter().filter(|one| !one.instead.is_empty());
    next.notes.splice(
        0..0,
        hints.map(|one| format!("{}: {}.", one.name, one.instead)),
    );
    if let Some(Creation::Refused(reason) | Creation::Failed(reason)) = &observed.creation {
        next.notes
            .insert(0, format!("No group was created: {reason}."));
    }
    Step::failed(NAME, message).next(next)
}

/// The names that must be there; `None` while the catalog cannot say.
fn wanted(observed: &Observed) -> Option<Vec<(String, Option<String>)>> {
    match &observed.catalog {
        CatalogSeen::Missing { groups, .. } => {
            Some(groups.iter().map(|name| (name.clone(), None)).collect())
        }
        CatalogSeen::Broken { .. } => None,
        CatalogSeen::Valid(facts) => Some(facts.required.clone()),
    }
}

fn connect(idp: Idp, observed: &Observed) -> Next {
    Next::at(
        &format!("to connect {}", idp.product()),
        guide::section(idp, Section::Connect, observed, &[]),
    )
}

fn of_provider(idp: Idp, observed: &Observed, missing: &[String]) -> Next {
    let mut next = Next::at(
        &format!("in {}", idp.product()),
        guide::section(idp, Section::Groups, observed, missing),
    );
    next.notes = guide::section(idp, Section::Limits, observed, missing);
    next
}

fn name_the_provider() -> Next {
    let names: Vec<&str> = Idp::ALL.into_iter().map(Idp::name).collect();
    Next::here([
        format!(
            "name the identity provider, and its steps are shown: --idp {}",
            names.join("|")
        ),
        "or let rolecall create the groups, if no provider synchronizes them: --create-groups"
            .to_owned(),
    ])
}
