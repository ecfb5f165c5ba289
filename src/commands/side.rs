//! One side of a diff: a catalog in the working tree, in a git revision, in another file or folder.

use std::path::{Path, PathBuf};

use crate::catalog;
use crate::cli::Global;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::model::{Catalog, Partition};
use crate::revision::{Revision, is_revision};
use crate::source::Sources;
use crate::visible::visible;

use super::today::today;
use super::workspace::{DEFAULT_CATALOGS, Reading, environment_variable, load};

/// Where a side is read.
pub(super) enum Place {
    /// As the files lie there now.
    WorkingTree,
    /// A revision of the repository.
    Revision(Revision),
    /// Another folder, which has what the working tree has.
    Folder(PathBuf),
    /// Another file.
    File(PathBuf),
}

impl Place {
    /// What `name` means: a revision, or an existing file or folder.
    ///
    /// # Errors
    /// It is neither, or both.
    pub(super) fn find(name: &str, catalog: &Path) -> Result<Self, Error> {
        let path = Path::new(name);
        let near = surroundings(catalog);
        let is_path = path.exists();
        let written_as_path = path.is_absolute() || name.starts_with('.');
        if is_path && !written_as_path && is_revision(name, &near) {
            return Err(Error::usage(
                format!("`{name}` is a revision and a path too"),
                format!("write ./{name} for the path, or refs/heads/{name} for the branch"),
            ));
        }
        Ok(match is_path {
            true if path.is_dir() => Self::Folder(path.to_owned()),
            true => Self::File(path.to_owned()),
            false => Self::Revision(Revision::unpack(name, &near)?),
        })
    }

    /// The file of the catalog there, given its path in the working tree; the place of a default catalog if none
    /// is given.
    pub(super) fn catalog(&self, named: Option<&Path>) -> Result<Option<PathBuf>, Error> {
        if let Self::File(file) = self {
            return Ok(Some(file.clone()));
        }
        let candidates = match named {
            Some(named) => vec![named.to_owned()],
            None => DEFAULT_CATALOGS.iter().map(PathBuf::from).collect(),
        };
        for candidate in candidates {
            let path = self.within(&candidate)?;
            if path.is_file() {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// Where this side has what `path` names in the working tree.
    fn within(&self, path: &Path) -> Result<PathBuf, Error> {
        match self {
            Self::WorkingTree | Self::File(_) => Ok(path.to_owned()),
            Self::Folder(folder) => Ok(folder.join(path)),
            Self::Revision(revision) => revision.within(path).ok_or_else(|| {
                Error::usage(
                    format!("{} lies outside the repository", path.display()),
                    "a revision is compared by the path of the catalog inside the repository",
                )
            }),
        }
    }

    /// Reads and lowers the catalog in `file`.
    pub(super) fn read(
        &self,
        file: &Path,
        global: &Global,
        partition: Option<&Partition>,
        sources: &mut Sources,
    ) -> Result<(Option<Catalog>, Diagnostics), Error> {
        let mut diagnostics = Diagnostics::default();
        let input = self.input(file, global)?;
        let found = load(&input, partition, today(global)?, sources, &mut diagnostics);
        self.call_by_revision(sources, &mut diagnostics);
        Ok((found.map(|found| found.catalog), diagnostics))
    }

    /// What to read, and where to look.
    fn input<'g>(&self, file: &Path, global: &'g Global) -> Result<catalog::Input<'g>, Error> {
        let stacks = global.stacks.as_deref();
        Ok(catalog::Input {
            file: file.to_owned(),
            stacks: stacks.map(|stacks| self.within(stacks)).transpose()?,
            project: match self {
                Self::Revision(revision) => Some(revision.files()),
                _ => None,
            },
            component: global.component.clone(),
            env: &environment_variable,
            allowed: &global.env,
        })
    }

    /// Calls the files of a revision by its name instead of by the folder that only this run knows.
    fn call_by_revision(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) {
        if let Self::Revision(revision) = self {
            let folder = revision.files();
            let label = format!("{}:", revision.name());
            sources.relabel(&folder, &label);
            diagnostics.replace(&format!("{}/", folder.display()), &label);
            diagnostics.replace(&folder.display().to_string(), &label);
        }
    }

    /// The side in words, with the catalog's file as it is called there.
    pub(super) fn words(&self, file: Option<&Path>) -> String {
        let shown = |file: &Path| file.display().to_string();
        match self {
            Self::WorkingTree => format!("working tree: {}", file.map(shown).unwrap_or_default()),
            Self::File(file) => shown(file),
            Self::Folder(folder) => file.map_or_else(|| shown(folder), shown),
            Self::Revision(revision) => {
                let root = revision.files();
                let file = file.and_then(|file| file.strip_prefix(root).ok());
                let file = file.map_or("no catalog".to_owned(), shown);
                format!("{} ({}): {file}", revision.name(), revision.short_commit())
            }
        }
    }
}

/// Reads and lowers the catalog as it was in a revision: on the day of its commit, unless another one is named.
pub(super) fn read_revision(name: &str, global: &Global) -> Result<Reading, Error> {
    let named = global.catalog.as_deref();
    let near = surroundings(named.unwrap_or(Path::new(DEFAULT_CATALOGS[0])));
    let revision = Revision::unpack(name, &near)?;
    let today = match (&global.today, revision.details()?) {
        (None, Some(commit)) => commit.date,
        _ => today(global)?,
    };
    let place = Place::Revision(revision);
    let file = place.catalog(named)?.ok_or_else(|| {
        Error::usage(
            format!("the revision `{}` has no catalog", visible(name)),
            "name it as it was called there: --catalog FILE",
        )
    })?;
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let input = place.input(&file, global)?;
    let found = load(&input, None, today, &mut sources, &mut diagnostics);
    place.call_by_revision(&mut sources, &mut diagnostics);
    Ok(Reading {
        file: PathBuf::from(sources.ids().next().map_or("", |first| sources.name(first))),
        sources,
        diagnostics,
        found,
        today,
        place,
    })
}

/// The nearest folder that exists around a catalog's file.
pub(super) fn surroundings(catalog: &Path) -> PathBuf {
    let mut folders = catalog.ancestors().skip(1);
    let found = folders.find(|folder| folder.is_dir());
    match found {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
