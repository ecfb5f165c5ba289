//! `apply`.
use crate::cli::{Apply, Global};
use crate::error::{Error, Exit};
use crate::output::Output;
pub(super) fn run(_: &Apply, _: &Global, _: &mut Output) -> Result<Exit, Error> {
    Ok(Exit::Failed)
}
