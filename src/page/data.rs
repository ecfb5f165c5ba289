//! The tables that the page's script reads: names once, assignments as numbers.
//!
//! A hundred thousand assignments have to fit beside the script into a file that is sent by mail. So whoever has a
//! permission set is one [`Holding`], and its accounts are stretches of the account table. The order of accounts is
//! the order of the matrix, in which those that are alike stand side by side.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Failure;
use crate::plan::Header;
use crate::report::overridden;
use crate::risk::DangerClass;
use crate::text::visible;

/// The version of these tables.
pub const VERSION: u32 = 1;

/// Everything that a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The version of the tables.
    pub version: u32,
    /// What the page is made of.
    pub heading: Heading,
    /// Account types, sorted.
    pub types: Vec<String>,
    /// Organizational units as paths of names, `plat/dev`.
    pub units: Vec<String>,
    /// Accounts, in the order of the matrix.
    pub accounts: Vec<AccountData>,
    /// Groups and users, in the order of the matrix.
    pub principals: Vec<PrincipalData>,
    /// User names of those who belong to a group of the page, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Permission sets by name.
    pub sets: Vec<SetData>,
    /// Files of the catalog.
    pub files: Vec<String>,
    /// What rules say besides: until when, whose, why. Rules name them by number, from 1; 0 is nothing.
    pub terms: Vec<Vec<(String, String)>>,
    /// Who has what, by principal and set.
    pub holdings: Vec<Holding>,
    /// What `doctor` found; absent where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<FindingData>>,
    /// Errors because of which the page shows nothing, or not everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Rules and limits of the catalog that change, each in a sentence, the most important first; those that are
    /// loosened begin with `! `.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Remarks, as a plan has them below its changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Data {
    /// Returns the title of the page.
    pub fn title(&self) -> &'static str {
        match self.heading.shows {
            Shows::Plan => "What a plan changes",
            Shows::Change => "What a change does to access",
            _ => "Who has access",
        }
    }

    /// Whether this program writes such tables: a saved plan may be of another.
    pub fn is_of_this_version(&self) -> bool {
        self.version == VERSION
    }

    /// The page of what could not be made: its errors alone.
    pub fn failed(shows: Shows, catalog: &str, errors: &[Failure]) -> Self {
        Self {
            version: VERSION,
            heading: Heading {
                shows,
                catalog: Some(visible(catalog).into_owned()),
                ..Heading::default()
            },
            errors: error_lines(errors),
            ..Self::default()
        }
    }

    /// Puts the flags by which a run overrides safety limits first among the notes, where there are any.
    pub fn note_overridden(&mut self, header: &Header) {
        if let Some(flags) = overridden(header) {
            let note = format!("Safety limits overridden: {flags}.");
            self.notes.retain(|known| *known != note);
            self.notes.insert(0, note);
        }
    }
}

/// Errors, each with its place and what to do.
pub(super) fn error_lines(errors: &[Failure]) -> Vec<String> {
    let line = |error: &Failure| {
        let place = error.place().map(|place| format!("{place}: "));
        let help = error.help.iter().map(|help| format!(". To do: {help}"));
        let parts = place.into_iter().chain([error.text()]).chain(help);
        visible(&parts.collect::<String>()).into_owned()
    };
    errors.iter().map(line).collect()
}

/// What a page is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// What is looked at.
    pub shows: Shows,
    /// The catalog's file, if there is a catalog.
    pub catalog: Option<String>,
    /// The instance or the snapshot, if what lives was read.
    pub live: Option<String>,
    /// Whether only some assignments were asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub narrowed: bool,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// What the catalog asks for.
    #[default]
    Catalog,
    /// What lives.
    Live,
    /// Both, and where they differ.
    Difference,
    /// What a plan changes.
    Plan,
    /// What a change of the catalog changes.
    Change,
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountData {
    /// The name.
    pub name: String,
    /// The id; empty where it is not known.
    pub id: String,
    /// Index of its unit; absent in the root or where units are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<u32>,
    /// Indices of the account types that select it.
    pub types: Vec<u32>,
    /// Whether it is the management account.
    #[serde(default, skip_serializing_if = "is_false")]
    pub management: bool,
    /// Why nobody can be assigned there, in words; empty for an active account.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
}

/// A group or a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrincipalData {
    /// `group` or `user`.
    pub kind: String,
    /// The name.
    pub name: String,
    /// Whether it was deleted while assignments still name it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub gone: bool,
    /// Who belongs to a group, as indices of people; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<u32>>,
}

/// A permission set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetData {
    /// The name.
    pub name: String,
    /// The gravest thing that one can do with it.
    pub class: DangerClass,
    /// What makes it so.
    pub reasons: Vec<String>,
    /// What else is dangerous about it, in words.
    pub dangers: Vec<String>,
    /// What it is made of; absent where only its name is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Definition>,
    /// Where the catalog defines it: `file:line`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// How the set of the catalog and the one that lives compare; absent where one side was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<SetStanding>,
    /// Which catalog governs it in the instance, where it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governed_by: Option<String>,
    /// What the catalog would change about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Where an older version of it is provisioned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outdated: Vec<u32>,
    /// Where it is provisioned while nobody is assigned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unassigned: Vec<u32>,
}

/// How a set of the catalog and the one that lives compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetStanding {
    /// Both are the same.
    Same,
    /// They differ.
    Changed,
    /// It does not live yet.
    New,
    /// It lives and the catalog, which governs it, has it no more.
    Gone,
    /// It lives, and this catalog has nothing to do with it.
    Outside,
}

/// What a set is made of, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Names and values: description, session duration, relay state, tags, permissions boundary.
    pub attributes: Vec<(String, String)>,
    /// AWS managed policies, each with its class.
    pub managed_policies: Vec<(String, DangerClass)>,
    /// Customer managed policies, with their paths.
    pub customer_managed_policies: Vec<String>,
    /// The inline policy over several lines; empty where there is none.
    pub inline_policy: String,
}

/// One thing that changes about a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What: `session_duration`.
    pub what: String,
    /// The lines, each with `+`, `-` or a blank before it.
    pub lines: Vec<String>,
}

/// A permission set that a principal has, or had, or will have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Index of the principal.
    #[serde(rename = "p")]
    pub principal: u32,
    /// Index of the set.
    #[serde(rename = "s")]
    pub set: u32,
    /// Where nothing changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<u32>,
    /// Where the catalog asks for it and it does not live.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gain: Vec<u32>,
    /// Where it lives and the catalog, which governs the set, does not ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loss: Vec<u32>,
    /// Where it lives and this catalog leaves it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<u32>,
    /// The rules that ask for it, four numbers each: the account, or the account type as -1, -2, …; the file; the
    /// line; the terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<i64>,
}

/// A finding of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingData {
    /// The code.
    pub code: String,
    /// Whether it is a problem; a warning otherwise.
    pub problem: bool,
    /// The heading of its kind.
    pub title: String,
    /// What to do.
    pub help: String,
    /// What it is about.
    pub subject: String,
    /// What was found.
    pub detail: String,
}

/// Ascending indices as stretches: how many are left out, how many follow, and so on.
pub fn stretches(indices: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut next = 0;
    for index in indices {
        match found.last_mut() {
            Some(length) if index == next => *length += 1,
            _ => found.extend([index.saturating_sub(next), 1]),
        }
        next = index.saturating_add(1);
    }
    found
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_become_gaps_and_lengths() {
        assert_eq!(stretches([]), [0_u32; 0]);
        assert_eq!(stretches([0, 1, 2]), [0, 3]);
        assert_eq!(stretches([3, 4, 7, 9, 10]), [3, 2, 2, 1, 1, 2]);
    }
}
