//! How text is shaped: counts, lists, tables, wrapping, Markdown, CSV, JSON, the visible form of text from outside.
//!
//! The only place that does so; what is drawn with these tools belongs to the feature that draws it.

pub mod count;
mod csv;
mod invocation;
mod json;
pub mod look_alike;
mod markdown;
mod nearest;
pub mod table;
mod visible;

pub use count::{count, thousands};
pub use csv::csv_cell;
pub use invocation::Invocation;
pub use json::json;
pub(crate) use markdown::md;
pub use markdown::{Document, Harmless, Markdown, Piece, code, counted, thousands_in};
pub use nearest::{Nearest, nearest};
pub use visible::{code_point, is_format, is_unsafe, visible, visible_lines, visible_offset};
