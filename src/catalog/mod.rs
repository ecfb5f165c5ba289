//! The catalog: YAML files to a validated [`model::Catalog`](crate::model::Catalog), with every diagnostic.
//!
//! Two steps, because policies are written out for a partition, and the partition is known only once AWS
//! answered: [`load()`] reads and merges files, [`lower()`] gives their entries a meaning and touches no network.
//! The second is cheap and may be done again for another partition.

pub mod atmos;
mod lower;
pub mod node;
mod starter;
pub mod yaml;

pub use atmos::{Input, Loaded, load};
pub use lower::{STARTER, built_in_names, declared_partition, is_built_in, lower, schema};
pub use starter::starter_groups;
