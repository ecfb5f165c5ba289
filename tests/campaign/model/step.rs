//! What may happen: the catalog is edited, somebody changes things outside, a command is run.
//!
//! A step names what it is about, and does nothing where that is not there: so any part of a list of steps is a list of
//! steps, and a failing one can be cut down.

use super::catalog::{CREATED, Definition};
use super::state::{POLICIES, UNITS};
use super::world::Limit;
use crate::campaign::dice::Dice;

pub const GROUPS: [&str; 6] = [
    "DevOps",
    "Managers",
    "Developers",
    "BillingAdmin",
    CREATED[0],
    CREATED[1],
];
pub const SETS: [&str; 5] = ["Ant", "Bee", "Cat", "Dog", "Elk"];
const TYPES: [&str; 4] = ["dev", "prod", "core", "mixed"];
const ACCOUNTS: [&str; 7] = [
    "core-audit",
    "core-dns",
    "plat-dev",
    "plat-sandbox",
    "plat-prod",
    "extra-one",
    "extra-two",
];

#[derive(Clone, Debug)]
pub enum Step {
    // The catalog.
    Grant {
        of: &'static str,
        group: &'static str,
        set: &'static str,
    },
    Revoke {
        of: &'static str,
        group: &'static str,
        set: &'static str,
    },
    Define {
        set: &'static str,
        definition: Definition,
    },
    Drop {
        set: &'static str,
    },
    Rename {
        before: &'static str,
        after: &'static str,
    },
    Name {
        account: &'static str,
    },
    Unname {
        account: &'static str,
    },
    // Somebody outside.
    OutsideGrant {
        account: &'static str,
        set: &'static str,
        group: &'static str,
    },
    /// Revokes what is at this place among all there is, from the front again where there is less.
    OutsideRevoke {
        at: usize,
    },
    OutsideEdit {
        set: &'static str,
        definition: Definition,
    },
    OutsideCreate {
        set: &'static str,
        owner: Option<&'static str>,
        definition: Definition,
    },
    OutsideDelete {
        set: &'static str,
    },
    OutsideOwner {
        set: &'static str,
        owner: Option<&'static str>,
    },
    DeleteGroup {
        group: &'static str,
    },
    RecreateGroup {
        group: &'static str,
    },
    Suspend {
        account: &'static str,
    },
    Reopen {
        account: &'static str,
    },
    Move {
        account: &'static str,
        unit: &'static str,
    },
    // Commands.
    Plan,
    Apply,
    ApplyWithinLimit,
    Adopt,
    Only(Limit<'static>),
    Save,
    ApplySaved,
}

fn definition(dice: &mut Dice) -> Definition {
    let policies = POLICIES.into_iter().filter(|_| dice.one_in(2)).collect();
    Definition {
        policies,
        hours: 1 + dice.below(3),
    }
}

/// A catalog to begin with, applied: some sets, some grants.
pub fn beginning(dice: &mut Dice) -> Vec<Step> {
    let defined: Vec<Step> = SETS
        .into_iter()
        .take(3)
        .map(|set| Step::Define {
            set,
            definition: definition(dice),
        })
        .collect();
    let granted = (0..8).map(|_| Step::Grant {
        of: dice.word(&TYPES),
        group: dice.word(&GROUPS),
        set: dice.word(&SETS[..3]),
    });
    let granted: Vec<Step> = granted.collect();
    [defined, granted, vec![Step::Apply]].concat()
}

/// A step: edits, changes outside, and one in five a command, which takes its time.
pub fn thrown(dice: &mut Dice) -> Step {
    let (of, group) = (dice.word(&TYPES), dice.word(&GROUPS));
    let (set, other) = (dice.word(&SETS), dice.word(&SETS));
    let account = dice.word(&ACCOUNTS);
    let owner = *dice.pick(&[None, None, Some("default"), Some("others")]);
    match dice.below(100) {
        0..20 => Step::Grant { of, group, set },
        20..27 => Step::Revoke { of, group, set },
        27..35 => Step::Define {
            set,
            definition: definition(dice),
        },
        35..38 => Step::Drop { set },
        38..41 => Step::Rename {
            before: set,
            after: other,
        },
        41..44 => Step::Name { account },
        44..46 => Step::Unname { account },
        46..53 => Step::OutsideGrant {
            account,
            set,
            group,
        },
        53..60 => Step::OutsideRevoke { at: dice.below(50) },
        60..63 => Step::OutsideEdit {
            set,
            definition: definition(dice),
        },
        63 => Step::OutsideCreate {
            set,
            owner,
            definition: definition(dice),
        },
        64 => Step::OutsideDelete { set },
        65 => Step::OutsideOwner { set, owner },
        66..68 => Step::DeleteGroup { group },
        68..74 => Step::RecreateGroup { group },
        74 => Step::Suspend { account },
        75..78 => Step::Reopen { account },
        78..80 => Step::Move {
            account,
            unit: dice.pick(&UNITS).0,
        },
        80..83 => Step::Plan,
        83..88 => Step::Apply,
        88..91 => Step::ApplyWithinLimit,
        91..93 => Step::Adopt,
        93..96 => Step::Only(match dice.below(3) {
            0 => Limit::Set(set),
            1 => Limit::Account(account),
            _ => Limit::Group(group),
        }),
        96..98 => Step::Save,
        _ => Step::ApplySaved,
    }
}
