//! The options of `plan` and `apply` that decide what a plan contains and whether it is refused.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::model::Scan;
use crate::plan::{Limits, MaxRemovals, OnlyClause, PlanOptions};
use crate::text::Invocation;

/// What a plan contains, and the catalog at the base.
#[derive(Debug, Clone, Default, Args)]
pub struct PlanOptionArgs {
    /// Which assignments to look for
    #[arg(
        long,
        value_name = "SCAN",
        default_value = "groups",
        help_heading = "Scope"
    )]
    pub scan: ScanArg,
    /// Take over unmanaged permission sets of the same name
    #[arg(long, help_heading = "Scope")]
    pub adopt: bool,
    /// Create the groups listed under `groups` even though an identity provider synchronizes groups
    #[arg(long, help_heading = "Scope")]
    pub create_groups: bool,
    /// Change nothing else: permission-set=NAME, account=NAME, group=NAME or user=NAME; may be repeated.
    /// Repeating a kind adds to it; different kinds narrow each other
    #[arg(long, value_name = "KIND=NAME", help_heading = "Scope")]
    pub only: Vec<OnlyClause>,
    /// The catalog that was reviewed before.
    #[command(flatten)]
    pub base: BaseArgs,
    /// Which safety limits the run overrides.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// The catalog to whose guardrails a plan is held besides its own.
#[derive(Debug, Clone, Default, Args)]
pub struct BaseArgs {
    /// Hold the plan also to the guardrails and to `protected` of the catalog in this git revision, file or folder, and
    /// list the rules and limits that changed since
    #[arg(long, value_name = "REVISION|PATH", help_heading = "Base")]
    pub base: Option<String>,
    /// The catalog's file at the base, where it has another name there
    #[arg(long, value_name = "FILE", requires = "base", help_heading = "Base")]
    pub base_catalog: Option<PathBuf>,
}

/// The safety limits that a run overrides.
#[derive(Debug, Clone, Default, Args)]
pub struct LimitArgs {
    /// How many assignments may be removed: a number, or a share of those that the catalog manages. Assignments of
    /// a permission set that comes to allow nothing count as removed [default: 25%, and at most 100]
    #[arg(long, value_name = "N|N%", value_parser = MaxRemovals::parse, help_heading = "Safety limits")]
    pub max_removals: Option<MaxRemovals>,
    /// How many more may be removed because their entries have expired, counted apart from the others [default: 100, or
    /// 25% if that is more]
    #[arg(long, value_name = "N|N%", value_parser = MaxRemovals::parse, help_heading = "Safety limits")]
    pub max_expired: Option<MaxRemovals>,
    /// Remove all managed access of a principal or in an account. Expired entries, principals that no longer exist and
    /// suspended accounts do not need it
    #[arg(long, help_heading = "Safety limits")]
    pub allow_total_loss: bool,
    /// Remove the access with which you run this, if the catalog says so
    #[arg(long, help_heading = "Safety limits")]
    pub allow_self_lockout: bool,
    /// Leave the management account without an administrator, if the catalog says so
    #[arg(long, help_heading = "Safety limits")]
    pub allow_no_administrator: bool,
    /// Remove what the catalog protects
    #[arg(long, help_heading = "Safety limits")]
    pub allow_protected_removal: bool,
}

/// Which assignments to look for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ScanArg {
    /// Of every group, and of the users that the catalog names
    #[default]
    Groups,
    /// All: also users assigned directly and principals that no longer exist
    Full,
}

impl PlanOptionArgs {
    /// Returns the options of the plan.
    pub fn options(&self) -> PlanOptions {
        PlanOptions {
            scan: match self.scan {
                ScanArg::Groups => Scan::Groups,
                ScanArg::Full => Scan::Full,
            },
            adopt: self.adopt,
            create_groups: self.create_groups,
            only: self.only.clone(),
            limits: self.limits.limits(),
        }
    }

    /// Adds the options to a command line that is to plan the same again.
    pub fn repeat(&self, line: Invocation) -> Invocation {
        self.base.repeat(self.options().repeat(line))
    }

    /// Adds the options that an apply of a saved plan takes: the base, and the safety limits, which the file does not
    /// override.
    pub fn repeat_for_saved(&self, line: Invocation) -> Invocation {
        let flags = self.limits.limits().overridden();
        let line = flags.iter().fold(line, |line, flag| line.with(flag));
        self.base.repeat(line)
    }
}

impl BaseArgs {
    /// Adds the base to a command line.
    pub fn repeat(&self, mut line: Invocation) -> Invocation {
        if let Some(base) = &self.base {
            line = line.option("--base", base);
        }
        match &self.base_catalog {
            Some(file) => line.option("--base-catalog", file.display().to_string()),
            None => line,
        }
    }
}

impl LimitArgs {
    /// Returns the safety limits of the run.
    pub fn limits(&self) -> Limits {
        let defaults = Limits::default();
        Limits {
            max_removals: self.max_removals.unwrap_or(defaults.max_removals),
            max_expired: self.max_expired.unwrap_or(defaults.max_expired),
            allow_total_loss: self.allow_total_loss,
            allow_self_lockout: self.allow_self_lockout,
            allow_no_administrator: self.allow_no_administrator,
            allow_protected_removal: self.allow_protected_removal,
        }
    }
}
