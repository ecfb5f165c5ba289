//! `diff`: what a change of the catalog does to access, without AWS.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::catalog::is_built_in;
use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::diff::Comparison;
use crate::error::{Error, Exit, exit_codes};
use crate::model::{AccountSource, Catalog, Folding, Partition};
use crate::output::Output;
use crate::page::{self, Around, PlanPage, Shows};
use crate::report::{
    DiffHeader, Lines, annotations, diff_changes, diff_json, diff_markdown, diff_text,
    write_with_changes,
};
use crate::session::failed::{self, Asked};
use crate::session::load::{DEFAULT_CATALOGS, tell};
use crate::session::side::Side;
use crate::session::{Global, OrganizationArgs, PlanFormat, everything_about_accounts};
use crate::source::{SourceId, Sources};

/// Arguments of `diff`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = concat!(exit_codes!(), "

Examples:
  # Compare with the branch main
  rolecall diff --base main
  # Compare as a comment for a pull request
  rolecall diff --base main --format markdown
  # Compare two revisions, with the accounts of an organization
  rolecall diff --base main --head HEAD --sandbox"))]
pub struct DiffArgs {
    /// Compare with the catalog of this git revision, or in this file or folder
    #[arg(long, value_name = "REVISION|PATH")]
    pub base: String,
    /// Look at the catalog of this revision, file or folder [default: the working tree]
    #[arg(long, value_name = "REVISION|PATH")]
    pub head: Option<String>,
    /// The catalog's file at the base, where it has another name there
    #[arg(long, value_name = "FILE")]
    pub base_catalog: Option<PathBuf>,
    /// How to show the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Exit with 2 if access differs
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Where the organization is read, so that account types are expanded exactly.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// Compares two catalogs and draws the difference; where that fails, draws why in the format that was asked for.
///
/// # Errors
/// A side cannot be read or resolved.
pub fn run(args: &DiffArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut drawn = false;
    let result = compared(args, global, output, &mut drawn);
    if let (Err(error), false) = (&result, drawn) {
        let asked = Asked::Diff {
            base: &args.base,
            head: args.head.as_deref().unwrap_or("working tree"),
        };
        failed::draw(asked, error, args.format, global, output)?;
    }
    result
}

/// Compares and draws; notes whether something was drawn.
fn compared(
    args: &DiffArgs,
    global: &Global,
    output: &mut Output,
    drawn: &mut bool,
) -> Result<Exit, Error> {
    let source = args.organization.source(global);
    let organization = source.read(&everything_about_accounts(), global, output)?;
    let (directory, partition) = match organization {
        Some(organization) => (Some(organization.directory), organization.partition),
        None => (None, None),
    };
    let sides = Sides::find(args, global)?;
    let mut sources = Sources::default();
    let head = sides.head(global, partition.as_ref(), &mut sources, output)?;
    // The base is read after the head, and a place in it is no line of the head.
    let head_sources: BTreeSet<SourceId> = sources.ids().collect();
    let base = sides.base(global, partition.as_ref(), &mut sources, output)?;
    let mut diagnostics = Diagnostics::default();
    let comparison =
        Comparison::between(base.as_ref(), &head, directory.as_ref(), &mut diagnostics);
    tell(&diagnostics, &sources, output)?;
    let comparison = comparison.ok_or(Error::Diagnostics)?;
    let header = sides.header(args, global, &head, base.as_ref());
    let folding = Folding::new(&comparison.after.account_types)
        .with_stand_ins(comparison.symbolic.stand_ins());
    let out = output.stdout();
    *drawn = true;
    match args.format {
        PlanFormat::Text => diff_text(&comparison, &header, &folding, &sources, out)?,
        PlanFormat::Json => {
            let json = diff_json(&comparison, &header, &folding, &sources);
            write_with_changes(&json, diff_changes(&comparison, &sources), out)?;
        }
        PlanFormat::Markdown => {
            let text = diff_markdown(&comparison, &header, &folding, &sources);
            out.write_all(text.as_bytes())?;
        }
        PlanFormat::Html => {
            let data = PlanPage {
                plan: &comparison.plan,
                shows: Shows::Change,
                catalog: &header.head,
                before: &header.base,
                directory: &directory.unwrap_or_default(),
                account_types: &comparison.after.account_types,
                around: Some(Around {
                    desired: &comparison.after,
                    live: None,
                }),
                sources: &sources,
            };
            page::write(&data.data(), out)?;
        }
        PlanFormat::Github => {
            let file = sides.head_file.display().to_string();
            let lines = Lines {
                has: &|place| {
                    head_sources.contains(&place.source) && !is_built_in(place.source, &sources)
                },
                file: &file,
            };
            annotations(&comparison.plan, &folding, &sources, &lines, out)?;
        }
    }
    Ok(match comparison.is_empty() {
        false if args.detailed_exitcode => Exit::Changes,
        _ => Exit::Done,
    })
}

/// The two sides and their files.
struct Sides {
    base: Side,
    base_file: Option<PathBuf>,
    head: Side,
    head_file: PathBuf,
}

impl Sides {
    fn find(args: &DiffArgs, global: &Global) -> Result<Self, Error> {
        let named = global.catalog.as_deref();
        let near = named.unwrap_or(Path::new(DEFAULT_CATALOGS[0]));
        let head = match &args.head {
            Some(head) => Side::find(head, near)?,
            None => Side::WorkingTree,
        };
        let head_file = head.catalog(named)?.ok_or_else(|| {
            let looked_for = named.map_or(DEFAULT_CATALOGS.join(" nor "), |path| {
                path.display().to_string()
            });
            Error::usage(
                format!("there is no catalog at the head: {looked_for}"),
                "name one with --catalog FILE",
            )
        })?;
        let base = Side::find(&args.base, near)?;
        let base_file = base.catalog(args.base_catalog.as_deref().or(named))?;
        if let (None, Some(named)) = (&base_file, &args.base_catalog) {
            return Err(Error::usage(
                format!("the base has no catalog {}", named.display()),
                "--base-catalog takes the path that the catalog has at the base",
            ));
        }
        Ok(Self {
            base,
            base_file,
            head,
            head_file,
        })
    }

    fn head(
        &self,
        global: &Global,
        partition: Option<&Partition>,
        sources: &mut Sources,
        output: &mut Output,
    ) -> Result<Catalog, Error> {
        let (catalog, diagnostics) = self
            .head
            .read(&self.head_file, global, partition, sources)?;
        tell(&diagnostics, sources, output)?;
        catalog.ok_or(Error::Diagnostics)
    }

    /// The catalog before; `None` if there was none. Only its errors are told: what else is wrong with it is no
    /// matter of the change.
    fn base(
        &self,
        global: &Global,
        partition: Option<&Partition>,
        sources: &mut Sources,
        output: &mut Output,
    ) -> Result<Option<Catalog>, Error> {
        let Some(file) = &self.base_file else {
            return Ok(None);
        };
        let (catalog, diagnostics) = self.base.read(file, global, partition, sources)?;
        if diagnostics.has_errors() {
            tell(&diagnostics, sources, output)?;
        }
        catalog.map(Some).ok_or(Error::Diagnostics)
    }

    fn header(
        &self,
        args: &DiffArgs,
        global: &Global,
        head: &Catalog,
        base: Option<&Catalog>,
    ) -> DiffHeader {
        let before = base.iter().flat_map(|base| &base.environment);
        let variables = before.chain(&head.environment);
        let of_catalog = || match desired::directory_of_catalog(head).accounts_from {
            AccountSource::AccountMap => "of the catalog's account map".to_owned(),
            _ => "as the catalog names them".to_owned(),
        };
        let accounts = args.organization.source(global).words();
        let base_file = self.base_file.as_deref();
        let is_moved =
            base_file.is_some_and(|file| self.base.is_moved(file, &self.head, &self.head_file));
        let moved = match is_moved {
            true => " (another path than at the head)",
            false => "",
        };
        DiffHeader {
            base: self.base.words(base_file) + moved,
            head: self.head.words(Some(&self.head_file)),
            accounts: accounts.unwrap_or_else(of_catalog),
            environment: variables
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }
}
