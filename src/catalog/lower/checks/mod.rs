//! What is wrong with a catalog as a whole, after its tables were lowered.

mod double_accounts;
mod enabled;
mod look_alikes;
mod renames;
mod vars;

pub(super) use double_accounts::check_double_accounts;
pub(super) use enabled::check_enabled;
pub(super) use look_alikes::check_look_alikes;
pub(super) use renames::check_renames;
pub(super) use vars::check_vars;
