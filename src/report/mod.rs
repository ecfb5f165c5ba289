//! A plan or a list of access, drawn for a terminal, a pull request or a program.
//!
//! Pure: the same plan gives the same bytes. What is drawn goes to whatever `Write` the caller hands over.

mod annotations;
mod danger;
mod diff;
mod diff_json;
mod errors;
mod estimate;
mod failed;
mod header;
mod json;
mod markdown;
mod moves;
mod notes;
mod outcome;
mod permission_sets;
mod refusal;
mod rules;
mod schema;
mod stale;
mod statement;
mod summary;
mod text;

pub use annotations::{
    Lines, annotations, failure_annotations, overridden_annotation, refusal_annotations,
};
pub use danger::sentence as danger_sentence;
pub use diff::{DiffHeader, diff_text};
pub use diff_json::{diff_changes, diff_json};
pub use estimate::{Estimate, Forecast, Pace, duration};
pub use failed::{failed_diff_json, failed_markdown, failed_plan_json};
pub use header::overridden;
pub use json::{plan_changes, plan_json, write_with_changes};
pub use markdown::{SavedAs, diff_markdown, plan_markdown};
pub use notes::sentences as note_sentences;
pub use outcome::{Ending, FailedChange, NextCommands, UnfinishedChange, done, not_done, remarks};
pub(crate) use permission_sets::line_difference;
pub use refusal::{refusals_json, refused};
pub use rules::words as rule_words;
pub use schema::{access_schema, diff_schema, plan_schema};
pub use stale::stale;
pub use summary::Summary;
pub use text::plan_text;

pub use crate::plan::Header;
