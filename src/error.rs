//! The edge: what ends a run, how it is said, and with which exit code.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::aws::AwsError;
use crate::diagnostic::Failure;
use crate::import::{ForeignError, ImportError};
use crate::model::SnapshotError;
use crate::output::Output;
use crate::plan::SavedPlanError;
use crate::render::RenderError;
use crate::revision::RevisionError;
use crate::sandbox::SandboxError;
use crate::text::{Invocation, visible};

/// The exit codes, for the help of the commands whose codes say more than success or failure.
macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0  done, or nothing to do
  1  an error; also a wrong command line
  2  there are changes (plan, diff and access with --detailed-exitcode), something is due (review
     --detailed-exitcode), or files differ (render --check, review --codeowners --check)
  3  refused by a safety limit, or because a saved plan no longer holds"
    };
}
pub(crate) use exit_codes;

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do: 0.
    Done,
    /// An error that is told already: 1.
    Failed,
    /// There are changes, and the caller asked to be told by the exit code: 2.
    Changes,
    /// A safety limit, or a saved plan that no longer holds; said already: 3.
    Refused,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Changes => Self::from(2),
            Exit::Refused => Self::from(3),
        }
    }
}

/// What ends a run before its work is done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Problems in the catalog, drawn already.
    #[error("the catalog has errors")]
    Diagnostics,
    /// AWS said no, or nothing.
    #[error(transparent)]
    Aws(Box<AwsError>),
    /// The sandbox cannot be started or kept.
    #[error("{}{source}", state.as_ref().map_or(String::new(), |path| format!("{}: ", visible(&path.display().to_string()))))]
    Sandbox {
        /// The file that keeps its state.
        state: Option<PathBuf>,
        /// Why.
        source: SandboxError,
    },
    /// A file of the user cannot be read or written.
    #[error("cannot {verb} {path}: {source}", path = visible(&.path.display().to_string()))]
    File {
        /// `read` or `write`.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A snapshot that is no snapshot.
    #[error("{path} is not a snapshot: {source}", path = visible(&.path.display().to_string()))]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SnapshotError,
    },
    /// A revision whose files cannot be had.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// Nothing could be rendered.
    #[error("cannot render: {0}")]
    Render(#[from] RenderError),
    /// A saved plan that must not be used.
    #[error("{path} is not a saved plan that can be used: {source}", path = visible(&.path.display().to_string()))]
    SavedPlan {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SavedPlanError,
    },
    /// What lives cannot be written as a catalog.
    #[error("{}", visible(&.0.to_string()))]
    Import(#[from] ImportError),
    /// What another tool made cannot be read.
    #[error("{}", visible(&.0.to_string()))]
    Foreign(#[from] ForeignError),
    /// A command that cannot be carried out as it was given.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// stdout or stderr cannot be written, to a full disk for example; a reader that goes away is no error.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
    /// A mistake in the program itself.
    #[error("internal error: {message}")]
    Internal {
        /// What and where, for a report.
        message: String,
    },
}

impl From<AwsError> for Error {
    fn from(error: AwsError) -> Self {
        Self::Aws(Box::new(error))
    }
}

impl Error {
    /// A command that cannot be carried out as it was given.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            help: help.into(),
        }
    }

    /// A sandbox that cannot be started or kept, with the file of its state.
    pub fn sandbox(state: Option<&std::path::Path>, source: SandboxError) -> Self {
        Self::Sandbox {
            state: state.map(std::path::Path::to_owned),
            source,
        }
    }

    /// How the run ends with this error. A saved plan that was tampered with is refused, like one that no longer
    /// holds.
    pub fn exit(&self) -> Exit {
        match self {
            Self::SavedPlan { .. } => Exit::Refused,
            _ => Exit::Failed,
        }
    }

    /// The error for a product that says why there is none; `None` where its diagnostics are known already.
    pub fn failure(&self) -> Option<Failure> {
        let code = match self {
            Self::Diagnostics => return None,
            Self::SavedPlan { .. } => "refused",
            _ => "error",
        };
        let details = self.details().iter().map(|detail| format!("; {detail}"));
        Some(Failure {
            code: code.to_owned(),
            message: std::iter::once(self.to_string()).chain(details).collect(),
            label: None,
            file: None,
            line: None,
            help: self.help(),
        })
    }

    /// Prints the error to stderr.
    pub fn print(&self, output: &mut Output) -> io::Result<()> {
        let invocation = output.invocation().clone();
        self.write(&invocation, output.stderr())
    }

    /// Writes the error, its cause and what to do next, with commands at the place of `invocation`.
    pub fn write(&self, invocation: &Invocation, out: &mut dyn Write) -> io::Result<()> {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let bold = anstyle::Style::new().bold();
        if matches!(self, Self::Diagnostics) {
            return Ok(());
        }
        let word = match self.exit() {
            Exit::Refused => "refused",
            _ => "error",
        };
        // One line, whatever is in the names that it tells: a line of its own could be a command to a CI system.
        let message = self.to_string();
        writeln!(
            out,
            "{red}{word}{red:#}{bold}: {}{bold:#}",
            visible(&message)
        )?;
        for detail in self.details() {
            writeln!(out, "  - {}", visible(detail))?;
        }
        for help in self.help() {
            writeln!(out, "help: {}", visible(&invocation.complete(&help)))?;
        }
        Ok(())
    }

    /// What an error is made of, where that is more than one thing.
    fn details(&self) -> &[String] {
        match self {
            Self::Import(ImportError::NotProven(details))
            | Self::Foreign(ForeignError::NotUnderstood(details)) => details,
            _ => &[],
        }
    }

    fn help(&self) -> Vec<String> {
        match self {
            Self::Aws(error) => error.help().into_iter().collect(),
            Self::Foreign(ForeignError::NotUnderstood(_)) => vec![
                "nothing was written: what is left out here would be revoked once the rest is adopted"
                    .to_owned(),
            ],
            Self::Foreign(ForeignError::UnknownSet(_)) => vec![
                "name somebody who knows it: --snapshot FILE, or credentials".to_owned(),
            ],
            Self::Import(_) => vec![
                "nothing was written; narrow the import to the other sets: --permission-set GLOB"
                    .to_owned(),
            ],
            Self::Usage { help, .. } => vec![help.clone()],
            Self::Internal { .. } => vec![
                "this is a mistake in rolecall: please report it with the command; what is done stays done, so run a \
                 plan before the next apply"
                    .to_owned(),
            ],
            Self::Render(error) => error.help().into_iter().map(str::to_owned).collect(),
            Self::SavedPlan { .. } => {
                vec!["make a plan anew: rolecall plan --out plan.json".to_owned()]
            }
            Self::Snapshot { .. } => {
                vec!["make one with: rolecall snapshot > snapshot.json".to_owned()]
            }
            Self::Revision(error) => advice(error),
            _ => Vec::new(),
        }
    }
}

/// What to do where git does not give a revision.
fn advice(error: &RevisionError) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match error {
        RevisionError::Unknown(name) | RevisionError::NotOfRemote { name, .. } => vec![
            format!(
                "fetch it first, in CI for example: git fetch --no-tags origin {}",
                visible(name.trim_start_matches("origin/"))
            ),
            "or name another revision, a file or a folder".to_owned(),
        ],
        RevisionError::Ambiguous { meanings, .. } => match meanings.first() {
            Some(full) => vec![format!("use the full name: {}", visible(full))],
            None => Vec::new(),
        },
        RevisionError::NoRepository => {
            one("name a file or a folder, or run it inside the repository")
        }
        RevisionError::OtherRepository(_) => {
            one("unset GIT_DIR, or run it inside the repository that it names")
        }
        RevisionError::Refused {
            advice: Some(command),
            ..
        } => vec![format!("if you trust its owner: {}", visible(command))],
        RevisionError::Missing(_) => {
            one("fetch the whole repository first: git fetch --refetch --no-filter")
        }
        _ => Vec::new(),
    }
}
