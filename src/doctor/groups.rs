//! Groups: their names, where they come from, and those that the catalog needs.

use std::collections::BTreeMap;

use super::code::FindingCode;
use super::examined::{Examined, group_subject};
use super::finding::Finding;
use crate::model::{Catalog, GroupIdentity, PrincipalType, Principals, is_control_tower_group};
use crate::text::{Nearest, nearest};

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    names(examined, findings);
    by_case(examined, findings);
    by_hand(examined, findings);
    if let Some(catalog) = examined.catalog {
        required(examined, catalog, findings);
    }
}

/// Characters that AWS's guide to automatic provisioning names as refused in the names of groups.
fn is_refused(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '<' | '>' | ';' | ':' | '%')
}

fn names(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    for group in examined.groups() {
        let name = group.display_name.as_deref().unwrap_or_default();
        let mut refused: Vec<char> = name.chars().filter(|c| is_refused(*c)).collect();
        refused.sort_unstable();
        refused.dedup();
        if refused.is_empty() {
            continue;
        }
        let shown: Vec<&str> = refused
            .iter()
            .map(|character| match character {
                '\t' => "a tab",
                '\n' | '\r' => "a line break",
                '<' => "<",
                '>' => ">",
                ';' => ";",
                ':' => ":",
                _ => "%",
            })
            .collect();
        let detail = format!("its name contains {}", shown.join(" "));
        findings.push(Finding::new(
            FindingCode::BadGroupName,
            group_subject(group),
            detail,
        ));
    }
}

fn by_case(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let mut folded: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let names = examined.groups().iter();
    for name in names.filter_map(|group| group.display_name.as_deref()) {
        folded.entry(name.to_lowercase()).or_default().push(name);
    }
    for mut names in folded.into_values() {
        names.sort_unstable();
        names.dedup();
        if let [first, others @ ..] = names.as_slice()
            && !others.is_empty()
        {
            findings.push(Finding::new(
                FindingCode::GroupsDifferByCase,
                format!("group {first}"),
                format!("there is {}, too", others.join(", ")),
            ));
        }
    }
}

fn by_hand(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let groups = examined.groups();
    let Some(issuer) = groups.iter().flat_map(|group| &group.external_ids).next() else {
        return;
    };
    let meant = |name: &str| {
        // Control Tower creates its groups in Identity Center, whatever the identity provider is.
        if is_control_tower_group(name) {
            return true;
        }
        let groups = examined.catalog.iter().flat_map(|catalog| &catalog.groups);
        groups.into_iter().any(|group| *group.value == *name)
    };
    for group in groups.iter().filter(|group| group.external_ids.is_empty()) {
        if !group.display_name.as_deref().is_some_and(meant) {
            findings.push(Finding::new(
                FindingCode::HandMadeGroup,
                group_subject(group),
                format!("others come from {}", issuer.issuer),
            ));
        }
    }
}

fn required(examined: &Examined<'_>, catalog: &Catalog, findings: &mut Vec<Finding>) {
    let principals = examined.snapshot.directory().principals.unwrap_or_default();
    let members = examined.members();
    for name in catalog.principals(PrincipalType::Group) {
        let facts = catalog.group_facts.get(&name);
        let external_id = facts.and_then(|facts| facts.external_id.as_ref());
        let identity =
            principals.group_identity(&name, external_id.map(|external| &*external.value));
        let subject = format!("group {name}");
        let created = catalog.groups.iter().any(|group| group.value == name);
        match identity {
            GroupIdentity::There => {
                let id = principals.id(PrincipalType::Group, &name);
                let is_empty = id.is_some_and(|id| !members.contains_key(id));
                let expected = facts.is_some_and(|facts| facts.just_in_time);
                if is_empty && !expected {
                    findings.push(Finding::new(
                        FindingCode::EmptyGroup,
                        subject,
                        "nobody has the access that it is given",
                    ));
                }
            }
            GroupIdentity::Missing if created => {}
            GroupIdentity::Missing => findings.push(Finding::new(
                FindingCode::MissingGroup,
                subject,
                similar(&name, &principals),
            )),
            GroupIdentity::Renamed(now) => findings.push(Finding::new(
                FindingCode::RenamedGroup,
                subject,
                format!("it is called {now} now"),
            )),
            GroupIdentity::Replaced => findings.push(Finding::new(
                FindingCode::ReplacedGroup,
                subject,
                "no group has the external id that the catalog gives",
            )),
        }
    }
}

fn similar(name: &str, principals: &Principals) -> String {
    let names = principals.names(PrincipalType::Group).map(|name| &**name);
    match nearest(name, names) {
        Some(Nearest::OtherCase(known)) => format!("{known} exists: names are case-sensitive"),
        Some(Nearest::Similar(known)) => format!("is {known} meant?"),
        None => "no group has a similar name".to_owned(),
    }
}
