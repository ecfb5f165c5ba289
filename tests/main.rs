//! The integration tests, as one binary: one link of the AWS SDK instead of one for each file.

mod architecture;
mod aws;
mod catalog;
mod commands;
mod moto;
mod sandbox;
mod support;
