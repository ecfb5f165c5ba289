//! Access, or a plan, as one HTML file to look at.
//!
//! Pure: [`AccessPage::data`] and [`PlanPage::data`] make tables, [`write()`] puts them into a file beside the script that draws them. The file
//! asks nothing of anybody: no network, no other file. What the script draws of the tables it draws as text, never as
//! markup.

mod access;
mod data;
mod document;
mod edits;
mod escape;
mod fallback;
mod people;
mod plan;
mod sets;
mod tables;

pub use access::AccessPage;
pub use data::{
    AccountData, Data, Definition, Edit, FindingData, Heading, Holding, PrincipalData, SetData,
    SetStanding, Shows,
};
pub use document::write;
pub use plan::{Around, PlanPage};
