//! Who has what where: the assignments that a catalog asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::fold::{Folding, count};
use super::places;
use super::table::{Glyph, TableRow, Widths, heading, rows};
use crate::model::{
    Account, AccountId, Assignments, Date, Desired, PermissionSetName, Principal, PrincipalType,
    Row,
};
use crate::source::{Sources, Span};
use crate::visible::{self, visible};

/// Which assignments are listed; an empty list of one kind means all of that kind.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Names of groups.
    pub groups: Vec<String>,
    /// Names of users.
    pub users: Vec<String>,
    /// Names or ids of accounts.
    pub accounts: Vec<String>,
    /// Names of permission sets.
    pub permission_sets: Vec<String>,
}

impl AccessFilter {
    pub(super) fn principal(&self, principal: &Principal) -> bool {
        let anyone = self.groups.is_empty() && self.users.is_empty();
        let names = match principal.kind {
            PrincipalType::Group => &self.groups,
            PrincipalType::User => &self.users,
        };
        anyone || names.iter().any(|name| **name == *principal.name)
    }

    pub(super) fn account(&self, account: &Account) -> bool {
        let id = account.id.map(|id| id.to_string());
        let matches = |name: &String| **name == *account.name || Some(name) == id.as_ref();
        self.accounts.is_empty() || self.accounts.iter().any(matches)
    }

    pub(super) fn permission_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets.is_empty()
            || self
                .permission_sets
                .iter()
                .any(|wanted| wanted == name.as_str())
    }
}

/// One assignment as JSON and CSV have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessRow<'a> {
    /// The account's id; `None` where the catalog alone was read and has no account map.
    pub account_id: Option<AccountId>,
    /// The account's name.
    pub account: &'a str,
    /// `GROUP` or `USER`.
    pub principal_type: &'static str,
    /// The principal's name.
    pub principal: &'a str,
    /// The permission set.
    pub permission_set: &'a str,
    /// The place that asks for it first, `file:line`.
    pub source: &'a str,
    /// The last day on which it is granted, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

/// The assignments of a desired state that pass a filter.
pub struct Access<'a> {
    assignments: &'a Assignments,
    chosen: Vec<(Row, Option<Span>, Option<Date>)>,
    folding: Folding,
    all_accounts: usize,
    sources: &'a Sources,
}

impl<'a> Access<'a> {
    /// Chooses what passes the filter. `all_accounts` is how many accounts there are to have access to.
    pub fn new(
        desired: &'a Desired,
        filter: &AccessFilter,
        all_accounts: usize,
        sources: &'a Sources,
    ) -> Self {
        let assignments = &desired.state.assignments;
        let principals: Vec<bool> = chosen(assignments.principals(), |p| filter.principal(p));
        let sets: Vec<bool> = chosen(assignments.permission_sets(), |s| filter.permission_set(s));
        let accounts: Vec<bool> = chosen(assignments.accounts(), |a| filter.account(a));
        let is = |table: &[bool], index: u32| table.get(index as usize) == Some(&true);
        let rows = assignments.rows().iter().enumerate();
        let chosen = rows
            .filter(|(_, row)| {
                is(&principals, row.principal)
                    && is(&sets, row.permission_set)
                    && is(&accounts, row.account)
            })
            .map(|(index, row)| {
                let rule = assignments.origin(index);
                let place = rule.and_then(|rule| desired.places.get(rule as usize));
                (*row, place.copied(), desired.last_day(index))
            })
            .collect();
        Self {
            assignments,
            chosen,
            folding: Folding::new(&desired.account_types),
            all_accounts,
            sources,
        }
    }

    /// Writes `{"version":1,"assignments":[…]}`, one assignment a line, ordered by principal, permission set
    /// and account.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"version\":1,\"assignments\":[")?;
        let mut separator = "\n";
        self.each(|row| {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            let row = serde_json::to_string(&row)?;
            out.write_all(visible::json(&row).as_bytes())
        })?;
        writeln!(out, "\n]}}")
    }

    /// Writes a header and one line for each assignment. A cell that a spreadsheet would take for a formula
    /// starts with an apostrophe.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "account_id",
            "account",
            "principal_type",
            "principal",
            "permission_set",
            "source",
        ])?;
        self.each(|row| {
            let id = row.account_id.map(|id| id.to_string()).unwrap_or_default();
            let cells = [
                id.as_str(),
                row.account,
                row.principal_type,
                row.principal,
                row.permission_set,
                row.source,
            ];
            csv.write_record(cells.map(harmless_cell))
                .map_err(io::Error::from)
        })?;
        csv.flush()
    }

    /// Writes a table for a pull request or a wiki.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "| who | permission set | where | source |")?;
        writeln!(out, "|---|---|---|---|")?;
        for (principal, table) in self.by_principal() {
            for (name, access) in table {
                writeln!(
                    out,
                    "| {} **{}** | {} | {} | {} |",
                    principal.kind,
                    markdown(&principal.name),
                    markdown(name.as_str()),
                    markdown(&self.folding.line(&access.accounts)),
                    markdown(&access.place(self.sources)),
                )?;
            }
        }
        Ok(())
    }

    /// Writes what a person reads: each principal, its permission sets, where.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let tables: Vec<(&Principal, Vec<TableRow>)> = self
            .by_principal()
            .into_iter()
            .map(|(principal, table)| {
                let row = |(name, access): (&PermissionSetName, Held)| TableRow {
                    glyph: Glyph::None,
                    name: name.to_string(),
                    items: self.folding.pieces(&access.accounts),
                    place: access.place(self.sources),
                };
                (principal, table.into_iter().map(row).collect())
            })
            .collect();
        let widths = Widths::of(tables.iter().flat_map(|(_, table)| table));
        for (principal, table) in &tables {
            heading(out, &visible(&principal.to_string()))?;
            rows(out, table, widths)?;
            writeln!(out)?;
        }
        let used = |key: fn(&Row) -> u32| {
            let distinct: BTreeSet<u32> = self.chosen.iter().map(|(row, ..)| key(row)).collect();
            distinct.len()
        };
        writeln!(
            out,
            "{}, {} in {} of {}",
            count(used(|row| row.permission_set), "permission set"),
            count(self.chosen.len(), "assignment"),
            used(|row| row.account),
            count(self.all_accounts, "account"),
        )
    }

    fn by_principal(&self) -> BTreeMap<&'a Principal, BTreeMap<&'a PermissionSetName, Held>> {
        let mut found: BTreeMap<&Principal, BTreeMap<&PermissionSetName, Held>> = BTreeMap::new();
        for (row, place, last_day) in &self.chosen {
            let (principal, set, account) = (
                self.assignments.principals().get(row.principal as usize),
                self.assignments
                    .permission_sets()
                    .get(row.permission_set as usize),
                self.assignments.accounts().get(row.account as usize),
            );
            if let (Some(principal), Some(set), Some(account)) = (principal, set, account) {
                let held = found.entry(principal).or_default().entry(set).or_default();
                held.accounts.insert(account.clone());
                held.places.extend(*place);
                held.last_days.extend(*last_day);
            }
        }
        found
    }

    fn each(&self, mut write: impl FnMut(AccessRow<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut named: BTreeMap<Span, String> = BTreeMap::new();
        for span in self.chosen.iter().filter_map(|(_, place, _)| *place) {
            named
                .entry(span)
                .or_insert_with(|| self.sources.file_line(span));
        }
        for (row, place, last_day) in &self.chosen {
            let (Some(principal), Some(set), Some(account)) = (
                self.assignments.principals().get(row.principal as usize),
                self.assignments
                    .permission_sets()
                    .get(row.permission_set as usize),
                self.assignments.accounts().get(row.account as usize),
            ) else {
                continue;
            };
            write(AccessRow {
                account_id: account.id,
                account: &account.name,
                principal_type: principal.kind.api_name(),
                principal: &principal.name,
                permission_set: set.as_str(),
                source: place
                    .and_then(|span| named.get(&span))
                    .map_or("", String::as_str),
                expires: *last_day,
            })?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Held {
    accounts: BTreeSet<Account>,
    places: BTreeSet<Span>,
    last_days: BTreeSet<Date>,
}

impl Held {
    /// The places, and the days on which some of it ends.
    fn place(&self, sources: &Sources) -> String {
        let mut text = places(self.places.iter().copied(), sources);
        for day in &self.last_days {
            text.push_str(&format!(", until {day}"));
        }
        text
    }
}

fn chosen<T>(table: &[T], test: impl Fn(&T) -> bool) -> Vec<bool> {
    table.iter().map(test).collect()
}

/// A cell that neither a spreadsheet nor a terminal obeys.
pub(super) fn harmless_cell(cell: &str) -> String {
    let shown = visible(cell);
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{shown}"),
        false => shown.into_owned(),
    }
}

/// Text inside a cell of a Markdown table: no character of it is markup.
pub fn markdown(text: &str) -> String {
    let mut safe = String::new();
    for character in visible(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '@' => {
                safe.push_str(&format!("&#{};", u32::from(character)));
            }
            other => safe.push(other),
        }
    }
    safe
}
