//! `show`: a saved plan, drawn as `plan` drew it.

use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};

use crate::error::{Error, Exit};
use crate::model::{Directory, Folding};
use crate::output::Output;
use crate::page::{Data, PlanPage, Shows};
use crate::plan::{Plan, Saved};
use crate::report::{Header, SavedAs};
use crate::session::drawing::Drawing;
use crate::session::files::{read_file, write_to};
use crate::session::saved::{pictured, read_saved};
use crate::session::{Global, PlanFormat};
use crate::source::Sources;

/// Arguments of `show`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Show a saved plan
  rolecall show plan.json
  # Show it as a comment for a pull request
  rolecall show plan.json --format markdown")]
pub struct ShowArgs {
    /// The file that plan --out wrote
    pub plan: PathBuf,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

pub fn run(args: &ShowArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let saved = read_saved(&args.plan)?;
    let mut sources = Sources::default();
    let plan = saved.plan(&mut sources);
    let folding = Folding::new(&saved.account_types);
    let file = args.plan.display().to_string();
    let digest = digest(&args.plan)?;
    let header = Header {
        overridden: saved.conditions.limits.overridden(),
        ..saved.header.clone()
    };
    let drawing = Drawing {
        plan: &plan,
        header: &header,
        folding: &folding,
        refusals: &[],
        sources: &sources,
        saved: Some(SavedAs {
            file: &file,
            digest: &digest,
            apply: output.invocation().command("apply").option("--plan", &file),
        }),
        picture: &|| {
            let data = pictured(&saved);
            let mut data = data.unwrap_or_else(|| changes(&saved, &plan, &sources));
            data.note_overridden(&header);
            data
        },
    };
    write_to(args.out.as_deref(), output, |out| {
        drawing.draw(args.format, global, out)
    })?;
    Ok(Exit::Done)
}

/// The changes alone, as the tables of a page: what a plan has that was saved without its picture.
fn changes(saved: &Saved, plan: &Plan, sources: &Sources) -> Data {
    PlanPage {
        plan,
        shows: Shows::Plan,
        catalog: &saved.header.catalog,
        before: saved.header.instance_name(),
        directory: &Directory {
            management_account: saved
                .header
                .management_account
                .as_ref()
                .and_then(|one| one.id),
            ..Directory::default()
        },
        account_types: &saved.account_types,
        around: None,
        sources,
    }
    .data()
}

/// The digest of the whole file, as `sha256sum` prints it: a reviewer's plan and the one that is applied are the same
/// if it is.
fn digest(path: &Path) -> Result<String, Error> {
    let text = read_file(path)?;
    let digest = Sha256::digest(text.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
