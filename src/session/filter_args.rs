//! The options that narrow an answer about access.

use clap::Args;

use crate::access::{self, CatalogSide, LiveSide};
use crate::catalog::built_in_names;
use crate::error::Error;
use crate::model::{AccessFilter, Directory};

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

    /// Returns the filter, every name of which the catalog, what exists or the built-in permission sets have.
    ///
    /// # Errors
    /// A name that nothing has, with the nearest.
    pub fn checked(
        &self,
        catalog: Option<CatalogSide<'_>>,
        live: Option<LiveSide<'_>>,
        directory: &Directory,
    ) -> Result<AccessFilter, Error> {
        let filter = self.filter();
        access::check(&filter, catalog, live, directory, &built_in_names())
            .map_err(|unknown| Error::usage(unknown.message, unknown.help))?;
        Ok(filter)
    }
}
