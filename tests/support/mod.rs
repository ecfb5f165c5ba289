//! What several tests need.

pub mod git;
pub mod peers;
pub mod rolecall;
