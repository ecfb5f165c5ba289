//! The command line's options to the conditions of a plan.

use crate::cli::{Allowed, ScanArg, Scoping};
use crate::error::Error;
use crate::model::Scan;
use crate::plan::{Conditions, Limits, MaxRemovals};

/// The conditions that a command line asks for.
pub(super) fn conditions(scoping: &Scoping, allowed: &Allowed) -> Result<Conditions, Error> {
    Ok(Conditions {
        scan: match scoping.scan {
            ScanArg::Groups => Scan::Groups,
            ScanArg::Full => Scan::Full,
        },
        adopt: scoping.adopt,
        create_groups: scoping.create_groups,
        only: scoping.only.clone(),
        limits: limits(allowed)?,
    })
}

/// What a command line allows. A saved plan adds nothing to that.
pub(super) fn limits(allowed: &Allowed) -> Result<Limits, Error> {
    let usual = Limits::default();
    Ok(Limits {
        max_removals: number("--max-removals", &allowed.max_removals)?
            .unwrap_or(usual.max_removals),
        max_expired: number("--max-expired", &allowed.max_expired)?.unwrap_or(usual.max_expired),
        allow_total_loss: allowed.allow_total_loss,
        allow_self_lockout: allowed.allow_self_lockout,
        allow_no_administrator: allowed.allow_no_administrator,
        allow_protected_removal: allowed.allow_protected_removal,
    })
}

fn number(flag: &str, text: &Option<String>) -> Result<Option<MaxRemovals>, Error> {
    let parsed = text.as_deref().map(MaxRemovals::parse).transpose();
    parsed.map_err(|error| {
        Error::usage(
            error.to_string(),
            format!("say for example {flag} 18, or {flag} 25%"),
        )
    })
}
