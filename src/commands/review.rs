//! `review`: what is due, what nobody answers for, what is old.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::catalog::is_built_in;
use crate::desired;
use crate::diagnostic::{Code, Diagnostics};
use crate::error::{Error, Exit, exit_codes};
use crate::output::Output;
use crate::review::{CodeOwners, Entry, Review, entries};
use crate::revision::{Blame, LineChange, Repository};
use crate::session::files::read_file;
use crate::session::workspace::{Workspace, read};
use crate::session::{Global, OrganizationArgs};
use crate::source::{SourceId, Sources};
use crate::text::visible;

/// Arguments of `review`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = concat!(exit_codes!(), "

Examples:
  # List what is due in the next 90 days
  rolecall review --within 90d
  # Write the sheet for an access review
  rolecall review --format csv > review.csv
  # Write the owners as a CODEOWNERS file
  rolecall review --codeowners > CODEOWNERS"))]
pub struct ReviewArgs {
    /// How far ahead something counts as due, in days or weeks: 30d, 8w
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = days)]
    pub within: u32,
    /// How to show it; csv is the sheet of an access review: every entry, with room for the answers
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReviewFormat,
    /// Exit with 2 if something is due
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Write lines of CODEOWNERS from the owners of entries instead
    #[arg(long, conflicts_with_all = ["format", "within", "detailed_exitcode"])]
    pub codeowners: bool,
    /// Compare with this CODEOWNERS file: exit with 2 if it lacks one of the lines, and show which
    #[arg(long, value_name = "FILE", requires = "codeowners")]
    pub check: Option<PathBuf>,
    /// Where the organization is read.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// How to show a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// The sheet that an access review signs
    Csv,
    /// For issues and wikis
    Markdown,
}

/// More days than any calendar here has.
const DAYS_MAX: u32 = 3_652_059;

fn days(text: &str) -> Result<u32, String> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse::<u32>().ok().filter(|_| digits);
    let days = number.and_then(|number| number.checked_mul(unit));
    days.filter(|days| *days <= DAYS_MAX)
        .ok_or_else(|| "write days or weeks, such as 30d or 8w".to_owned())
}

pub fn run(args: &ReviewArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut reading = read(global)?;
    // The review itself tells of these.
    let told = [Code::ExpiredEntry, Code::OverdueReview];
    reading.diagnostics.retain(|code| !told.contains(&code));
    let mut workspace = Workspace::of(reading, output)?;
    if args.codeowners {
        return codeowners(args.check.as_deref(), &workspace, output);
    }
    let source = args.organization.source(global);
    let mut directory = source.directory(&mut workspace, global, output)?;
    // A review of what is written does not wait for an account that is gone.
    let mut ignored = Diagnostics::default();
    desired::apply_account_map(&mut directory, &workspace.catalog, &mut ignored);
    let mut review = Review {
        entries: entries(&workspace.catalog, &workspace.expired, &directory),
        today: workspace.today,
        within: args.within,
        unknown_history: None,
        sources: &workspace.sources,
    };
    let history = History::of(&workspace.sources);
    for entry in &mut review.entries {
        entry.changed = history.last_change(entry, &workspace.sources);
    }
    review.unknown_history = history.unknown;
    let out = output.stdout();
    match args.format {
        ReviewFormat::Text => review.text(out)?,
        ReviewFormat::Json => review.json(out)?,
        ReviewFormat::Csv => review.sheet(out)?,
        ReviewFormat::Markdown => review.markdown(out)?,
    }
    Ok(match args.detailed_exitcode && !review.due().is_empty() {
        true => Exit::Changes,
        false => Exit::Done,
    })
}

/// Who changed the lines of the catalog's files last.
struct History {
    files: BTreeMap<SourceId, Blame>,
    /// Why that is not known, or only in part.
    unknown: Option<String>,
}

impl History {
    fn of(sources: &Sources) -> Self {
        let mut files = BTreeMap::new();
        let mut unknown = None;
        let repository = Repository::find();
        for id in sources.ids().filter(|id| !is_built_in(*id, sources)) {
            let path = Path::new(sources.name(id));
            let blame = repository.as_ref().map_err(ToString::to_string);
            let text = sources.text(id);
            match blame.and_then(|found| found.blame(path, text).map_err(|error| error.to_string()))
            {
                Ok(blame) => {
                    files.insert(id, blame);
                }
                Err(error) => {
                    let file = sources.name(id);
                    unknown.get_or_insert(format!("When {file} was changed is not known: {error}"));
                }
            }
        }
        if unknown.is_none() && repository.is_ok_and(|found| found.is_shallow()) {
            let note = "The repository is a shallow clone: what is older than its first commit seems to be as young as that. \
                        Fetch the rest: git fetch --unshallow";
            unknown = Some(note.to_owned());
        }
        Self { files, unknown }
    }

    /// The youngest change of an entry's lines; `None` if one of them is not committed, or if nothing is known.
    fn last_change(&self, entry: &Entry<'_>, sources: &Sources) -> Option<LineChange> {
        let lines = entry.lines(sources).into_iter();
        let known = lines.filter_map(|(id, line)| Some(self.files.get(&id)?.line(line)));
        let changes: Option<Vec<&LineChange>> = known.collect();
        changes?
            .into_iter()
            .max_by_key(|change| change.date)
            .cloned()
    }
}

/// Writes CODEOWNERS, or compares it with a file.
fn codeowners(
    check: Option<&Path>,
    workspace: &Workspace,
    output: &mut Output,
) -> Result<Exit, Error> {
    let directory = desired::directory_of_catalog(&workspace.catalog);
    let entries = entries(&workspace.catalog, &workspace.expired, &directory);
    let repository = Repository::find()?;
    let root = repository.root();
    let standing = entries.iter().filter(|entry| !entry.is_over);
    let owners = CodeOwners::of(standing, |source| {
        in_repository(Path::new(workspace.sources.name(source)), root)
    });
    for (file, owner) in owners.left_out() {
        let (file, owner) = (visible(file), visible(owner));
        writeln!(
            output.stderr(),
            "warning: {file}: the owner `{owner}` is neither a handle (@team) nor an address, and is left out"
        )?;
    }
    let Some(check) = check else {
        owners.write(output.stdout())?;
        return Ok(Exit::Done);
    };
    let missing: BTreeSet<String> = owners.missing_in(&read_file(check)?).into_iter().collect();
    for line in &missing {
        writeln!(output.stdout(), "+ {}", visible(line))?;
    }
    let shown = check.display().to_string();
    let verdict = match missing.len() {
        0 => format!("{} names everybody who owns an entry.", visible(&shown)),
        1 => format!("{} lacks 1 line.", visible(&shown)),
        number => format!("{} lacks {number} lines.", visible(&shown)),
    };
    writeln!(output.stdout(), "{verdict}")?;
    Ok(match missing.is_empty() {
        true => Exit::Done,
        false => Exit::Changes,
    })
}

/// How the repository calls a file, with `/` between folders.
fn in_repository(file: &Path, root: &Path) -> String {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let inside: PathBuf = real
        .strip_prefix(root)
        .map_or(file.to_owned(), Path::to_owned);
    let parts = inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_are_read() {
        assert_eq!(days("30d"), Ok(30));
        assert_eq!(days("30"), Ok(30));
        assert_eq!(days("8w"), Ok(56));
        for text in [
            "",
            "d",
            "-1d",
            "+1d",
            "1.5w",
            "1y",
            "4000000d",
            "99999999999w",
        ] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
