//! The lines above a plan: which catalog, which instance.

use super::fold::count;
use crate::plan::Header;
use crate::visible::visible;

pub(super) fn lines(header: &Header) -> [String; 2] {
    let management = header
        .management_account
        .as_ref()
        .map_or(String::new(), |account| {
            format!(", management account {}", visible(&account.name))
        });
    [
        format!(
            "Catalog   {}: {}, {}, {}, {}",
            visible(&header.catalog),
            count(header.accounts, "account"),
            count(header.principals, "principal"),
            count(header.permission_sets, "permission set"),
            count(header.assignments, "assignment"),
        ),
        format!(
            "Instance  {} ({}){management}",
            header.instance_name(),
            header.place
        ),
    ]
}
