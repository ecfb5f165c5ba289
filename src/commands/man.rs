//! `man`: a manual page for each command.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Exit};
use crate::files::{self, Readers};
use crate::output::Output;
use crate::session::files::not_written;
use crate::text::visible;

/// Arguments of `man`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write the man pages into the folder man
  rolecall man --out man
  # Read one of them
  man man/rolecall-plan.1")]
pub struct ManArgs {
    /// The folder to write to; existing pages are replaced
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Writes `rolecall.1` and a page such as `rolecall-plan.1` for each command below `command`, the whole command line.
///
/// # Errors
/// A page cannot be written.
pub fn run(args: &ManArgs, mut command: clap::Command, output: &mut Output) -> Result<Exit, Error> {
    command.build();
    files::create_folders(&args.out).map_err(|error| not_written(&args.out, error))?;
    write(&command, args, output)?;
    Ok(Exit::Done)
}

/// Writes the page of a command and those of the commands below it. `help` and what is hidden have none.
fn write(command: &clap::Command, args: &ManArgs, output: &mut Output) -> Result<(), Error> {
    let man = clap_mangen::Man::new(command.clone())
        .source(concat!("rolecall ", env!("CARGO_PKG_VERSION")));
    let path = args.out.join(man.get_filename());
    files::replace(&path, Readers::Default, |out| man.render(out))
        .map_err(|error| not_written(&path, error))?;
    writeln!(
        output.stdout(),
        "wrote {}",
        visible(&path.display().to_string())
    )?;
    let below = command
        .get_subcommands()
        .filter(|one| !one.is_hide_set() && one.get_name() != "help");
    for one in below {
        write(one, args, output)?;
    }
    Ok(())
}
