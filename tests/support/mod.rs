//! What several tests need.

pub mod peers;
