//! Integration tests: one binary, one module for each part.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod catalog;
