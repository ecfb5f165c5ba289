//! What several tests need.

pub mod browser;
pub mod git;
pub mod moto;
pub mod peers;
pub mod rolecall;
pub mod terraform;
