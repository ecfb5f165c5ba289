//! What several tests need.

pub mod peers;
pub mod rolecall;
