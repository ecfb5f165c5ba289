//! CloudFormation.
pub const NAME: &str = "x";
