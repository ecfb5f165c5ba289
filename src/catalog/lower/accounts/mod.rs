//! `account_map` and `account_types`: accounts by name, and named selections of accounts.

mod account_id;
mod account_map;
mod account_types;
mod placeholders;

pub(super) use account_map::{AccountMap, KEYS, account_map};
pub(super) use account_types::{CLAUSE_KEYS, LIST_KEYS, TYPE_KEYS, account_pattern, account_types};
pub(super) use placeholders::check_account_map;
