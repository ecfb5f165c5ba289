//! Who has what where, and what follows from it: assignments, the IAM roles behind them, groups with their ids.

mod groups;
mod list;
mod roles;

pub use groups::{GroupFilter, GroupList};
pub use list::{Access, AccessRow};
pub use roles::{Role, Roles};
