//! `explain`: which rules give access in an account, and why others do not.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::access::Members;
use crate::catalog::built_in_names;
use crate::desired::SymbolicTypes;
use crate::error::{Error, Exit};
use crate::explain::{self, Explanation, Question, Unknown};
use crate::model::{PermissionSetName, PrincipalType, Snapshot};
use crate::output::Output;
use crate::session::workspace::Workspace;
use crate::session::{AnswerFormat, Global, OrganizationArgs, OrganizationSource};
use crate::text::{self, visible};

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Explain the access of a group in an account
  rolecall explain --account plat-prod --group Developers --sandbox
  # Explain why it does not have a permission set, with the groups and accounts in AWS
  rolecall explain --account plat-prod --group Developers --why-not PowerUserAccess --live")]
pub struct ExplainArgs {
    /// In which account, by name or id
    #[arg(long, value_name = "ACCOUNT")]
    pub account: String,
    /// The access of this group; may be repeated
    #[arg(long, value_name = "NAME", required_unless_present = "user")]
    pub group: Vec<String>,
    /// The access of this user, and with --live, --snapshot or --sandbox that of the user's groups; may be repeated
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// Explain why this permission set is not granted; may be repeated
    #[arg(long, value_name = "NAME")]
    pub why_not: Vec<String>,
    /// Format of the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AnswerFormat,
    /// Where the organization is read.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// Somebody whose access is explained.
struct Who {
    kind: PrincipalType,
    name: String,
    /// The user who is asked about, where this is one of the user's groups.
    through: Option<String>,
}

/// Explains the access of groups and users in an account. With a source of what exists, a user comes with the user's
/// groups; without one, account types that need the organization are left out, and named.
///
/// # Errors
/// The catalog has errors, a source cannot be read, or a name is unknown.
pub fn run(args: &ExplainArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut workspace = Workspace::open(global, output)?;
    let source = args.organization.source(global);
    let existing = match args.user.is_empty() {
        true => None,
        false => source.existing(global, output)?,
    };
    let mut directory = match &existing {
        Some(existing) => existing.directory(Some(&mut workspace), output)?,
        None => source.directory(&mut workspace, global, output)?,
    };
    let principals = directory.principals.take();
    // The account map gives the accounts their names, and what is wrong with a selector is reported.
    let (_, unresolved) = workspace.resolve_as_known(&mut directory, output)?;
    directory.principals = principals;
    let (catalog, expired) = (&workspace.catalog, &*workspace.expired);
    let account = explain::account(&directory, &args.account)
        .map_err(|unknown| usage_of_account(unknown, &source))?;
    let built_in = built_in_names();
    let sets = args.why_not.iter();
    let why_not: BTreeSet<PermissionSetName> = sets
        .map(|name| explain::permission_set(catalog, expired, &built_in, name))
        .collect::<Result<_, _>>()
        .map_err(usage)?;
    let mut explanations = Vec::new();
    for who in everybody(args, existing.as_ref().map(|existing| &existing.snapshot)) {
        if who.through.is_none() {
            explain::principal(catalog, expired, &directory, who.kind, &who.name).map_err(usage)?;
        }
        let question = Question {
            catalog,
            expired,
            directory: &directory,
            unresolved: &unresolved,
            account,
            kind: who.kind,
            principal: &who.name,
            why_not: &why_not,
        };
        explanations.push((explain::explain(&question), who.through));
    }
    answer(&explanations, &unresolved, args, &workspace, output)?;
    if args.format == AnswerFormat::Text {
        for note in notes(args, existing.is_some(), &unresolved) {
            writeln!(output.stdout(), "{note}")?;
        }
    }
    Ok(Exit::Done)
}

/// Returns what a reader must know about the answer.
fn notes(args: &ExplainArgs, with_existing: bool, unresolved: &SymbolicTypes) -> Vec<String> {
    let mut notes = Vec::new();
    if !unresolved.is_empty() {
        let names: Vec<_> = unresolved.names().map(|name| visible(name)).collect();
        notes.push(format!(
            "Which accounts belong to {} is not known from the catalog: --live, --snapshot FILE or --sandbox resolves them.",
            names.join(", ")
        ));
    }
    if !args.user.is_empty() && !with_existing {
        notes.push(
            "Members of groups are not known from the catalog: --live, --snapshot FILE or --sandbox adds what users have \
             through groups."
                .to_owned(),
        );
    }
    notes
}

fn usage_of_account(unknown: Unknown, source: &OrganizationSource) -> Error {
    match source {
        OrganizationSource::Catalog => {
            let message = format!(
                "{}: the catalog does not name it",
                visible(&unknown.message)
            );
            let help = visible(&unknown.help).into_owned();
            Error::usage(
                message,
                format!(
                    "{help}, or add --live, --snapshot FILE or --sandbox to look for it in the organization"
                ),
            )
        }
        _ => usage(unknown),
    }
}

fn answer(
    explanations: &[(Explanation, Option<String>)],
    unresolved: &SymbolicTypes,
    args: &ExplainArgs,
    workspace: &Workspace,
    output: &mut Output,
) -> Result<(), Error> {
    let out = output.stdout();
    let sources = &workspace.sources;
    match args.format {
        AnswerFormat::Text => {
            for (index, (explanation, through)) in explanations.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                explain::explain_text(explanation, through.as_deref(), sources, out)?;
            }
        }
        AnswerFormat::Json => {
            let all = explanations.iter();
            let all =
                all.map(|(one, through)| explain::explain_json(one, through.as_deref(), sources));
            let json = json!({
                "version": 1,
                "explanations": all.collect::<Vec<_>>(),
                "unresolved_account_types": unresolved.names().collect::<Vec<_>>(),
            });
            writeln!(out, "{}", text::json(&format!("{json:#}")))?;
        }
    }
    Ok(())
}

/// The groups and users that are asked about, and the groups of these users, where they are known.
fn everybody(args: &ExplainArgs, snapshot: Option<&Snapshot>) -> Vec<Who> {
    let members = snapshot.map(Members::of);
    let groups = args.group.iter().map(|name| Who {
        kind: PrincipalType::Group,
        name: name.clone(),
        through: None,
    });
    let mut everybody: Vec<Who> = groups.collect();
    for user in &args.user {
        everybody.push(Who {
            kind: PrincipalType::User,
            name: user.clone(),
            through: None,
        });
        let groups = members.as_ref().map(|members| members.groups_of(user));
        everybody.extend(groups.into_iter().flatten().map(|name| Who {
            kind: PrincipalType::Group,
            name: name.to_string(),
            through: Some(user.clone()),
        }));
    }
    everybody
}

fn usage(unknown: Unknown) -> Error {
    let message = visible(&unknown.message).into_owned();
    Error::usage(message, visible(&unknown.help))
}
