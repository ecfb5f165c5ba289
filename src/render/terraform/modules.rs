//! Which root modules there are, and what is in each.

use std::collections::BTreeMap;

use super::Options;
use crate::model::{AssignmentRef, Target};
use crate::render::{RenderError, Subject, digest};

const SETS: &str = "permission-sets";
const MANAGEMENT: &str = "management-account";
const ACCOUNTS: &str = "accounts";
const TYPES: &str = "account-types";

/// Whether a module may have this folder.
pub(super) fn is_folder(folder: &str) -> bool {
    let of_type = |folder: &str| {
        let name = folder
            .strip_prefix(TYPES)
            .and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !name.contains('/'))
    };
    ["", SETS, MANAGEMENT, ACCOUNTS].contains(&folder) || of_type(folder)
}

/// A root module: a folder that Terraform runs in, with a state of its own.
pub(super) struct Module<'a> {
    /// Its folder with a `/` at the end; empty for the only one.
    pub folder: String,
    /// What it holds, in words.
    pub about: String,
    /// Whether it defines the permission sets and the groups to create, or looks them up.
    pub defines: bool,
    /// Its assignments in their order.
    pub assignments: Vec<AssignmentRef<'a>>,
}

/// The modules of a subject.
pub(super) fn modules<'a>(
    subject: &Subject<'a>,
    options: &Options<'_>,
) -> Result<Vec<Module<'a>>, RenderError> {
    let assignments = subject.assignments();
    if !options.by_account_type {
        return Ok(vec![Module {
            folder: String::new(),
            about: "The permission sets of IAM Identity Center, and who has them where.".to_owned(),
            defines: true,
            assignments,
        }]);
    }
    let mut modules = vec![Module {
        folder: format!("{SETS}/"),
        about: "The permission sets of IAM Identity Center. Apply it first: the other modules look them up."
            .to_owned(),
        defines: true,
        assignments: Vec::new(),
    }];
    let mut split: BTreeMap<Place, Vec<AssignmentRef<'_>>> = BTreeMap::new();
    for one in assignments {
        split.entry(place(subject, one)?).or_default().push(one);
    }
    modules.extend(split.into_iter().map(|(place, assignments)| Module {
        folder: place.folder(),
        about: place.about(),
        defines: false,
        assignments,
    }));
    Ok(modules)
}

/// Where an assignment belongs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The management account, which a delegated administrator cannot manage.
    Management,
    /// An account type.
    AccountType(String),
    /// Accounts that are assigned by name.
    Accounts,
}

/// An assignment belongs to the account type whose rule asked for it first.
fn place(subject: &Subject<'_>, one: AssignmentRef<'_>) -> Result<Place, RenderError> {
    let management = subject
        .management_account
        .ok_or(RenderError::NoManagementAccount)?;
    if one.account().id == Some(management) {
        return Ok(Place::Management);
    }
    let rule = subject.catalog.rules.get(one.origin() as usize);
    Ok(match rule.map(|rule| &rule.target) {
        Some(Target::AccountType(name)) => Place::AccountType(name.value.to_string()),
        _ => Place::Accounts,
    })
}

impl Place {
    fn folder(&self) -> String {
        match self {
            Self::Management => format!("{MANAGEMENT}/"),
            Self::AccountType(name) => format!("{TYPES}/{}/", folder_name(name)),
            Self::Accounts => format!("{ACCOUNTS}/"),
        }
    }

    fn about(&self) -> String {
        match self {
            Self::Management => {
                "Who has which permission set in the management account. A delegated administrator cannot apply it."
                    .to_owned()
            }
            Self::AccountType(name) => {
                format!("Who has which permission set in the accounts of the type {name}.")
            }
            Self::Accounts => {
                "Who has which permission set in accounts that the catalog names one by one.".to_owned()
            }
        }
    }
}

/// The name of an account type as a folder, the same on every system: lower case, and with a digest where something
/// had to be replaced.
fn folder_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if !name.is_empty() && name.len() <= 100 && name.chars().all(allowed) {
        return name.to_owned();
    }
    let readable: String = name
        .chars()
        .take(60)
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if allowed(c) { c } else { '-' })
        .collect();
    format!("{readable}-{}", digest::hex(&[name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_like_its_type_and_stays_inside() {
        assert_eq!(folder_name("prod"), "prod");
        let odd = ["Prod", "../prod", "a/b", "con:", "..", ""].map(folder_name);
        assert!(
            odd.iter().all(|name| !name.contains(['/', '.', ':'])),
            "{odd:?}"
        );
        assert_ne!(folder_name("Prod"), folder_name("PROD"));
    }
}
