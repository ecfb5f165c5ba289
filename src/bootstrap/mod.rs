//! From a fresh management account to a catalog that is applied: what was observed becomes steps, each done or
//! with what to do next.
//!
//! Pure. The command observes, this decides and draws; so every state that an account can be in is a value.

mod catalog;
mod console;
mod create;
mod groups;
mod guide;
mod idp;
mod observed;
mod prerequisites;
mod report;
mod step;

pub use create::may_create_groups;
pub use groups::{MissingGroup, missing_groups};
pub use idp::Idp;
pub use observed::{Accounts, Applied, CatalogFacts, CatalogSeen, Creation, Observed, Planned};
pub use report::Report;
pub use step::{Next, Step, StepName, StepState};

/// The steps in their order.
pub fn steps(observed: &Observed) -> Vec<Step> {
    vec![
        prerequisites::caller(observed),
        prerequisites::organization(observed),
        prerequisites::instance(observed),
        groups::provisioning(observed),
        groups::required(observed),
        catalog::catalog(observed),
        catalog::accounts(observed),
        catalog::plan(observed),
        catalog::apply(observed),
    ]
}
