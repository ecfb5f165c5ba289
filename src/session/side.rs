//! One side of a diff: a catalog in the working tree, in a git revision, in another file or folder.

use std::path::{Path, PathBuf};

use super::Global;
use crate::catalog;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::files::{self, ParentOfLink};
use crate::model::{Catalog, Date, Partition};
use crate::revision::{Repository, Revision};
use crate::source::Sources;
use crate::text::visible;

use super::load::{DEFAULT_CATALOGS, environment_variable, load};
use super::today::today;

/// Where a side is read.
pub enum Side {
    /// As the files lie there now.
    WorkingTree,
    /// A revision of the repository.
    Revision(Box<RevisionSide>),
    /// Another folder, which has what the working tree has.
    Folder(PathBuf),
    /// Another file.
    File(PathBuf),
}

impl Side {
    /// What `name` means: a revision, or an existing file or folder.
    ///
    /// # Errors
    /// It is neither, or both.
    pub fn find(name: &str, catalog: &Path) -> Result<Self, Error> {
        let path = Path::new(name);
        let is_path = path.exists();
        let written_as_path = path.is_absolute() || name.starts_with('.');
        if is_path && !written_as_path {
            let repository = Repository::find().ok();
            let has = |asked: fn(&Repository, &str) -> bool| {
                repository.as_ref().is_some_and(|found| asked(found, name))
            };
            let is_revision = has(Repository::has_revision);
            // Whoever adds a folder `origin/main` must not choose the base where that branch was not fetched.
            if is_revision || has(Repository::is_of_remote) {
                return Err(Error::usage(
                    match is_revision {
                        true => format!("`{}` is a revision and a path too", visible(name)),
                        false => format!("`{}` is a path and no revision", visible(name)),
                    },
                    format!(
                        "write ./{} for the path, or the full name of the branch: refs/heads/{}",
                        visible(name),
                        visible(name)
                    ),
                ));
            }
        }
        Ok(match is_path {
            true if path.is_dir() => Self::Folder(path.to_owned()),
            true => Self::File(path.to_owned()),
            false => Self::Revision(Box::new(RevisionSide::of(name, catalog)?)),
        })
    }

    /// A revision of the repository, and the day of its commit.
    ///
    /// # Errors
    /// There is no such revision.
    pub fn of_revision(name: &str, catalog: &Path) -> Result<(Self, Option<Date>), Error> {
        let side = RevisionSide::of(name, catalog)?;
        let date = side.revision.details().map(|commit| commit.date);
        Ok((Self::Revision(Box::new(side)), date))
    }

    /// The file of the catalog there, given its path in the working tree; the place of a default catalog if none
    /// is given.
    pub fn catalog(&self, named: Option<&Path>) -> Result<Option<PathBuf>, Error> {
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
            Self::Revision(side) => side.within(path),
        }
    }

    /// Reads and lowers the catalog in `file`.
    pub fn read(
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
    pub fn input<'g>(&self, file: &Path, global: &'g Global) -> Result<catalog::Input<'g>, Error> {
        let stacks = global.stacks.as_deref();
        Ok(catalog::Input {
            file: file.to_owned(),
            stacks: stacks.map(|stacks| self.within(stacks)).transpose()?,
            project: match self {
                Self::Revision(side) => Some(side.revision.files()),
                Self::Folder(folder) => Some(folder.clone()),
                Self::WorkingTree | Self::File(_) => None,
            },
            submodules: match self {
                Self::Revision(side) => side.submodules(),
                _ => Vec::new(),
            },
            component: global.component.clone(),
            env: &environment_variable,
            allowed: &global.env,
        })
    }

    /// Calls the files of a revision by its name instead of by the folder that only this run knows.
    pub fn call_by_revision(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) {
        if let Self::Revision(side) = self {
            let revision = &side.revision;
            let folder = revision.files();
            let label = format!("{}:", revision.name());
            sources.relabel(&folder, &label);
            diagnostics.replace(&format!("{}/", folder.display()), &label);
            diagnostics.replace(&folder.display().to_string(), &label);
        }
    }

    /// The side in words, with the catalog's file as it is called there, and what a link makes of it.
    pub fn words(&self, file: Option<&Path>) -> String {
        let shown = |file: &Path| file.display().to_string();
        let words = match self {
            Self::WorkingTree => format!("working tree: {}", file.map(shown).unwrap_or_default()),
            Self::File(file) => shown(file),
            Self::Folder(folder) => file.map_or_else(|| shown(folder), shown),
            Self::Revision(side) => {
                let revision = &side.revision;
                let root = revision.files();
                let file = file.and_then(|file| file.strip_prefix(root).ok());
                let file = file.map_or("no catalog".to_owned(), shown);
                let note = revision
                    .note()
                    .map_or(String::new(), |note| format!(", {note}"));
                format!(
                    "{} ({}{note}): {file}",
                    revision.name(),
                    revision.short_commit()
                )
            }
        };
        let link = file.and_then(|file| {
            let (written, real) = (self.written(file)?, self.behind(file)?);
            (written != real).then(|| format!(" (a link to {})", shown(&real)))
        });
        words + &link.unwrap_or_default()
    }

    /// Whether the catalog has another path here than on the other side, as the paths are written. A file or folder that
    /// was named by itself has no path in common with the other side.
    pub fn is_moved(&self, file: &Path, other: &Self, other_file: &Path) -> bool {
        match (self.written(file), other.written(other_file)) {
            (Some(here), Some(there)) => here != there,
            _ => false,
        }
    }

    /// The root below which paths of this side are the same as those of the other.
    fn root(&self) -> Option<PathBuf> {
        match self {
            Self::Revision(side) => Some(side.revision.files()),
            Self::Folder(folder) => Some(folder.clone()),
            Self::WorkingTree => files::nearest_repository(&Path::new(".").canonicalize().ok()?),
            Self::File(_) => None,
        }
    }

    /// How this side names a catalog's file, whether links are on the way or not.
    fn written(&self, file: &Path) -> Option<PathBuf> {
        match self {
            Self::WorkingTree => files::inside(file, &self.root()?).ok()?,
            _ => file.strip_prefix(self.root()?).ok().map(Path::to_owned),
        }
    }

    /// How this side names the file that is read in the end.
    fn behind(&self, file: &Path) -> Option<PathBuf> {
        let (real, root) = (file.canonicalize().ok()?, self.root()?.canonicalize().ok()?);
        // What lies outside is not read.
        real.strip_prefix(root).ok().map(Path::to_owned)
    }
}

/// A revision, and the repository that has it.
pub struct RevisionSide {
    revision: Revision,
    repository: Repository,
}

impl RevisionSide {
    /// Unpacks a revision of the repository of the working directory, which must have the catalog.
    fn of(name: &str, catalog: &Path) -> Result<Self, Error> {
        let repository = Repository::find()?;
        in_repository(catalog, &repository)?;
        Ok(Self {
            revision: Revision::unpack(name, &repository)?,
            repository,
        })
    }

    /// The folders of the submodules among the unpacked files.
    fn submodules(&self) -> Vec<PathBuf> {
        let root = self.revision.files();
        let submodules = self.revision.submodules().iter();
        submodules.map(|folder| root.join(folder)).collect()
    }

    /// Where the revision has what `path` names in the working tree, as it is written: a link of the working tree says
    /// nothing about the revision.
    fn within(&self, path: &Path) -> Result<PathBuf, Error> {
        let inside = in_repository(path, &self.repository)?;
        let mut submodules = self.revision.submodules().iter();
        if let Some(submodule) = submodules.find(|folder| inside.starts_with(folder)) {
            return Err(Error::usage(
                format!(
                    "`{}` is a submodule of the revision `{}`, which is not read",
                    visible(&submodule.display().to_string()),
                    visible(self.revision.name())
                ),
                "run rolecall inside of the submodule, with a revision of its repository",
            ));
        }
        Ok(self.revision.files().join(inside))
    }
}

/// How the repository names a path of the working tree.
pub fn in_repository(path: &Path, repository: &Repository) -> Result<PathBuf, Error> {
    let shown = visible(&path.display().to_string()).into_owned();
    match repository.inside(path) {
        Ok(Some(inside)) => Ok(inside),
        Ok(None) => Err(Error::usage(
            format!(
                "{shown} lies outside the repository of the working directory, {}",
                visible(&repository.root().display().to_string())
            ),
            "run rolecall in the repository of the catalog; a revision has it by its path there",
        )),
        Err(ParentOfLink(link)) => Err(Error::usage(
            format!(
                "{shown} leads up from the link {}",
                visible(&link.display().to_string())
            ),
            "write the path without `..`",
        )),
    }
}
