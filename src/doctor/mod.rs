//! What will bite later: findings in a snapshot, before they are somebody's outage.
//!
//! Pure. The same snapshot and catalog give the same findings in the same order.

mod accounts;
mod assignments;
mod code;
mod control_tower;
mod examined;
mod finding;
mod groups;
mod look_alikes;
mod looked_at;
mod people;
mod quotas;
mod report;
mod severity;
mod users;

pub use code::FindingCode;
pub use finding::Finding;
pub use looked_at::LookedAt;
pub use report::Report;
pub use severity::Severity;

use crate::model::{Catalog, Snapshot};
use examined::Examined;

/// Everything that is wrong or will be, problems before warnings, each kind together.
///
/// With a catalog, the groups that it requires are looked at, too. A snapshot that was read from AWS has
/// everything that is looked for; one that was written by hand is taken at its word.
pub fn examine(snapshot: &Snapshot, catalog: Option<&Catalog>) -> Vec<Finding> {
    let examined = Examined::new(snapshot, catalog);
    let mut findings = Vec::new();
    groups::examine(&examined, &mut findings);
    users::examine(&examined, &mut findings);
    assignments::examine(&examined, &mut findings);
    people::examine(&examined, &mut findings);
    accounts::examine(&examined, &mut findings);
    control_tower::examine(&examined, &mut findings);
    quotas::examine(&examined, &mut findings);
    look_alikes::examine(&examined, &mut findings);
    findings.sort();
    findings.dedup();
    findings
}
