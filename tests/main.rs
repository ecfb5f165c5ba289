//! The integration tests, as one binary: one link of the AWS SDK instead of one for each file.

mod architecture;
mod commands;
mod render;
mod sandbox;
mod support;
