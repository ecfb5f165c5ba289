//! A plan or a diff as annotations of a GitHub workflow, beside the lines of the catalog.
//!
//! GitHub shows ten warnings and ten notices of a step and drops the rest without a word
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>), so there is one for each
//! principal, and where principals are more, the tenth has all that are left. Dangers and losses are warnings, the
//! dangers first; gains are notices.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::moves::{Move, moves, warnings};
use crate::diagnostic::Failure;
use crate::model::Folding;
use crate::model::Principal;
use crate::plan::{Change, Header, Plan, Refusal};
use crate::risk::Danger;
use crate::source::{Sources, Span};
use crate::text::visible;

/// As many annotations of one kind are shown.
const SHOWN: usize = 10;

/// As many bytes of several annotations are put in one: GitHub cuts a message at 64 KiB without a word.
const ROOM: usize = 48_000;

/// Where annotations may stand.
pub struct Lines<'a> {
    /// Whether a place is a line of the catalog that is looked at: what is lost has its place in another one.
    pub has: &'a dyn Fn(Span) -> bool,
    /// The file for what has no line there.
    pub file: &'a str,
}

/// Writes the refusals of a plan as errors.
///
/// # Errors
/// Only those of `out`.
pub fn refusal_annotations(
    refusals: &[Refusal],
    file: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    for line in super::refusal::lines(refusals) {
        let (file, line) = (property(file), data(&line));
        writeln!(
            out,
            "::error file={file},line=1,title=the plan is refused::{line}"
        )?;
    }
    Ok(())
}

/// Writes errors, beside the lines where they are; one without a place stands at `file`.
///
/// # Errors
/// Only those of `out`.
pub fn failure_annotations(errors: &[Failure], file: &str, out: &mut dyn Write) -> io::Result<()> {
    for error in errors {
        let place = error.file.as_deref().unwrap_or(file);
        let line = error.line.unwrap_or(1);
        let help = error.help.iter().map(|help| format!("help: {help}"));
        let text: Vec<String> = std::iter::once(error.text()).chain(help).collect();
        writeln!(
            out,
            "::error file={},line={line},title={}::{}",
            property(place),
            property(&error.code),
            data(&text.join("\n"))
        )?;
    }
    Ok(())
}

/// Writes a warning that names the flags by which a run overrides safety limits; nothing where it overrides none.
///
/// # Errors
/// Only those of `out`.
pub fn overridden_annotation(header: &Header, file: &str, out: &mut dyn Write) -> io::Result<()> {
    match super::header::overridden(header) {
        Some(flags) => writeln!(
            out,
            "::warning file={},line=1,title=safety limits are overridden::{}",
            property(file),
            data(&flags)
        ),
        None => Ok(()),
    }
}

/// Writes annotations; nothing if nothing changes.
///
/// # Errors
/// Only those of `out`.
pub fn annotations(
    plan: &Plan,
    folding: &Folding,
    sources: &Sources,
    lines: &Lines<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let moves = moves(plan);
    let (warned, told): (Vec<&Move<'_>>, Vec<&Move<'_>>) = moves
        .iter()
        .partition(|one| one.lost || !one.dangers.is_empty());
    let mut warnings: Vec<Annotation> = by_principal(&warned)
        .into_iter()
        .map(|(principal, moves)| Annotation::of(principal, &moves, folding, lines))
        .collect();
    warnings.extend(of_sets(plan, lines));
    let of_rules = of_rules(plan, sources, lines);
    let (loosened, others): (Vec<_>, Vec<_>) = of_rules
        .into_iter()
        .partition(|one| one.urgency == Urgency::Rule);
    warnings.extend(loosened);
    // What stands behind the others may not be shown.
    warnings.sort_by_key(|one| one.urgency);
    let notices = by_principal(&told)
        .into_iter()
        .map(|(principal, moves)| Annotation::of(principal, &moves, folding, lines));
    let notices = notices.chain(others);
    write("warning", warnings, sources, lines, out)?;
    write("notice", notices.collect(), sources, lines, out)
}

/// What is read first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// A loosened rule: everything else is read by it.
    Rule,
    Danger,
    Loss,
    Gain,
}

/// One annotation.
struct Annotation {
    urgency: Urgency,
    place: Option<Span>,
    title: String,
    body: Vec<String>,
}

impl Annotation {
    fn of(
        principal: &Principal,
        moves: &[&Move<'_>],
        folding: &Folding,
        lines: &Lines<'_>,
    ) -> Self {
        let line = |one: &&Move<'_>| {
            let accounts = one.accounts.iter().map(|account| (*account).clone());
            let verb = if one.lost { "loses" } else { "gains" };
            let dangers: String = one
                .dangers
                .iter()
                .map(|danger| format!(" ({})", danger.message()))
                .collect();
            let accounts = folding.line(&accounts.collect());
            let cause = one.cause.as_ref();
            let cause = cause.map_or_else(String::new, |cause| format!(": {}", cause.text()));
            format!(
                "{verb} {} in {accounts}{dangers}{cause}",
                one.permission_set
            )
        };
        let lost = moves.iter().any(|one| one.lost);
        let gained = moves.iter().any(|one| !one.lost);
        let verb = match (lost, gained) {
            (true, true) => "loses and gains",
            (true, false) => "loses",
            _ => "gains",
        };
        let mut places = moves.iter().flat_map(|one| &one.places);
        let dangerous = moves.iter().any(|one| !one.dangers.is_empty());
        Self {
            urgency: match (dangerous, lost) {
                (true, _) => Urgency::Danger,
                (false, true) => Urgency::Loss,
                (false, false) => Urgency::Gain,
            },
            place: places.find(|place| (lines.has)(**place)).copied(),
            title: format!("{principal} {verb} access"),
            body: moves.iter().map(line).collect(),
        }
    }
}

/// What changes besides access, by subject, and whether it loosens something.
fn of_rules(plan: &Plan, sources: &Sources, lines: &Lines<'_>) -> Vec<Annotation> {
    let annotations = plan.rules.iter().map(|rule| {
        let places = [&rule.after, &rule.before];
        let mut places = places.into_iter().flatten().filter_map(|side| side.place);
        let title = match rule.loosens {
            true => format!("loosened: {}", rule.subject),
            false => format!("changed: {}", rule.subject),
        };
        Annotation {
            urgency: match rule.loosens {
                true => Urgency::Rule,
                false => Urgency::Gain,
            },
            place: places.find(|place| (lines.has)(*place)),
            title,
            body: vec![super::rules::words(rule, sources)],
        }
    });
    annotations.collect()
}

/// What is dangerous about permission sets, and the sets that go.
fn of_sets(plan: &Plan, lines: &Lines<'_>) -> Vec<Annotation> {
    let mut found: BTreeMap<String, Annotation> = BTreeMap::new();
    for planned in &plan.changes {
        let assignment = matches!(
            planned.change,
            Change::CreateAssignment(_) | Change::DeleteAssignment { .. }
        );
        let Some(name) = planned.change.permission_set().filter(|_| !assignment) else {
            continue;
        };
        let mut body: Vec<String> = warnings(planned).map(Danger::message).collect();
        let urgency = match body.is_empty() {
            true => Urgency::Loss,
            false => Urgency::Danger,
        };
        if matches!(planned.change, Change::DeletePermissionSet { .. }) {
            body.push("is deleted".to_owned());
        }
        if body.is_empty() {
            continue;
        }
        let one = found.entry(name.to_string()).or_insert_with(|| Annotation {
            urgency,
            place: None,
            title: format!("permission set {name}"),
            body: Vec::new(),
        });
        one.place = one
            .place
            .or(planned.place.filter(|place| (lines.has)(*place)));
        one.urgency = one.urgency.min(urgency);
        one.body.extend(body);
    }
    found.into_values().collect()
}

fn by_principal<'m>(moves: &[&'m Move<'m>]) -> BTreeMap<&'m Principal, Vec<&'m Move<'m>>> {
    let mut found: BTreeMap<&Principal, Vec<&Move<'_>>> = BTreeMap::new();
    for one in moves {
        found.entry(one.principal).or_default().push(one);
    }
    found
}

fn write(
    level: &str,
    mut annotations: Vec<Annotation>,
    sources: &Sources,
    lines: &Lines<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if annotations.len() > SHOWN {
        let rest = annotations.split_off(SHOWN - 1);
        annotations.push(the_rest(&rest));
    }
    for one in annotations {
        let (file, line) = match one.place {
            Some(place) => (sources.name(place.source), sources.line(place)),
            None => (lines.file, 1),
        };
        writeln!(
            out,
            "::{level} file={},line={line},title={}::{}",
            property(file),
            property(&one.title),
            data(&one.body.join("\n"))
        )?;
    }
    Ok(())
}

/// One annotation for several, as far as there is room in it, and how many are left out.
fn the_rest(rest: &[Annotation]) -> Annotation {
    let number = |urgency| rest.iter().filter(|one| one.urgency == urgency).count();
    let title = match number(Urgency::Danger) {
        0 => format!("{} more", rest.len()),
        some => format!("{} more, {some} of them dangerous", rest.len()),
    };
    let mut body: Vec<String> = Vec::new();
    let mut room = ROOM;
    for one in rest {
        let line = format!("{}: {}", one.title, one.body.join("; "));
        room = room.saturating_sub(line.len());
        if room == 0 {
            break;
        }
        body.push(line);
    }
    let left_out = rest.len() - body.len();
    if left_out > 0 {
        body.push(format!("and {left_out} more, which are not named here"));
    }
    Annotation {
        urgency: Urgency::Danger,
        place: None,
        title,
        body,
    }
}

/// What stands behind the last `::`.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
