//! `sandbox serve`: the simulator for other clients.

use crate::cli::{SandboxCommand, Serve};
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::sandbox::{Sandbox, Start, empty};

use super::interrupt::asked_to_end;
use super::target::{parse_options, read_state, state_file};

pub(super) fn run(command: &SandboxCommand, output: &mut Output) -> Result<Exit, Error> {
    match command {
        SandboxCommand::Serve(args) => serve(args, output),
    }
}

fn serve(args: &Serve, output: &mut Output) -> Result<Exit, Error> {
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
