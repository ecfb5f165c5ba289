//! How dangerous each change of a plan is, and by which rule.
//!
//! A grant is as dangerous as what the permission set is after the plan; an edit is as dangerous as what it adds to
//! the set.

mod assess;
mod emptied;
mod marks;
#[cfg(test)]
mod tests;

pub(super) use assess::assess;
pub use marks::{Mark, Subject};
