//! A snapshot: organization, identity store and live state as one file.
pub struct Snapshot;
pub struct SnapshotError;
