//! A plan for a terminal: people first, then permission sets, then numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{Estimate, Pace, Summary, danger, header, notes, permission_sets, rules};
use crate::model::Folding;
use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::{Cause, Change, Header, Plan, Subject};
use crate::source::places;
use crate::source::{Sources, Span};
use crate::text::count;
use crate::text::table::{Glyph, TableRow, Widths, heading, line, rows};
use crate::text::visible;

/// Draws a plan. `pace` is the one at which an apply would go.
pub fn plan_text(
    plan: &Plan,
    header: &Header,
    folding: &Folding,
    sources: &Sources,
    pace: &Pace,
    out: &mut dyn Write,
) -> io::Result<()> {
    rules::head(plan, out)?;
    for text in header::lines(header) {
        writeln!(out, "{text}")?;
    }
    if let Some(dangers) = danger::head(plan) {
        writeln!(out, "{dangers}, marked with !")?;
    }
    writeln!(out)?;
    rules::section(plan, sources, out)?;
    if plan.is_empty() {
        writeln!(out, "{}", notes::nothing(plan))?;
    } else {
        changes(plan, folding, sources, out)?;
        summary(plan, pace, out)?;
        if plan.problems.has_errors() {
            writeln!(out, "      {}", notes::INCOMPLETE)?;
        }
    }
    notes::draw(plan, folding, out)
}

/// Draws what changes: people first.
pub(super) fn changes(
    plan: &Plan,
    folding: &Folding,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    access(plan, folding, sources, out)?;
    groups(plan, sources, out)?;
    permission_sets::draw(plan, folding, sources, out)
}

#[derive(Default)]
struct Access {
    accounts: BTreeSet<Account>,
    places: BTreeSet<Span>,
}

/// Who gains and who loses what, where.
fn access(
    plan: &Plan,
    folding: &Folding,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let tables = access_tables(plan, folding, sources);
    if tables.is_empty() {
        return Ok(());
    }
    let widths = Widths::of(tables.iter().flat_map(|(_, table)| table));
    let marks = plan.marks();
    heading(out, "Access")?;
    for (principal, table) in &tables {
        let gone = if principal.is_orphan() {
            " (no longer exists)"
        } else {
            ""
        };
        line(
            out,
            Glyph::None,
            &format!(" {}{gone}", visible(&principal.to_string())),
        )?;
        rows(out, table, widths)?;
        if let Some(marks) = marks.get(&Subject::Principal(principal.clone())) {
            danger::draw(marks, folding, out)?;
        }
    }
    writeln!(out)
}

fn access_tables(
    plan: &Plan,
    folding: &Folding,
    sources: &Sources,
) -> Vec<(Principal, Vec<TableRow>)> {
    type Key = (bool, PermissionSetName, Option<Cause>);
    let mut found: BTreeMap<&Principal, BTreeMap<Key, Access>> = BTreeMap::new();
    for planned in &plan.changes {
        let (assignment, lost) = match &planned.change {
            Change::CreateAssignment(assignment) => (assignment, false),
            Change::DeleteAssignment { assignment, .. } => (assignment, true),
            _ => continue,
        };
        let key = (lost, assignment.permission_set.clone(), planned.why());
        let access = found
            .entry(&assignment.principal)
            .or_default()
            .entry(key)
            .or_default();
        access.accounts.insert(assignment.account.clone());
        access.places.extend(planned.place);
    }
    let row = |((lost, name, why), access): (Key, Access)| TableRow {
        glyph: if lost { Glyph::Minus } else { Glyph::Plus },
        name: name.to_string(),
        items: folding.pieces(&access.accounts),
        place: place_and_cause(lost, &access.places, why.as_ref(), sources),
    };
    found
        .into_iter()
        .map(|(principal, table)| (principal.clone(), table.into_iter().map(row).collect()))
        .collect()
}

/// Where the catalog asks, or asked, for it, and why it changes.
fn place_and_cause(
    lost: bool,
    spans: &BTreeSet<Span>,
    cause: Option<&Cause>,
    sources: &Sources,
) -> String {
    let place = places(spans.iter().copied(), sources);
    let place = match (lost, place.is_empty()) {
        (_, true) => None,
        (true, false) => Some(format!("was {place}")),
        (false, false) => Some(place),
    };
    let cause = cause.filter(|cause| place.is_none() || !cause.is_told_by_place());
    let cause = cause.map(|cause| visible(&cause.text()).into_owned());
    let parts: Vec<String> = place.into_iter().chain(cause).collect();
    parts.join("; ")
}

fn groups(plan: &Plan, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let created: Vec<TableRow> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::CreateGroup { group } => Some(TableRow {
                glyph: Glyph::Plus,
                name: visible(group).into_owned(),
                items: vec!["created in the identity store".to_owned()],
                place: places(planned.place, sources),
            }),
            _ => None,
        })
        .collect();
    if created.is_empty() {
        return Ok(());
    }
    heading(out, "Groups")?;
    rows(out, &created, Widths::of(created.iter()))?;
    writeln!(out)
}

fn summary(plan: &Plan, pace: &Pace, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::of(plan);
    let bold = anstyle::Style::new().bold();
    writeln!(out, "{bold}Plan:{bold:#} {}.", summary.words())?;
    writeln!(
        out,
        "      {}, {}.{}",
        count(summary.operations, "operation"),
        Estimate::of(plan, pace).words(),
        match summary.dangers {
            0 => String::new(),
            some => format!(" {}, marked with !.", count(some, "danger")),
        },
    )
}
