//! rolecall
pub mod catalog;
pub mod desired;
pub mod diagnostic;
pub mod model;
pub mod nearest;
pub mod plan;
pub mod report;
pub mod source;
