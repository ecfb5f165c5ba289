//! `moved` blocks: the state of another configuration carries over, nothing is destroyed and nothing created.

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::assignments::Assignment;
use super::{MovedFrom, Options};
use crate::render::Subject;

/// What `moved.tf.j2` is given; `None` where nothing moves.
pub(super) fn context(
    subject: &Subject<'_>,
    options: &Options<'_>,
    assignments: &[Assignment],
) -> Option<Value> {
    let _ = (subject, assignments, Address::new(&[]));
    match options.moved_from {
        Some(MovedFrom::CloudPosse) => Some(context!()),
        None => None,
    }
}
