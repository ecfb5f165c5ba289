//! rolecall

pub mod sandbox;
