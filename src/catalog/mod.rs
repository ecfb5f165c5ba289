//! The catalog: YAML files to a validated [`model::Catalog`](crate::model::Catalog), with every diagnostic.

pub mod atmos;
mod lower;
pub mod node;
pub mod yaml;

pub use atmos::{Input, Loaded, load};
pub use lower::lower;

use crate::model::Partition;

/// The starter that `init` writes.
pub const STARTER: &str = include_str!("../../catalog/aws-sso.yaml");

/// The partition that the account map names, else the commercial one. The instance's ARN, once it is known,
/// has the last word.
pub fn stated_partition(vars: &node::Map) -> Partition {
    vars.get("account_map")
        .and_then(|map| map.as_map()?.get("aws_partition")?.as_text())
        .and_then(Partition::parse)
        .unwrap_or_else(Partition::aws)
}
