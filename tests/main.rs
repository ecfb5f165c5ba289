//! integration

mod aws;
mod sandbox;
mod support;
