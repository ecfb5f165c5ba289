//! The generated reference in `docs/reference/`, held to the code that it documents.

mod catalog;
mod commands;
mod diagnostics;
mod examples;
mod json;
mod man;
mod markdown;
mod page;
mod schema;
