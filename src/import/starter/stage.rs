//! What an account is for, told from its name, else from its organizational units.

use crate::model::OrganizationAccount;

/// The account types of the starter for other than the management account, in its order.
pub(super) const STAGES: [&str; 5] = ["core", "sandbox", "dev", "staging", "prod"];

/// Words by which people call them.
const WORDS: [(&str, &[&str]); 5] = [
    (
        "core",
        &[
            "core",
            "shared",
            "security",
            "audit",
            "log",
            "logs",
            "logging",
            "archive",
            "network",
            "dns",
            "identity",
            "infra",
            "infrastructure",
            "auto",
            "artifacts",
            "backup",
        ],
    ),
    (
        "sandbox",
        &["sandbox", "sandboxes", "sbx", "playground", "lab"],
    ),
    ("dev", &["dev", "develop", "development", "devel"]),
    (
        "staging",
        &["staging", "stage", "stg", "uat", "test", "qa", "preprod"],
    ),
    ("prod", &["prod", "prd", "production", "live"]),
];

/// The type of an account: the first word of its name that tells one, else the first of its units, the innermost
/// first. `None` where no word does.
pub(super) fn stage(account: &OrganizationAccount) -> Option<&'static str> {
    let units = account.organizational_units.iter().rev();
    let units = units.filter_map(|unit| unit.name.as_deref());
    std::iter::once(&*account.account.name)
        .chain(units)
        .find_map(|name| words(name).find_map(|word| called(&word)))
}

fn words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn called(word: &str) -> Option<&'static str> {
    let (stage, _) = WORDS.iter().find(|(_, words)| words.contains(&word))?;
    Some(stage)
}
