//! The command line of `validate`.

use clap::{Args, ValueEnum};

/// Arguments of `validate`.
#[derive(Debug, Clone, Args)]
pub struct Validate {
    /// How to show problems
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiagnosticFormat,
}

/// How to show problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}
