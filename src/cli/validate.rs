//! The command line of `validate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `validate`.
#[derive(Debug, Clone, Args)]
pub struct Validate {
    /// How to show problems
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiagnosticFormat,
    /// Refuse files that the catalog reads outside of this folder, such as an import, a policy file or atmos.yaml; may
    /// be repeated. Name the folders that the workflow watches [default: warn outside the catalog's folder]
    #[arg(long, value_name = "DIR")]
    pub within: Vec<PathBuf>,
    /// List every file that was read (--format json always does)
    #[arg(long)]
    pub files: bool,
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
