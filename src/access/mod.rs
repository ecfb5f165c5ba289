//! Who has what where, and what follows from it: assignments, people, the IAM roles behind them, groups with their ids.

mod entry;
mod groups;
mod list;
mod names;
mod people;
mod roles;
mod rows;
mod sides;

pub use entry::{Entry, Person, Standing, entries};
pub use groups::{GroupFilter, GroupList};
pub use list::{Access, Question};
pub use names::{UnknownName, check};
pub use people::Members;
pub use roles::{Role, Roles};
pub use rows::AccessRow;
pub use sides::{CatalogSide, LiveSide};
