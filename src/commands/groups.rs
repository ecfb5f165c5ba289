//! `groups`: the groups of the identity store with their ids.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use crate::access::{GroupFilter, GroupList};
use crate::error::{Error, Exit};
use crate::model::PrincipalId;
use crate::model::snapshot::Group;
use crate::output::Output;
use crate::session::connection::with_connection;
use crate::session::{Global, SnapshotArgs, read_snapshot};

/// Arguments of `groups`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # List every group
  rolecall groups
  # List the groups whose name contains Dev or Ops
  rolecall groups --match Dev,Ops --format csv")]
pub struct GroupsArgs {
    /// Only groups whose name contains one of these texts, in any case: Developers,sales. No wildcards; an empty
    /// text matches nothing
    #[arg(long = "match", value_name = "TEXT,TEXT")]
    pub matching: Option<String>,
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: GroupFormat,
    /// Where the groups are read.
    #[command(flatten)]
    pub organization: SnapshotArgs,
}

/// How to list groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// Groups, and how many members each has.
type Listed = (Vec<Group>, BTreeMap<PrincipalId, usize>);

pub fn run(args: &GroupsArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let filter = match &args.matching {
        Some(texts) => GroupFilter::containing(texts),
        None => GroupFilter::all(),
    };
    let (groups, members) = match &args.organization.snapshot {
        Some(path) => {
            let store = read_snapshot(path)?.identity_store;
            let mut members = BTreeMap::new();
            for membership in store.memberships {
                *members.entry(membership.group).or_default() += 1;
            }
            let mut groups = store.groups;
            groups.retain(|group| filter.lists(group));
            groups.sort_by(|a, b| (&a.display_name, &a.id).cmp(&(&b.display_name, &b.id)));
            (groups, members)
        }
        None => from_aws(&filter, global, output)?,
    };
    let list = GroupList {
        groups: &groups,
        members: &members,
    };
    match args.format {
        GroupFormat::Text => list.text(output.stdout())?,
        GroupFormat::Json => list.json(output.stdout())?,
        GroupFormat::Csv => list.csv(output.stdout())?,
    }
    Ok(Exit::Done)
}

/// The members of groups that are not listed are not counted: each would be a request.
fn from_aws(filter: &GroupFilter, global: &Global, output: &mut Output) -> Result<Listed, Error> {
    with_connection(global, output, async |connection, _| {
        let reader = connection.reader();
        let mut groups = reader.groups().await?;
        groups.retain(|group| filter.lists(group));
        let ids = groups.iter().map(|group| group.id.clone());
        let members = reader.member_counts(ids.collect::<Vec<_>>()).await?;
        Ok((groups, members))
    })
}
