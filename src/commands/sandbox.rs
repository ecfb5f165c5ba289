//! `sandbox serve`: the simulator for other clients.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::error::{Error, Exit};
use crate::output::Output;
use crate::sandbox::{OPTIONS, Sandbox, Start, empty};
use crate::session::connection::{parse_options, read_state, state_file};
use crate::session::interrupt::asked_to_end;

/// Commands of the simulator.
#[derive(Debug, Clone, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted; prints the URL
    Serve(ServeArgs),
}

/// Arguments of `sandbox serve`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = options())]
pub struct ServeArgs {
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

const EXAMPLES: &str = "\
Examples:
  # Serve on a free port
  rolecall sandbox serve
  # Keep the state in a file and apply AWS's limits
  rolecall sandbox serve --listen 127.0.0.1:0 --state sandbox.json --options aws-limits=true";

/// The options of the sandbox as a table: an example of each, and what it means; then the examples.
fn options() -> String {
    let example = |(name, value, _): &(&str, &str, &str)| format!("{name}={value}");
    let width = OPTIONS.iter().map(|option| example(option).len()).max();
    let mut text =
        "Limits and faults (--options, and --sandbox-options of other commands):".to_owned();
    for option in OPTIONS {
        let width = width.unwrap_or_default();
        text += &format!("\n  {:width$}  {}", example(option), option.2);
    }
    text + "\n\n" + EXAMPLES
}

pub fn run(command: &SandboxCommand, output: &mut Output) -> Result<Exit, Error> {
    match command {
        SandboxCommand::Serve(args) => serve(args, output),
    }
}

fn serve(args: &ServeArgs, output: &mut Output) -> Result<Exit, Error> {
    let state = args.state.as_deref().map(state_file).transpose()?;
    let snapshot = state.as_deref().map(read_state).transpose()?.flatten();
    let snapshot = snapshot.or_else(|| args.empty.then(empty));
    let sandbox = Sandbox::start(Start {
        listen: args.listen,
        allow_non_loopback: args.allow_non_loopback,
        options: parse_options(args.options.as_deref())?,
        snapshot,
        access_key: None,
        hosts: args.allow_hosts.clone(),
        save_to: state,
    })
    .map_err(|source| Error::sandbox(args.state.as_deref(), source))?;
    writeln!(output.stdout(), "{}", sandbox.url())?;
    output.flush()?;
    writeln!(
        output.stderr(),
        "Answers for sso-admin, identitystore, organizations and sts, for example:\n  \
         AWS_ENDPOINT_URL={} AWS_REGION={} AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any rolecall plan\n\
         Ctrl-C ends it.",
        sandbox.url(),
        sandbox.region(),
    )?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(asked_to_end())?;
    sandbox
        .stop()
        .map_err(|source| Error::sandbox(args.state.as_deref(), source))?;
    Ok(Exit::Done)
}
