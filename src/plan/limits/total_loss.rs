//! The limit on taking everything from a principal, or from everyone in an account.

use super::after::Nothing;
use super::governed::Governed;
use super::losses::Loss;
use super::{Circumstances, Refusal};
use crate::model::{Account, AccountAssignment, Principal};
use crate::plan::{Change, Plan};

/// A principal that loses everything, and of how many assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped<T> {
    /// Which.
    pub subject: T,
    /// How many assignments it had.
    pub assignments: usize,
}

/// Counts, for every principal and every account, the assignments that give something before and after the plan, as
/// far as the catalog governs them. One that had some and has none is refused, unless all that it loses has expired.
/// Accounts in which nothing can be changed now, principals that no longer exist and sets that allow nothing do not
/// count on either side.
pub(super) fn check(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
    losses: &[Loss],
    nothing: &Nothing,
) -> Option<Refusal> {
    if losses.iter().all(Loss::is_expiry) {
        return None;
    }
    let live = &circumstances.live.state.assignments;
    let governed = Governed::of(plan, circumstances.live);
    let inactive = &circumstances.desired.inactive_accounts;
    let is_active = |account: &Account| !inactive.contains_key(account);
    let active = live.per_account(is_active);
    let before_gives = live.per_permission_set(|name| !nothing.before.contains(name));
    let after_gives = live.per_permission_set(|name| !nothing.after.contains(name));
    let mut principals = live.per_principal(|_| Count::default());
    let mut accounts = live.per_account(|_| Count::default());
    for one in live.iter() {
        if !governed.has(one) || !active.get(one.account_key()) {
            continue;
        }
        let set = one.permission_set_key();
        for count in [
            principals.get_mut(one.principal_key()),
            accounts.get_mut(one.account_key()),
        ] {
            count.before += usize::from(*before_gives.get(set));
            count.after += usize::from(*after_gives.get(set));
        }
    }
    let mut principals = Tally::new(live.principals(), principals.values_mut());
    let mut accounts = Tally::new(live.accounts(), accounts.values_mut());
    for planned in &plan.changes {
        let (one, granted) = match &planned.change {
            Change::CreateAssignment(one) => (one, true),
            Change::DeleteAssignment { assignment, .. } => (assignment, false),
            _ => continue,
        };
        let gives = !nothing.after.contains(&one.permission_set);
        if !gives || !is_active(&one.account) || one.principal.is_orphan() {
            continue;
        }
        let step = |count: &mut Count| {
            count.after = match granted {
                true => count.after + 1,
                false => count.after.saturating_sub(1),
            };
        };
        principals.of(&one.principal).map(step);
        accounts.of(&one.account).map(step);
    }
    for loss in losses.iter().filter(|loss| !loss.is_expiry()) {
        let AccountAssignment {
            principal, account, ..
        } = &loss.assignment;
        let counts = [principals.of(principal), accounts.of(account)];
        counts
            .into_iter()
            .flatten()
            .for_each(|count| count.loses = true);
    }
    let (principals, accounts) = (principals.stripped(), accounts.stripped());
    (!principals.is_empty() || !accounts.is_empty()).then_some(Refusal::TotalLoss {
        principals,
        accounts,
    })
}

#[derive(Debug, Clone, Default)]
struct Count {
    before: usize,
    after: usize,
    loses: bool,
}

/// Counts for the entries of a sorted table.
struct Tally<'a, T> {
    table: &'a [T],
    counts: &'a mut [Count],
}

impl<'a, T: Ord + Clone> Tally<'a, T> {
    fn new(table: &'a [T], counts: &'a mut [Count]) -> Self {
        Self { table, counts }
    }

    fn of(&mut self, subject: &T) -> Option<&mut Count> {
        let index = self.table.binary_search(subject).ok()?;
        self.counts.get_mut(index)
    }

    fn stripped(&self) -> Vec<Stripped<T>> {
        let subjects = self.table.iter().zip(&*self.counts);
        subjects
            .filter(|(_, count)| count.before > 0 && count.after == 0 && count.loses)
            .map(|(subject, count)| Stripped {
                subject: subject.clone(),
                assignments: count.before,
            })
            .collect()
    }
}

/// A principal that loses all that the catalog governs of its access.
pub type StrippedPrincipal = Stripped<Principal>;
/// An account in which no principal keeps any access that the catalog governs.
pub type StrippedAccount = Stripped<Account>;
