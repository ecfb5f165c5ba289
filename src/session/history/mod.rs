//! The catalog at each commit, from the youngest back.

mod state;
mod walk;

pub use walk::Walk;
