//! The command line's options to the conditions of a plan.

use crate::cli::{Allowed, ScanArg, Scoping};
use crate::error::Error;
use crate::model::Scan;
use crate::plan::{Conditions, Limits, MaxRemovals};

/// The conditions that a command line asks for.
pub(super) fn conditions(scoping: &Scoping, allowed: &Allowed) -> Result<Conditions, Error> {
    let mut conditions = Conditions {
        scan: match scoping.scan {
            ScanArg::Groups => Scan::Groups,
            ScanArg::Full => Scan::Full,
        },
        adopt: scoping.adopt,
        create_groups: scoping.create_groups,
        only: scoping.only.clone(),
        limits: Limits::default(),
    };
    allow(&mut conditions, allowed)?;
    Ok(conditions)
}

/// Adds what this command line allows to what a saved plan was allowed.
pub(super) fn allow(conditions: &mut Conditions, allowed: &Allowed) -> Result<(), Error> {
    let limits = &mut conditions.limits;
    if let Some(text) = &allowed.max_removals {
        limits.max_removals = MaxRemovals::parse(text).map_err(|error| {
            Error::usage(
                error.to_string(),
                "say for example --max-removals 18, or --max-removals 25%",
            )
        })?;
    }
    limits.allow_self_lockout |= allowed.allow_self_lockout;
    limits.allow_no_administrator |= allowed.allow_no_administrator;
    limits.allow_protected_removal |= allowed.allow_protected_removal;
    Ok(())
}
