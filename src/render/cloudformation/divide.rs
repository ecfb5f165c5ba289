//! How many stacks there are: one while everything fits, else permission sets and assignments apart.

use super::limits::{Measured, OUTPUTS, RESOURCES};
use super::shards::Shards;
use super::stack::{Stack, View, Workshop};
use crate::render::{RenderError, digest};

/// The first stack. It keeps its name when the assignments leave it: a permission set that moves to another stack would be
/// deleted there and created here.
const FIRST: &str = "access";
const ASSIGNMENTS: &str = "assignments";
/// What the names of all files but the index begin with.
pub(super) const FILES: [&str; 2] = [FIRST, ASSIGNMENTS];

/// The stacks in the order in which they are deployed.
///
/// # Errors
/// A resource does not fit into a template of its own.
pub(super) fn divide(workshop: Workshop<'_>) -> Result<Vec<(Stack, Measured)>, RenderError> {
    let resources = workshop.resources;
    let (groups, sets) = (resources.groups.len(), resources.sets.len());
    let all = Stack {
        name: FIRST.to_owned(),
        groups: (0..groups).collect(),
        sets: (0..sets).collect(),
        assignments: (0..resources.assignments.len()).collect(),
        exports: false,
    };
    if resources.len() == 0 {
        return Ok(Vec::new());
    }
    if resources.len() <= RESOURCES {
        let measured = workshop.template(&all, View::Whole)?;
        if measured.fits() {
            return Ok(vec![(all, measured)]);
        }
    }
    let group_ids = resources.groups.iter().map(|group| &group.id);
    let set_ids = resources.sets.iter().map(|set| &set.id);
    let definitions = group_ids.chain(set_ids).map(|id| digest::number(&[id]));
    let mut stacks = spread(
        workshop,
        definitions.collect(),
        OUTPUTS,
        |number, members| {
            let (groups, sets): (Vec<usize>, Vec<usize>) =
                members.into_iter().partition(|index| *index < groups);
            Stack {
                name: match number {
                    1 => FIRST.to_owned(),
                    more => format!("{FIRST}-{more:03}"),
                },
                sets: sets
                    .into_iter()
                    .map(|index| index - all.groups.len())
                    .collect(),
                groups,
                assignments: Vec::new(),
                exports: true,
            }
        },
    )?;
    let ids = resources
        .assignments
        .iter()
        .map(|assignment| &assignment.id);
    let keys = ids.map(|id| digest::number(&[id])).collect();
    stacks.extend(spread(workshop, keys, RESOURCES, |number, members| {
        Stack {
            name: format!("{ASSIGNMENTS}-{number:03}"),
            assignments: members,
            ..Stack::default()
        }
    })?);
    Ok(stacks)
}

/// Spreads resources over as few stacks as hold them, with at most `limit` in each. Stacks are numbered from 1.
fn spread(
    workshop: Workshop<'_>,
    keys: Vec<u64>,
    limit: usize,
    stack: impl Fn(usize, Vec<usize>) -> Stack,
) -> Result<Vec<(Stack, Measured)>, RenderError> {
    let most = keys.len();
    let mut shards = Shards::one(keys);
    while shards.largest() > limit {
        shards.grow();
    }
    loop {
        let mut stacks = Vec::with_capacity(shards.count());
        for (number, members) in (1..).zip(shards.members()) {
            if !members.is_empty() {
                let stack = stack(number, members);
                let measured = workshop.template(&stack, View::Whole)?;
                stacks.push((stack, measured));
            }
        }
        let Some((stack, measured)) = stacks.iter().find(|(_, measured)| !measured.fits()) else {
            return Ok(stacks);
        };
        if shards.count() > most {
            measured.check(&stack.name)?;
        }
        shards.grow();
    }
}
