//! Access for programs and spreadsheets: one row for each assignment, or for each person who has it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Access, Entry};
use crate::desired::SymbolicTypes;
use crate::model::{AccountId, Date};
use crate::source::Span;
use crate::text;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessRow<'a> {
    /// The account's id; `None` where the catalog alone was read and has no account map.
    pub account_id: Option<AccountId>,
    /// The account's name.
    pub account: &'a str,
    /// The account type that stands for its accounts, which are not known; absent for an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_type: Option<&'a str>,
    /// `GROUP` or `USER`.
    pub principal_type: &'static str,
    /// The principal's name; by person, the user's.
    pub principal: &'a str,
    /// The permission set.
    pub permission_set: &'a str,
    /// The place that asks for it first, `file:line`; empty where the catalog does not ask for it.
    pub source: &'a str,
    /// Who is responsible for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a str>,
    /// Why it is granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// Where it was asked for or decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<&'a str>,
    /// The last day on which it is granted, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// The day by which it is due for review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Date>,
    /// Whether the catalog asks for it; absent where there is no catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_catalog: Option<bool>,
    /// Whether it exists in AWS; absent where AWS was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_aws: Option<bool>,
    /// Whether the catalog manages the permission set; absent where AWS was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed: Option<bool>,
    /// By person, the group through which the user has it; absent where the user has it directly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<&'a str>,
    /// By person, whether the user may sign in; absent where the identity store does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_enabled: Option<bool>,
}

const COLUMNS: [&str; 16] = [
    "account_id",
    "account",
    "principal_type",
    "principal",
    "permission_set",
    "source",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
    "in_catalog",
    "in_aws",
    "managed",
    "via",
    "user_enabled",
];

impl Access<'_> {
    /// Writes `{"version":1,"catalog":…,"aws":…,"assignments":[…]}`, one row a line, ordered by principal, permission set
    /// and account.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let quoted = |name: Option<&str>| serde_json::to_string(&name).map_err(io::Error::from);
        let head = format!(
            "{{\"version\":1,\"catalog\":{},\"aws\":{},\"assignments\":[",
            quoted(self.catalog_file())?,
            quoted(self.aws_name())?,
        );
        out.write_all(text::json(&head).as_bytes())?;
        let mut separator = "\n";
        self.each(|row| {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            let row = serde_json::to_string(&row)?;
            out.write_all(text::json(&row).as_bytes())
        })?;
        writeln!(out, "\n]}}")
    }

    /// Writes a header and one line for each row. A cell that a spreadsheet would take for a formula starts with an
    /// apostrophe.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(COLUMNS)?;
        self.each(|row| {
            let id = row.account_id.map(|id| id.to_string()).unwrap_or_default();
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let answer = |answer: Option<bool>| match answer {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            };
            let cells = [
                id.as_str(),
                row.account,
                row.principal_type,
                row.principal,
                row.permission_set,
                row.source,
                row.owner.unwrap_or_default(),
                row.reason.unwrap_or_default(),
                row.ticket.unwrap_or_default(),
                &day(row.expires),
                &day(row.review_by),
                answer(row.in_catalog),
                answer(row.in_aws),
                answer(row.managed),
                row.via.unwrap_or_default(),
                answer(row.user_enabled),
            ];
            csv.write_record(cells.map(text::csv_cell))
                .map_err(io::Error::from)
        })?;
        csv.flush()
    }

    fn each(&self, mut write: impl FnMut(AccessRow<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut places: BTreeMap<Span, String> = BTreeMap::new();
        if let Some(sources) = self.sources() {
            for rule in self.entries().iter().filter_map(|entry| entry.rule) {
                places
                    .entry(rule.place)
                    .or_insert_with(|| sources.file_line(rule.place));
            }
        }
        self.entries()
            .iter()
            .try_for_each(|entry| write(row(entry, &places, self.unresolved())))
    }
}

fn row<'a>(
    entry: &Entry<'a>,
    places: &'a BTreeMap<Span, String>,
    unresolved: &'a SymbolicTypes,
) -> AccessRow<'a> {
    let (kind, name) = entry.who();
    let account = entry.assignment.account();
    let rule = entry.rule;
    AccessRow {
        account_id: account.id,
        account: &account.name,
        account_type: unresolved.stands_for(account).map(|name| &**name),
        principal_type: kind.api_name(),
        principal: name,
        permission_set: entry.assignment.permission_set().as_str(),
        source: rule
            .and_then(|rule| places.get(&rule.place))
            .map_or("", String::as_str),
        owner: rule.and_then(|rule| rule.facts.owner()),
        reason: rule.and_then(|rule| rule.facts.reason()),
        ticket: rule.and_then(|rule| rule.facts.ticket()),
        expires: rule.and_then(|rule| rule.facts.expires()),
        review_by: rule.and_then(|rule| rule.facts.review_by()),
        in_catalog: entry.standing.in_catalog,
        in_aws: entry.standing.in_aws,
        managed: entry.standing.managed,
        via: entry.person.and_then(|person| person.via),
        user_enabled: entry.person.and_then(|person| person.enabled),
    }
}
