//! `log`: when access was gained and lost.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Exit};
use crate::history::narrowed;
use crate::output::Output;
use crate::revision::{Checkout, Repository};
use crate::session::files::write_to;
use crate::session::history::{Names, Walk};
use crate::session::load::DEFAULT_CATALOGS;
use crate::session::side::in_repository;
use crate::session::today::today;
use crate::session::{
    AnswerFormat, FilterArgs, Global, OrganizationArgs, everything_about_accounts,
};
use crate::text::visible;

/// Arguments of `log`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # List every change of access
  rolecall log --sandbox
  # List when a group gained and lost access
  rolecall log group Developers --sandbox
  # List the changes in an account in the last 50 commits
  rolecall log --account plat-prod --revisions 50 --sandbox")]
pub struct LogArgs {
    /// What to list: group, user, account or permission-set, and a name; may be repeated [default: everything]
    #[arg(value_name = "KIND NAME")]
    pub subject: Vec<String>,
    /// Format of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AnswerFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Begin at this git revision and go back [default: HEAD]
    #[arg(long, value_name = "REVISION")]
    pub at: Option<String>,
    /// Read at most this many revisions of the catalog
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub revisions: u32,
    /// Which assignments.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Where the organization is read.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// Lists each gain and loss with its commit, author and date.
///
/// # Errors
/// There is no repository or no catalog in it, or a source cannot be read.
pub fn run(args: &LogArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let filter = narrowed(args.filter.filter(), &args.subject).map_err(|error| {
        let message = visible(&error.to_string()).into_owned();
        Error::usage(
            message,
            "name group, user, account or permission-set and its name: rolecall log group Developers",
        )
    })?;
    let source = args.organization.source(global);
    let organization = source.read(&everything_about_accounts(), global, output)?;
    let organization = organization.as_ref();
    let repository = Repository::find()?;
    let start = repository.commit(args.at.as_deref().unwrap_or("HEAD"))?;
    let names = names(global, &repository)?;
    let mut walk = Walk {
        global,
        checkout: Checkout::new(repository)?,
        directory: organization.map(|one| &one.directory),
        partition: organization.and_then(|one| one.partition.as_ref()),
        filter: &filter,
        today: today(global)?,
        limit: args.revisions as usize,
        names: Names::default(),
    };
    let mut history = walk.back_from(&start, names)?;
    if history.revisions == 0 {
        return Err(Error::usage(
            format!("the history has no catalog {}", visible(&history.catalog)),
            "name it as it is called there: --catalog FILE",
        ));
    }
    let mut names = walk.names;
    if let Some(organization) = organization {
        names.add_accounts(&organization.directory);
    }
    if let Some((kind, name, nearest)) = names.unknown(&filter) {
        return Err(Error::usage(
            format!(
                "unknown {kind} `{}`: no revision that was read has it",
                visible(name)
            ),
            match nearest {
                Some(nearest) => format!("did you mean `{}`?", visible(nearest)),
                None => "names are case-sensitive".to_owned(),
            },
        ));
    }
    history.filter = filter.clone();
    write_to(args.out.as_deref(), output, |out| match args.format {
        AnswerFormat::Json => history.json(out),
        AnswerFormat::Text => history.text(out),
    })?;
    Ok(Exit::Done)
}

/// How the repository calls the catalog, or might call it.
fn names(global: &Global, repository: &Repository) -> Result<Vec<String>, Error> {
    let candidates: Vec<&Path> = match &global.catalog {
        Some(named) => vec![named.as_path()],
        None => DEFAULT_CATALOGS.iter().map(Path::new).collect(),
    };
    let names = candidates.iter().map(|path| {
        let inside = in_repository(path, repository)?;
        let parts = inside.components();
        let parts = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
        Ok(parts.collect::<Vec<_>>().join("/"))
    });
    names.collect()
}
