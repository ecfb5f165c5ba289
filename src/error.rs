//! The edge: what ends a run, how it is said, and with which exit code.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::aws::AwsError;
use crate::import::ImportError;
use crate::model::SnapshotError;
use crate::sandbox::SandboxError;
use crate::visible::visible;

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do: 0.
    Done,
    /// An error that is told already: 1.
    Failed,
    /// There are changes, and the caller asked to be told by the exit code: 2.
    Changes,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Changes => Self::from(2),
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
    /// What lives cannot be written as a catalog.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A command that cannot be carried out as it was given.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// The terminal is gone.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
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

    /// Whether the reader of stdout went away, which is no failure: `rolecall access | head`.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Writes the error, its cause and what to do.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let bold = anstyle::Style::new().bold();
        if matches!(self, Self::Diagnostics) {
            return Ok(());
        }
        writeln!(out, "{red}error{red:#}{bold}: {}{bold:#}", self)?;
        for help in self.help() {
            writeln!(out, "help: {help}")?;
        }
        Ok(())
    }

    fn help(&self) -> Vec<String> {
        match self {
            Self::Aws(error) => error.help().into_iter().map(Into::into).collect(),
            Self::Usage { help, .. } => vec![help.clone()],
            Self::Snapshot { .. } => {
                vec!["make one with: rolecall snapshot > snapshot.json".to_owned()]
            }
            Self::Import(_) => vec![
                "nothing was written; narrow the import to the other sets: --permission-set GLOB"
                    .to_owned(),
            ],
            _ => Vec::new(),
        }
    }
}
