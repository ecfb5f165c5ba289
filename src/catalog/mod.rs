//! The catalog: YAML files to a validated [`model::Catalog`](crate::model::Catalog), with every diagnostic.

mod lower;
pub mod node;
pub mod yaml;

pub use lower::lower;
