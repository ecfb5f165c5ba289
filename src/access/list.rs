//! Who has what where: the assignments that a catalog asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use crate::model::{
    AccessFilter, Account, AccountId, Assignments, Date, Desired, Folding, PermissionSetName,
    Principal, Row, RuleInfo, grouped, why,
};
use crate::source::{Sources, Span, places};
use crate::text::count;
use crate::text::table::{Glyph, TableRow, Widths, below, heading, rows};
use crate::text::{self, visible};
use crate::text::{Document, Markdown, code, md};

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
    /// Who answers for it.
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
    /// The day by which somebody looks at it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Date>,
}

/// The assignments of a desired state that pass a filter.
pub struct Access<'a> {
    assignments: &'a Assignments,
    chosen: Vec<(Row, Option<&'a RuleInfo>)>,
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
            .map(|(index, row)| (*row, desired.rule(index)))
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
            out.write_all(text::json(&row).as_bytes())
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
            "owner",
            "reason",
            "ticket",
            "expires",
            "review_by",
        ])?;
        self.each(|row| {
            let id = row.account_id.map(|id| id.to_string()).unwrap_or_default();
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
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
            ];
            csv.write_record(cells.map(text::csv_cell))
                .map_err(io::Error::from)
        })?;
        csv.flush()
    }

    /// Writes a table for a pull request or a wiki.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let table = self.by_principal();
        let mut all = table.values().flat_map(BTreeMap::values);
        // A column that would be empty is left out.
        let with_why = all.any(|held| !held.why(self.sources).is_empty());
        let rows = table.iter().flat_map(|(principal, table)| {
            table.iter().map(|(name, access)| {
                let pieces = self.folding.pieces(&access.accounts);
                let cells = [
                    md![principal.kind, " ", code(&principal.name)],
                    code(name.as_str()),
                    Markdown::join(pieces.iter().map(|piece| code(piece)), ", "),
                    code(&access.place(self.sources)),
                ];
                let why = access.why(self.sources);
                (
                    cells,
                    Markdown::join(why.iter().map(|line| code(line)), "<br>"),
                )
            })
        });
        let mut text = Document::default();
        if with_why {
            let rows = rows.map(|([who, set, place, source], why)| [who, set, place, source, why]);
            text.table(["who", "permission set", "where", "source", "why"], rows);
        } else {
            let rows = rows.map(|(cells, _)| cells);
            text.table(["who", "permission set", "where", "source"], rows);
        }
        if text.is_empty() {
            text.paragraph(&md!["No access."]);
        }
        write!(out, "{}", text.into_text())
    }

    /// Writes what a person reads: each principal, its permission sets, where.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        type Rows = Vec<(TableRow, Vec<String>)>;
        let tables: Vec<(&Principal, Rows)> = self
            .by_principal()
            .into_iter()
            .map(|(principal, table)| {
                let row = |(name, access): (&PermissionSetName, Held<'_>)| {
                    let row = TableRow {
                        glyph: Glyph::None,
                        name: name.to_string(),
                        items: self.folding.pieces(&access.accounts),
                        place: access.place(self.sources),
                    };
                    (row, access.why(self.sources))
                };
                (principal, table.into_iter().map(row).collect())
            })
            .collect();
        let all = tables.iter().flat_map(|(_, table)| table);
        let widths = Widths::of(all.map(|(row, _)| row));
        for (principal, table) in &tables {
            heading(out, &visible(&principal.to_string()))?;
            for (row, why) in table {
                rows(out, std::slice::from_ref(row), widths)?;
                for line in why {
                    below(out, &visible(line), widths)?;
                }
            }
            writeln!(out)?;
        }
        let used = |key: fn(&Row) -> u32| {
            let distinct: BTreeSet<u32> = self.chosen.iter().map(|(row, _)| key(row)).collect();
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

    fn by_principal(&self) -> BTreeMap<&'a Principal, BTreeMap<&'a PermissionSetName, Held<'a>>> {
        let mut found: BTreeMap<&Principal, BTreeMap<&PermissionSetName, Held<'_>>> =
            BTreeMap::new();
        for (row, rule) in &self.chosen {
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
                held.add(*rule);
            }
        }
        found
    }

    fn each(&self, mut write: impl FnMut(AccessRow<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut named: BTreeMap<Span, String> = BTreeMap::new();
        for rule in self.chosen.iter().filter_map(|(_, rule)| *rule) {
            named
                .entry(rule.place)
                .or_insert_with(|| self.sources.file_line(rule.place));
        }
        for (row, rule) in &self.chosen {
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
                source: rule
                    .and_then(|rule| named.get(&rule.place))
                    .map_or("", String::as_str),
                owner: rule.and_then(|rule| rule.facts.owner()),
                reason: rule.and_then(|rule| rule.facts.reason()),
                ticket: rule.and_then(|rule| rule.facts.ticket()),
                expires: rule.and_then(|rule| rule.facts.expires()),
                review_by: rule.and_then(|rule| rule.facts.review_by()),
            })?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Held<'a> {
    accounts: BTreeSet<Account>,
    rules: BTreeMap<Span, &'a RuleInfo>,
}

impl<'a> Held<'a> {
    fn add(&mut self, rule: Option<&'a RuleInfo>) {
        if let Some(rule) = rule {
            self.rules.insert(rule.place, rule);
        }
    }

    /// What the entries say of themselves, each different saying once; with the places of each if there are several.
    fn why(&self, sources: &Sources) -> Vec<String> {
        if self.rules.values().all(|rule| rule.facts.is_empty()) {
            return Vec::new();
        }
        let said = self
            .rules
            .iter()
            .map(|(place, rule)| (*place, why(&rule.facts)));
        grouped(said, sources)
    }

    /// The places, and the days on which some of it ends.
    fn place(&self, sources: &Sources) -> String {
        let mut text = places(self.rules.keys().copied(), sources);
        let last_days = self.rules.values().filter_map(|rule| rule.facts.expires());
        for day in last_days.collect::<BTreeSet<Date>>() {
            text.push_str(&format!(", until {day}"));
        }
        text
    }
}

fn chosen<T>(table: &[T], test: impl Fn(&T) -> bool) -> Vec<bool> {
    table.iter().map(test).collect()
}
