//! The starter catalog, made to fit an organization: its accounts in the account types, its own Terraform backend,
//! its groups. Everything else, the words between the lines included, stays as `catalog/aws-sso.yaml` has it.

mod stage;

use std::collections::BTreeMap;

use super::accounts::Accounts;
use super::proof;
use super::quote::{scalar, scalar_in_brackets};
use super::selector::account_pattern;
use crate::catalog::STARTER;
use crate::model::{Directory, Partition};
use stage::{STAGES, stage};

/// What is known of an organization.
#[derive(Debug, Clone, Default)]
pub struct Fit<'a> {
    /// Its accounts.
    pub directory: Option<&'a Directory>,
    /// The partition of its ARNs.
    pub partition: Option<Partition>,
    /// Whether the catalog creates the groups, because no identity provider does.
    pub creates_groups: bool,
    /// Where Terraform keeps its state.
    pub backend: Option<Backend>,
    /// The catalog's name in the ownership tag. Without it the starter has none.
    pub name: Option<String>,
}

/// Where Terraform keeps its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The bucket's name or ARN.
    pub bucket: String,
    /// The role's ARN.
    pub role: String,
    /// The ARN of the table that locks the state, if there is one.
    pub table: Option<String>,
}

/// The type of the management account.
const MANAGEMENT: &str = "root";
/// How deep the entries of `account_types` and `account_type_assignments` stand.
const INDENT: &str = "          ";

/// The starter for an organization.
///
/// # Errors
/// The messages of what is wrong with it, which comes from what was given: an ARN that is none, say.
pub fn starter(fit: &Fit<'_>) -> Result<String, Vec<String>> {
    let partition = fit.partition.clone().unwrap_or_else(Partition::aws);
    let mut text = STARTER.to_owned();
    if fit.creates_groups {
        text = with_created_groups(&text);
    }
    if let Some(backend) = &fit.backend {
        text = with_backend(&text, backend, &partition);
    }
    if let Some(directory) = fit.directory {
        text = with_accounts(&text, directory);
    }
    if let Some(name) = &fit.name {
        text = with_name(&text, name);
    }
    proof::read(&text, &partition).map(|_| text)
}

/// Writes the name as the first var.
fn with_name(text: &str, name: &str) -> String {
    joined(text.lines().map(|line| match line {
        "      vars:" => format!(
            "{line}\n        # The value of the ownership tag on this catalog's permission sets: another catalog needs another name.\n        name: {}\n",
            scalar(name)
        ),
        _ => line.to_owned(),
    }))
}

fn with_created_groups(text: &str) -> String {
    // The words above the list say who makes the groups.
    let words = [
        (
            "# 1. Groups that your identity provider must have",
            "        # 1. Groups that rolecall creates where they are missing. Names are case-sensitive. Groups that come",
        ),
        (
            "#    case-sensitive. Groups that rolecall",
            "        #    from an identity provider go under `required_groups` instead: a plan stops if one is missing.",
        ),
    ];
    joined(text.lines().map(|line| {
        let said = words.iter().find(|(before, _)| line.contains(before));
        match said {
            Some((_, after)) => (*after).to_owned(),
            None => line.replacen("        required_groups: ", "        groups: ", 1),
        }
    }))
}

fn with_backend(text: &str, backend: &Backend, partition: &Partition) -> String {
    let bucket = match backend.bucket.starts_with("arn:") {
        true => backend.bucket.clone(),
        false => format!("arn:{partition}:s3:::{}", backend.bucket),
    };
    let values = BTreeMap::from([
        ("tf_access_bucket_arn", Some(bucket)),
        ("tf_access_role_arn", Some(backend.role.clone())),
        ("tf_access_dynamodb_table_arn", backend.table.clone()),
    ]);
    let lines = text.lines().filter_map(|line| {
        let line_of = line.trim_start();
        let var = line_of.split_once(':').map_or(line_of, |(var, _)| var);
        match values.get(var) {
            Some(Some(value)) => Some(format!("        {var}: {}", scalar(value))),
            Some(None) => None,
            None => Some(line.replace(
                "are made from these. Put your own here.",
                "are made from these.",
            )),
        }
    });
    joined(lines)
}

/// Puts accounts by name in the place of the starter's selectors. A type without accounts goes, with what is assigned
/// to it; an account of no type is named in a comment.
fn with_accounts(text: &str, directory: &Directory) -> String {
    let accounts = Accounts::of(directory);
    let mut types: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut others = Vec::new();
    for entry in &accounts.active {
        let name = scalar_in_brackets(&account_pattern(&accounts.pattern(&entry.account)));
        match stage(entry) {
            _ if directory.is_management(&entry.account) => {
                types.entry(MANAGEMENT).or_default().push(name)
            }
            Some(stage) => types.entry(stage).or_default().push(name),
            None => others.push(name),
        }
    }
    let mut written = String::new();
    for name in std::iter::once(MANAGEMENT).chain(STAGES) {
        if let Some(accounts) = types.get(name) {
            written.push_str(&listed(name, accounts));
        }
    }
    if !others.is_empty() {
        written.push_str(&format!(
            "{INDENT}# In no type yet, so nobody is given access there:\n"
        ));
        for chunk in others.chunks(5) {
            written.push_str(&format!("{INDENT}#   {}\n", chunk.join(", ")));
        }
    }
    let management = directory
        .management_account
        .and_then(|id| directory.account(id));
    let management = management.map_or("core-root", |entry| &*entry.account.name);
    let mut out = String::new();
    let (mut section, mut keeps) = (Section::Other, true);
    for line in text.lines() {
        match line.trim() {
            "account_types:" => {
                section = Section::Types;
                out.push_str(&format!("{line}\n{written}"));
                continue;
            }
            "account_type_assignments:" => section = Section::Assignments,
            _ => {}
        }
        let is_entry = line
            .strip_prefix(INDENT)
            .is_some_and(|rest| !rest.starts_with([' ', '#']));
        match section {
            // Replaced as a whole, up to the empty line behind it.
            Section::Types if line.trim().is_empty() => section = Section::Other,
            Section::Types => continue,
            Section::Assignments if is_entry => {
                keeps = types.contains_key(line.trim().trim_end_matches(':'));
            }
            Section::Assignments | Section::Other => {}
        }
        if keeps || line.trim_start().starts_with('#') {
            out.push_str(&line.replace(
                "(core-root)",
                &format!("({})", crate::text::visible(management)),
            ));
            out.push('\n');
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Types,
    Assignments,
    Other,
}

/// A type with its accounts, on one line where they fit.
fn listed(name: &str, accounts: &[String]) -> String {
    let line = format!("{INDENT}{name}: [{}]\n", accounts.join(", "));
    match line.chars().count() <= 118 {
        true => line,
        false => {
            let items: String = accounts
                .iter()
                .map(|one| format!("{INDENT}  - {one}\n"))
                .collect();
            format!("{INDENT}{name}:\n{items}")
        }
    }
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests;
