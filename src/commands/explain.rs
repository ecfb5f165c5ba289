//! `explain`: which rules give access in an account, and why others do not.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::catalog::built_in_names;
use crate::error::{Error, Exit};
use crate::explain::{self, Explanation, Question, Unknown};
use crate::model::{PermissionSetName, PrincipalType, Snapshot};
use crate::output::Output;
use crate::session::workspace::Workspace;
use crate::session::{AnswerFormat, Global, OrganizationArgs, read_snapshot};
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
    /// The access of this user, and with --snapshot that of the user's groups; may be repeated
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

pub fn run(args: &ExplainArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let mut workspace = Workspace::open(global, output)?;
    let source = args.organization.source(global);
    let mut directory = source.directory(&mut workspace, global, output)?;
    let principals = directory.principals.take();
    // The account map gives the accounts their names, and what is wrong with a selector is told.
    workspace.resolve(&mut directory, output)?;
    directory.principals = principals;
    let (catalog, expired) = (&workspace.catalog, &*workspace.expired);
    let account = explain::account(&directory, &args.account).map_err(usage)?;
    let built_in = built_in_names();
    let sets = args.why_not.iter();
    let why_not: BTreeSet<PermissionSetName> = sets
        .map(|name| explain::permission_set(catalog, expired, &built_in, name))
        .collect::<Result<_, _>>()
        .map_err(usage)?;
    let snapshot = args
        .organization
        .snapshot
        .as_deref()
        .map(read_snapshot)
        .transpose()?;
    let mut explanations = Vec::new();
    for who in everybody(args, snapshot.as_ref()) {
        if who.through.is_none() {
            explain::principal(catalog, expired, &directory, who.kind, &who.name).map_err(usage)?;
        }
        let question = Question {
            catalog,
            expired,
            directory: &directory,
            account,
            kind: who.kind,
            principal: &who.name,
            why_not: &why_not,
        };
        explanations.push((explain::explain(&question), who.through));
    }
    answer(&explanations, args, &workspace, output)?;
    if !args.user.is_empty() && snapshot.is_none() && args.format == AnswerFormat::Text {
        writeln!(
            output.stdout(),
            "What users get through their groups is told with --snapshot FILE, or group by group."
        )?;
    }
    Ok(Exit::Done)
}

fn answer(
    explanations: &[(Explanation, Option<String>)],
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
            let json = json!({ "version": 1, "explanations": all.collect::<Vec<_>>() });
            writeln!(out, "{}", text::json(&format!("{json:#}")))?;
        }
    }
    Ok(())
}

/// The groups and users that are asked about, and the groups of these users, where they are known.
fn everybody(args: &ExplainArgs, snapshot: Option<&Snapshot>) -> Vec<Who> {
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
        let groups = snapshot.map(|snapshot| groups_of(user, snapshot));
        everybody.extend(groups.into_iter().flatten().map(|name| Who {
            kind: PrincipalType::Group,
            name,
            through: Some(user.clone()),
        }));
    }
    everybody
}

/// The names of the groups that a user belongs to.
fn groups_of(user: &str, snapshot: &Snapshot) -> BTreeSet<String> {
    let store = &snapshot.identity_store;
    let Some(user) = store.users.iter().find(|one| one.user_name == user) else {
        return BTreeSet::new();
    };
    let memberships = store.memberships.iter();
    let ids: BTreeSet<_> = memberships
        .filter(|membership| membership.user == user.id)
        .map(|membership| &membership.group)
        .collect();
    let groups = store.groups.iter().filter(|group| ids.contains(&group.id));
    groups
        .filter_map(|group| group.display_name.clone())
        .collect()
}

fn usage(unknown: Unknown) -> Error {
    let message = visible(&unknown.message).into_owned();
    Error::usage(message, visible(&unknown.help))
}
