//! `show`: a saved plan, drawn as `plan` drew it.

use crate::cli::{Global, Show};
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::report::Folding;
use crate::source::Sources;

use super::plan::draw;
use super::saved::read_saved;

pub(super) fn run(args: &Show, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let saved = read_saved(&args.plan)?;
    let mut sources = Sources::default();
    let plan = saved.plan(&mut sources);
    let folding = Folding::new(&saved.account_types);
    draw(
        &plan,
        &saved.header,
        &folding,
        &[],
        &sources,
        args.format,
        global,
        output,
    )?;
    Ok(Exit::Done)
}
