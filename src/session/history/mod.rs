//! The catalog at each commit, from the youngest back.

mod names;
mod state;
mod walk;

pub use names::Names;
pub use walk::Walk;
