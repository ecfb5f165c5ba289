//! Why a sandbox cannot start, stop or save, and how it refuses a direct call.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::snapshot::SnapshotError;
use super::world::Refusal;

/// Why a sandbox cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The state file cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The address is reachable from other machines, and that was not allowed.
    #[error(
        "the sandbox listens on loopback only, and {address} is not: anyone who reaches it could change its state"
    )]
    NotLoopback {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address cannot be served.
    #[error("the sandbox cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The state file cannot be written.
    #[error("the sandbox's state cannot be saved to {}", path.display())]
    Save {
        /// The state file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

/// An AWS exception, as the answer to a direct call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refused {
    /// The exception's name, for example `ConflictException`.
    pub code: &'static str,
    /// Its message.
    pub message: String,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            message: refusal.message,
        }
    }
}
