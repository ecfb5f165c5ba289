//! When somebody gained and lost access: the differences of a catalog's revisions, narrowed to whom or what is asked
//! about.

mod event;
mod report;
mod subject;

pub use event::{Because, Event, Moved, event};
pub use report::{History, Stepped};
pub use subject::{SubjectError, narrowed};
