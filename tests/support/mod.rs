//! What several tests need.

pub mod moto;
pub mod peers;
pub mod rolecall;
