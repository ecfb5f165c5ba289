//! The command line of `templates`.

use std::path::PathBuf;

use clap::Subcommand;

/// Commands for the templates.
#[derive(Debug, Clone, Subcommand)]
pub enum TemplatesCommand {
    /// Write the built-in templates, to change them for --templates; files that are there are left alone
    Export {
        /// Where to write
        dir: PathBuf,
    },
}
