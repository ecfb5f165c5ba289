//! The command line of `sandbox`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::sandbox::OPTIONS;

/// Commands of the simulator.
#[derive(Debug, Clone, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted; prints the URL
    Serve(Serve),
}

/// Arguments of `sandbox serve`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = options())]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The file that keeps the state [default: kept in memory only]
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Start without an organization, groups and users, unless the state file exists
    #[arg(long)]
    pub empty: bool,
    /// Limits and faults: key=value, separated by commas; --help lists them
    #[arg(long, value_name = "OPTIONS")]
    pub options: Option<String>,
    /// Listen on an address that other machines can reach
    #[arg(long)]
    pub allow_non_loopback: bool,
    /// A name by which clients reach the sandbox, besides localhost and its address; may be given several times.
    /// Requests for other names, and those of web pages, are refused
    #[arg(long = "allow-host", value_name = "NAME")]
    pub allow_hosts: Vec<String>,
}

/// The options of the sandbox as a table: an example of each, and what it means.
fn options() -> String {
    let example = |(name, value, _): &(&str, &str, &str)| format!("{name}={value}");
    let width = OPTIONS.iter().map(|option| example(option).len()).max();
    let mut text =
        "Limits and faults (--options, and --sandbox-options of other commands):".to_owned();
    for option in OPTIONS {
        let width = width.unwrap_or_default();
        text += &format!("\n  {:width$}  {}", example(option), option.2);
    }
    text
}
