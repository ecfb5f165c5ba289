//! The generated reference in `docs/reference/`, held to the code that it documents.

mod catalog;
mod json;
mod markdown;
mod page;
mod schema;
