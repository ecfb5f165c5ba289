//! integration

mod sandbox;
mod support;
