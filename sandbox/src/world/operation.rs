//! Asynchronous operations: what is in progress, what it waits for, and how it ended.

use std::collections::{BTreeSet, HashMap};

use super::moment::Moment;
use super::permission_set::Principal;
use crate::id::{AccountId, RequestId, SetId};

/// One account assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Assignment {
    pub account: AccountId,
    pub set: SetId,
    pub principal: Principal,
}

/// What an operation does when its time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// `CreateAccountAssignment`.
    Create(Assignment),
    /// `DeleteAccountAssignment`.
    Delete(Assignment),
    /// `ProvisionPermissionSet`.
    Provision(Provisioning),
}

/// One call of `ProvisionPermissionSet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisioning {
    pub set: SetId,
    /// `None` is `ALL_PROVISIONED_ACCOUNTS`.
    pub target: Option<AccountId>,
    /// The accounts meant, and whether the set was provisioned there when the call was made.
    pub accounts: Vec<(AccountId, bool)>,
    /// The template's revision when the call was made: later edits are not carried along.
    pub revision: u64,
    /// Somebody else's provisioning of the set got ahead of it.
    pub superseded: bool,
}

/// The three lists that AWS keeps of its asynchronous operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Creation,
    Deletion,
    Provisioning,
}

/// How far an operation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    InProgress,
    Succeeded,
    /// With the reason.
    Failed(String),
}

/// One asynchronous operation.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: RequestId,
    pub work: Work,
    pub created: Moment,
    pub status: Status,
    /// When it ended.
    pub ended: Option<Moment>,
}

/// All asynchronous operations since the sandbox started.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    all: Vec<Operation>,
    by_id: HashMap<RequestId, usize>,
    due: BTreeSet<(Moment, usize)>,
    running: [BTreeSet<usize>; 3],
    /// When the last operation that an account waits for ends: one role of an account is changed at a time.
    busy_until: HashMap<AccountId, Moment>,
    accounts: HashMap<AccountId, usize>,
    assignments: HashMap<Assignment, usize>,
    peaks: Peaks,
}

/// The most operations that were ever outstanding at once, for tests of pacing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    /// Creations and deletions of assignments together.
    pub assignments: usize,
    /// Provisionings.
    pub provisionings: usize,
    /// Operations of any kind for one account.
    pub in_one_account: usize,
}

impl Work {
    /// Returns the list that this belongs to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Create(_) => Kind::Creation,
            Self::Delete(_) => Kind::Deletion,
            Self::Provision(_) => Kind::Provisioning,
        }
    }

    /// Returns the permission set concerned.
    pub fn set(&self) -> SetId {
        match self {
            Self::Create(assignment) | Self::Delete(assignment) => assignment.set,
            Self::Provision(provisioning) => provisioning.set,
        }
    }

    fn accounts(&self) -> Vec<AccountId> {
        match self {
            Self::Create(assignment) | Self::Delete(assignment) => vec![assignment.account],
            Self::Provision(provisioning) => provisioning
                .accounts
                .iter()
                .map(|(account, _)| *account)
                .collect(),
        }
    }

    fn assignment(&self) -> Option<Assignment> {
        match self {
            Self::Create(assignment) | Self::Delete(assignment) => Some(*assignment),
            Self::Provision(_) => None,
        }
    }
}

impl Operations {
    /// Starts an operation that takes `time` once the accounts concerned are free.
    pub fn start(
        &mut self,
        now: Moment,
        time: std::time::Duration,
        id: RequestId,
        work: Work,
    ) -> Operation {
        let number = self.all.len();
        let accounts = work.accounts();
        let begins = accounts
            .iter()
            .filter_map(|account| self.busy_until.get(account))
            .copied()
            .fold(now, Moment::max);
        let ends = begins.plus(time);
        for account in accounts {
            self.busy_until.insert(account, ends);
            let running = self.accounts.entry(account).or_default();
            *running += 1;
            self.peaks.in_one_account = self.peaks.in_one_account.max(*running);
        }
        if let Some(assignment) = work.assignment() {
            *self.assignments.entry(assignment).or_default() += 1;
        }
        self.due.insert((ends, number));
        self.list_mut(work.kind()).insert(number);
        self.by_id.insert(id, number);
        self.peaks.assignments = self.peaks.assignments.max(self.outstanding_assignments());
        self.peaks.provisionings = self
            .peaks
            .provisionings
            .max(self.outstanding_provisionings());
        let operation = Operation {
            id,
            work,
            created: now,
            status: Status::InProgress,
            ended: None,
        };
        self.all.push(operation.clone());
        operation
    }

    /// Returns the number (from 0) and the work of the next operation that ends at `now` or before; it is in progress
    /// no more.
    pub fn take_due(&mut self, now: Moment) -> Option<(usize, Work)> {
        let (ends, number) = self.due.first().copied().filter(|(ends, _)| *ends <= now)?;
        self.due.remove(&(ends, number));
        let work = self.all.get(number)?.work.clone();
        self.list_mut(work.kind()).remove(&number);
        for account in work.accounts() {
            if release(&mut self.accounts, account) {
                self.busy_until.remove(&account);
            }
        }
        if let Some(assignment) = work.assignment() {
            release(&mut self.assignments, assignment);
        }
        Some((number, work))
    }

    /// Records how an operation ended.
    pub fn finish(&mut self, number: usize, now: Moment, outcome: Result<(), String>) {
        if let Some(operation) = self.all.get_mut(number) {
            operation.ended = Some(now);
            operation.status = match outcome {
                Ok(()) => Status::Succeeded,
                Err(reason) => Status::Failed(reason),
            };
        }
    }

    /// Returns how many were ever started.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Returns the request id of an operation, by its number from 0.
    pub fn id(&self, number: usize) -> Option<RequestId> {
        self.all.get(number).map(|operation| operation.id)
    }

    /// Returns the numbers, counted from 1, of those that failed, and when.
    pub fn failed(&self) -> impl Iterator<Item = (usize, Moment)> {
        let numbered = self.all.iter().enumerate();
        numbered.filter_map(|(number, operation)| match operation.status {
            Status::Failed(_) => Some((number + 1, operation.ended?)),
            _ => None,
        })
    }

    /// Returns the operation with this request id, if it belongs to this list.
    pub fn get(&self, kind: Kind, id: RequestId) -> Option<&Operation> {
        self.all
            .get(*self.by_id.get(&id)?)
            .filter(|operation| operation.work.kind() == kind)
    }

    /// Returns the operations of one list with their numbers, oldest first, from beyond `after`.
    pub fn list(
        &self,
        kind: Kind,
        in_progress_only: bool,
        after: Option<usize>,
    ) -> Box<dyn Iterator<Item = (usize, &Operation)> + '_> {
        let start = after.map_or(0, |number| number.saturating_add(1));
        if in_progress_only {
            return Box::new(
                self.running(kind)
                    .range(start..)
                    .filter_map(|number| Some((*number, self.all.get(*number)?))),
            );
        }
        let all = self.all.iter().enumerate().skip(start);
        Box::new(all.filter(move |(_, operation)| operation.work.kind() == kind))
    }

    /// Returns whether an operation on this assignment is in progress.
    pub fn is_busy(&self, assignment: &Assignment) -> bool {
        self.assignments.contains_key(assignment)
    }

    /// Returns the work in progress that concerns this permission set.
    pub fn concerning(&self, set: SetId) -> impl Iterator<Item = &Work> {
        let running = self
            .running
            .iter()
            .flatten()
            .filter_map(|number| self.all.get(*number));
        running
            .map(|operation| &operation.work)
            .filter(move |work| work.set() == set)
    }

    /// Returns how many creations and deletions of assignments are in progress.
    pub fn outstanding_assignments(&self) -> usize {
        self.running(Kind::Creation).len() + self.running(Kind::Deletion).len()
    }

    /// Returns how many provisionings are in progress.
    pub fn outstanding_provisionings(&self) -> usize {
        self.running(Kind::Provisioning).len()
    }

    /// Returns the most that was outstanding at once.
    pub fn peaks(&self) -> Peaks {
        self.peaks
    }

    /// Returns when the last operation in progress ends.
    pub fn settled_at(&self) -> Option<Moment> {
        self.due.last().map(|(ends, _)| *ends)
    }

    fn running(&self, kind: Kind) -> &BTreeSet<usize> {
        let [creations, deletions, provisionings] = &self.running;
        match kind {
            Kind::Creation => creations,
            Kind::Deletion => deletions,
            Kind::Provisioning => provisionings,
        }
    }

    fn list_mut(&mut self, kind: Kind) -> &mut BTreeSet<usize> {
        let [creations, deletions, provisionings] = &mut self.running;
        match kind {
            Kind::Creation => creations,
            Kind::Deletion => deletions,
            Kind::Provisioning => provisionings,
        }
    }
}

/// Counts one user of `key` less; true when it was the last.
fn release<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: K) -> bool {
    let Some(count) = counts.get_mut(&key) else {
        return true;
    };
    *count = count.saturating_sub(1);
    let last = *count == 0;
    if last {
        counts.remove(&key);
    }
    last
}
