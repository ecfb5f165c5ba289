//! The generated reference in `docs/reference/`, held to the code that it documents.

mod catalog;
mod diagnostics;
mod json;
mod man;
mod markdown;
mod page;
mod schema;
