//! The command line of `access`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Arguments of `access`.
#[derive(Debug, Clone, Args)]
pub struct Access {
    /// What else is asked.
    #[command(subcommand)]
    pub command: Option<AccessCommand>,
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AccessFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only this group; may be repeated
    #[arg(long, value_name = "NAME")]
    pub group: Vec<String>,
    /// Only this user; may be repeated
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// Only this account, by name or id; may be repeated
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// Only this permission set; may be repeated
    #[arg(long, value_name = "NAME")]
    pub permission_set: Vec<String>,
    /// List the IAM roles behind the assignments, as trust policies, KMS keys and EKS must name them
    #[arg(long)]
    pub roles: bool,
    /// Read the catalog as it was in this git revision, on the day of its commit or on --today
    #[arg(long, value_name = "REVISION")]
    pub at: Option<String>,
    /// List when access was gained and lost, by the commits of the catalog; --at begins at another revision
    #[arg(long)]
    pub log: bool,
    /// With --log, look at so many revisions of the catalog at most
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "log",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub revisions: u32,
    /// With --log, whom or what it is about: group, user, account or permission-set, and a name
    #[arg(last = true, value_name = "KIND NAME", requires = "log")]
    pub subject: Vec<String>,
    /// Take the organization from this snapshot; --format html compares the catalog with what lives in it
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Take the organization from AWS; --format html compares the catalog with what lives there. --sandbox does the
    /// same with the sandbox
    #[arg(long, conflicts_with = "snapshot")]
    pub live: bool,
    /// Add what doctor finds in what lives (--format html)
    #[arg(long)]
    pub findings: bool,
}

impl Access {
    /// Whether something is said that a subcommand would not heed.
    pub fn says_something(&self) -> bool {
        let names = [
            &self.group,
            &self.user,
            &self.account,
            &self.permission_set,
            &self.subject,
        ];
        let flags = [self.roles, self.log, self.live, self.findings];
        let values = [
            self.at.is_some(),
            self.snapshot.is_some(),
            self.out.is_some(),
        ];
        names.iter().any(|names| !names.is_empty())
            || flags.into_iter().chain(values).any(|said| said)
            || self.format != AccessFormat::Text
    }
}

/// What else is asked about access.
#[derive(Debug, Clone, Subcommand)]
pub enum AccessCommand {
    /// Say which rules give access in an account, and why others do not
    Explain(Explain),
}

/// Arguments of `access explain`.
#[derive(Debug, Clone, Args)]
pub struct Explain {
    /// In which account, by name or id
    #[arg(long, value_name = "ACCOUNT")]
    pub account: String,
    /// The access of this group; may be repeated
    #[arg(long, value_name = "NAME", required_unless_present = "user")]
    pub group: Vec<String>,
    /// The access of this user, and with --snapshot that of the user's groups; may be repeated
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// Say why this permission set is not given; may be repeated
    #[arg(long, value_name = "NAME")]
    pub why_not: Vec<String>,
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AnswerFormat,
    /// Take the organization from this snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Take the organization from AWS
    #[arg(long, conflicts_with = "snapshot")]
    pub live: bool,
}

/// How to list access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AccessFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For pull requests and wikis
    Markdown,
    /// For looking: one file with a matrix, filters and a page for each principal, account and permission set
    Html,
}

/// How to answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// For people
    Text,
    /// For programs
    Json,
}
