//! The options that narrow an answer about access.

use clap::Args;

use crate::model::AccessFilter;

/// Which assignments to answer about.
#[derive(Debug, Clone, Default, Args)]
pub struct FilterArgs {
    /// Only this group; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Filter")]
    pub group: Vec<String>,
    /// Only this user; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Filter")]
    pub user: Vec<String>,
    /// Only this account, by name or id; may be repeated
    #[arg(long, value_name = "ACCOUNT", help_heading = "Filter")]
    pub account: Vec<String>,
    /// Only this permission set; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Filter")]
    pub permission_set: Vec<String>,
}

impl FilterArgs {
    /// Returns the filter.
    pub fn filter(&self) -> AccessFilter {
        AccessFilter {
            groups: self.group.clone(),
            users: self.user.clone(),
            accounts: self.account.clone(),
            permission_sets: self.permission_set.clone(),
        }
    }
}
