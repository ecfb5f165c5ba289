//! `groups`: the groups of the identity store with their ids.

use std::collections::BTreeMap;

use crate::cli::{Global, GroupFormat, GroupsArgs};
use crate::error::{Error, Exit};
use crate::model::PrincipalId;
use crate::model::snapshot::Group;
use crate::output::Output;
use crate::report::{GroupFilter, GroupList};

use super::prepare::read_snapshot;
use super::target::with_connection;

/// Groups, and how many members each has.
type Listed = (Vec<Group>, BTreeMap<PrincipalId, usize>);

pub(super) fn run(args: &GroupsArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let filter = match &args.matching {
        Some(texts) => GroupFilter::containing(texts),
        None => GroupFilter::all(),
    };
    let (groups, members) = match &args.snapshot {
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
