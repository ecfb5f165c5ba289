//! Groups and users: their names, and which groups there must be.

mod groups;
mod names;

pub(super) use groups::{KEYS, groups_that_must_exist, groups_to_create};
pub(super) use names::{check_principal, longest_name, principal_names};
