//! What a run asks of a plan.

use serde::{Deserialize, Serialize};

use super::{Limits, OnlyClause};
use crate::model::Scan;
use crate::text::Invocation;

/// The options of a run that decide what its plan contains and whether it is refused. A saved plan keeps them: an apply
/// of it plans with the same ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOptions {
    /// Which assignments are looked for.
    pub scan: Scan,
    /// Whether unmanaged permission sets of the same name may be taken over.
    pub adopt: bool,
    /// Whether groups may be created beside those that an identity provider synchronizes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create_groups: bool,
    /// The limits of the run, as they were given.
    pub only: Vec<OnlyClause>,
    /// Which safety limits the run overrides.
    pub limits: Limits,
}

impl PlanOptions {
    /// Adds the options to a command line that is to plan the same again.
    pub fn repeat(&self, mut line: Invocation) -> Invocation {
        if self.scan == Scan::Full {
            line = line.option("--scan", "full");
        }
        for (given, flag) in [
            (self.adopt, "--adopt"),
            (self.create_groups, "--create-groups"),
        ] {
            if given {
                line = line.flag(flag);
            }
        }
        for clause in &self.only {
            line = line.option("--only", clause.to_string());
        }
        let flags = self.limits.overridden();
        flags.iter().fold(line, |line, flag| line.with(flag))
    }
}
