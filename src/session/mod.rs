//! What commands share: the options that every command takes, the catalog of a run, where the organization comes from,
//! the connection, planning, files, progress, interrupts.

pub mod artifacts;
pub mod base;
pub mod bootstrap;
pub mod connection;
pub mod drawing;
pub mod failed;
pub mod files;
mod filter_args;
mod formats;
mod global;
pub mod history;
pub mod interrupt;
pub mod load;
mod only;
mod organization;
mod plan_args;
pub mod planning;
pub mod progress;
pub mod rendering;
pub mod saved;
pub mod side;
pub mod stats;
pub mod templates;
pub mod today;
pub mod watched;
pub mod workspace;

pub use filter_args::FilterArgs;
pub use formats::{AnswerFormat, PlanFormat};
pub use global::Global;
pub use organization::{
    Existing, Organization, OrganizationArgs, OrganizationSource, SnapshotArgs,
    everything_about_accounts, read_snapshot,
};
pub use plan_args::{BaseArgs, LimitArgs, PlanOptionArgs, ScanArg};
