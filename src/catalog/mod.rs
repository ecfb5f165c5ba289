//! The catalog: YAML files to a validated [`model::Catalog`](crate::model::Catalog), with every diagnostic.

pub mod atmos;
mod lower;
pub mod node;
pub mod yaml;

pub use atmos::{Input, Loaded, load};
pub use lower::lower;
