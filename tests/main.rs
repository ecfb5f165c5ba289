//! integration

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should panic where it stands"
)]

mod aws;
mod sandbox;
mod support;
