//! The dangers of a plan as people count them: one for what a principal gets, however many accounts it is in.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, PermissionSetName, Principal};
use crate::plan::{Change, Plan};
use crate::risk::{Level, Rule};

/// Whom or what a mark concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// What a principal is granted.
    Principal(Principal),
    /// What a permission set becomes.
    PermissionSet(PermissionSetName),
}

/// All that one rule found about one subject: one line with `!`, one in the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// What the rule found.
    pub details: BTreeSet<String>,
    /// For a grant, where.
    pub accounts: BTreeSet<Account>,
}

impl Plan {
    /// The marks of a plan by subject, the gravest rule first. What is only a [`Level::Notice`] is not marked.
    pub fn marks(&self) -> BTreeMap<Subject, BTreeMap<Rule, Mark>> {
        let mut marks: BTreeMap<Subject, BTreeMap<Rule, Mark>> = BTreeMap::new();
        for planned in &self.changes {
            for danger in &planned.dangers {
                if danger.rule.level() == Level::Notice {
                    continue;
                }
                let (subject, account) = match &planned.change {
                    Change::CreateAssignment(assignment) => (
                        Subject::Principal(assignment.principal.clone()),
                        Some(assignment.account.clone()),
                    ),
                    change => match change.permission_set() {
                        Some(name) => (Subject::PermissionSet(name.clone()), None),
                        None => continue,
                    },
                };
                let by_rule = marks.entry(subject).or_default();
                let mark = by_rule.entry(danger.rule).or_default();
                mark.accounts.extend(account);
                if !danger.detail.is_empty() {
                    mark.details.insert(danger.detail.clone());
                }
            }
        }
        marks
    }

    /// How many marks there are of each rule.
    pub fn dangers_by_rule(&self) -> BTreeMap<Rule, usize> {
        let mut counts = BTreeMap::new();
        for rule in self.marks().values().flat_map(BTreeMap::keys) {
            *counts.entry(*rule).or_default() += 1;
        }
        let loosened = self.rules.iter().filter(|rule| rule.loosens).count();
        if loosened > 0 {
            counts.insert(Rule::SafeguardLoosened, loosened);
        }
        counts
    }
}
