//! The two sides of an answer about access: the catalog, and what exists in IAM Identity Center.

use crate::model::{Catalog, Desired, Live, Snapshot};
use crate::source::Sources;

/// What a catalog asks for.
#[derive(Debug, Clone, Copy)]
pub struct CatalogSide<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// What it asks for.
    pub desired: &'a Desired,
    /// Its texts.
    pub sources: &'a Sources,
}

/// What exists. The scope of `live` is every permission set and every assignment.
#[derive(Debug, Clone, Copy)]
pub struct LiveSide<'a> {
    /// The instance or the snapshot, for people.
    pub name: &'a str,
    /// Sets and assignments.
    pub live: &'a Live,
    /// What they were read from, with users and memberships.
    pub snapshot: &'a Snapshot,
}
