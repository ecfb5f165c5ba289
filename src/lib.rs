//! rolecall
pub mod apply;
pub mod aws;
pub mod catalog;
pub mod diagnostic;
pub mod model;
pub mod plan;
pub mod sandbox;
pub mod source;
