//! `access --log`: when somebody gained and lost access.

mod state;
mod walk;

use std::path::Path;

use crate::cli::{self, AccessFormat, Global};
use crate::error::{Error, Exit};
use crate::history::narrowed;
use crate::output::Output;
use crate::revision::{Checkout, Repository};
use crate::text::visible;

use super::access::filter;
use super::out::write_to;
use super::side::in_repository;
use super::today::today;
use super::workspace::DEFAULT_CATALOGS;
use walk::Walk;

pub(super) fn run(args: &cli::Access, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    check(args)?;
    let filter = narrowed(filter(args), &args.subject).map_err(|error| {
        let message = visible(&error.to_string()).into_owned();
        let help = "name group, user, account or permission-set and its name: access --log -- group Developers";
        Error::usage(message, help)
    })?;
    let snapshot = args.snapshot.as_deref();
    let (directory, partition) = super::diff::organization(snapshot, args.live, global, output)?;
    let repository = Repository::find()?;
    let start = repository.commit(args.at.as_deref().unwrap_or("HEAD"))?;
    let names = names(global, &repository)?;
    let mut walk = Walk {
        global,
        checkout: Checkout::new(repository)?,
        directory: directory.as_ref(),
        partition: partition.as_ref(),
        filter: &filter,
        today: today(global)?,
        limit: args.revisions as usize,
    };
    let mut history = walk.back_from(&start, names)?;
    if history.revisions == 0 {
        return Err(Error::usage(
            format!("the history has no catalog {}", visible(&history.catalog)),
            "name it as it is called there: --catalog FILE",
        ));
    }
    history.filter = filter;
    write_to(args.out.as_deref(), output, |out| match args.format {
        AccessFormat::Json => history.json(out),
        _ => history.text(out),
    })?;
    Ok(Exit::Done)
}

fn check(args: &cli::Access) -> Result<(), Error> {
    if args.roles || args.findings {
        return Err(Error::usage(
            "a history tells of assignments only",
            "leave --roles and --findings out",
        ));
    }
    match args.format {
        AccessFormat::Text | AccessFormat::Json => Ok(()),
        _ => Err(Error::usage(
            "a history is shown as text and as JSON",
            "take --format text or --format json",
        )),
    }
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
