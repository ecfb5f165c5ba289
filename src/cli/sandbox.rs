//! The command line of `sandbox`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Commands of the simulator.
#[derive(Debug, Clone, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted; prints the URL
    Serve(Serve),
}

/// Arguments of `sandbox serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The file that keeps the state [default: kept in memory only]
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Limits and faults: key=value, separated by commas
    #[arg(long, value_name = "OPTIONS")]
    pub options: Option<String>,
    /// Listen on an address that other machines can reach
    #[arg(long)]
    pub allow_non_loopback: bool,
}
