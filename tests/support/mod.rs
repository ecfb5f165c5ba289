//! What several tests need.

pub mod as_aws;
pub mod browser;
pub mod figures;
pub mod git;
pub mod http;
pub mod metronome;
pub mod moto;
pub mod other_client;
pub mod peers;
pub mod rolecall;
pub mod terraform;
