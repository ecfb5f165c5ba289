//! What a command talks to: AWS, or the sandbox.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Global;
use crate::aws::{Connection, Settings};
use crate::error::Error;
use crate::files;
use crate::output::Output;
use crate::report::Pace;
use crate::sandbox::{Options, OptionsError, Sandbox, Start, random_key};

use super::files::{not_written, read_bounded};

/// Runs `work` with a connection to the target that the command line names, and says at the end which rights it did
/// without. The sandbox keeps what was done, however `work` ends.
pub fn with_connection<T>(
    global: &Global,
    output: &mut Output,
    work: impl AsyncFnOnce(&Connection, &mut Output) -> Result<T, Error>,
) -> Result<T, Error> {
    with_settings(global, async |settings| {
        let connection = Connection::open(&settings).await?;
        let result = work(&connection, output).await;
        for action in connection.requests().done_without() {
            writeln!(
                output.stderr(),
                "note: AWS denies the caller {action}, which was done without"
            )?;
        }
        result
    })
}

/// The same before anything is asked of the target: for those who want to know how far it is set up.
pub fn with_settings<T>(
    global: &Global,
    work: impl AsyncFnOnce(Settings) -> Result<T, Error>,
) -> Result<T, Error> {
    let key = random_key();
    let sandbox = global
        .sandbox
        .as_deref()
        .map(|file| start_sandbox(file, global.sandbox_options.as_deref(), &key))
        .transpose()?;
    if sandbox.is_none() && global.sandbox_options.is_some() {
        return Err(Error::usage(
            "--sandbox-options is given without --sandbox",
            "add --sandbox, or leave the options out",
        ));
    }
    let settings = Settings {
        profile: global.profile.clone(),
        region: global
            .region
            .clone()
            .or_else(|| Some(sandbox.as_ref()?.region())),
        endpoint_url: sandbox.as_ref().map(Sandbox::url),
        sandbox_key: Some(key),
        instance_arn: global.instance_arn.clone(),
        requests_per_second: global.rate(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(work(settings));
    if let Some(sandbox) = sandbox {
        let saved = sandbox.stop();
        saved.map_err(|source| Error::sandbox(global.sandbox.as_deref(), source))?;
    }
    result
}

/// Starts the sandbox on the state in `file`; a file that is not there yet starts as a fresh organization.
/// Only requests that are signed with `key` are answered.
fn start_sandbox(file: &Path, options: Option<&str>, key: &str) -> Result<Sandbox, Error> {
    let state = state_file(file)?;
    let start = Start {
        options: parse_options(options)?,
        snapshot: read_state(&state)?,
        access_key: Some(key.to_owned()),
        save_to: Some(state),
        ..Start::default()
    };
    Sandbox::start(start).map_err(|source| Error::sandbox(Some(file), source))
}

/// The limits and faults that the command line asks of the sandbox.
pub fn parse_options(text: Option<&str>) -> Result<Options, Error> {
    text.map_or_else(|| Ok(Options::default()), str::parse)
        .map_err(|error: OptionsError| {
            Error::usage(
                error.to_string(),
                "an example: --sandbox-options aws-limits=true,seed=7",
            )
        })
}

/// Where a state file is: not where a link of the repository leads.
pub fn state_file(file: &Path) -> Result<PathBuf, Error> {
    match files::resolve(file) {
        // The new state takes the place of the file, and not that of a link to it.
        Ok(real) if file.is_symlink() => Ok(real),
        Ok(_) => Ok(file.to_owned()),
        Err(error) => Err(not_written(file, error)),
    }
}

/// How fast the target is. The sandbox says so; AWS's limits are documented, and what an operation takes there is
/// assumed.
pub fn pace(global: &Global) -> Pace {
    let rate = global.rate();
    let options = parse_options(global.sandbox_options.as_deref());
    match (&global.sandbox, options) {
        (Some(_), Ok(options)) => Pace {
            requests_per_second: rate,
            operation: options.operation_time,
            is_assumed: false,
            assignments: options.outstanding_assignments,
            provisionings: options.outstanding_provisionings,
        },
        _ => Pace::of_aws(rate),
    }
}

/// The text of a state file; `None` if it is not there yet.
pub fn read_state(file: &Path) -> Result<Option<String>, Error> {
    match read_bounded(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::File {
            verb: "read",
            path: file.to_owned(),
            source,
        }),
    }
}
