//! The catalog: YAML files to a validated [`model::Catalog`](crate::model::Catalog), with every diagnostic.

pub mod atmos;
pub mod node;
pub mod yaml;
