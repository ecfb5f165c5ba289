//! The state of an apply: what is done, what failed, and what was created on the way.

use std::collections::HashMap;
use std::sync::Arc;

use crate::aws::{AwsError, ErrorKind, HandleKind, Reader, Target, Writer};
use crate::model::{AccountId, PermissionSetName, Principal, PrincipalId};
use crate::plan::{Change, Plan};

use super::dependencies::Dependencies;
use super::hints::hint;
use super::queue::Job;
use super::{
    Event, Failure, InFlight, Interrupt, Outcome, RoleLeft, Skipped, Timeouts, Unconfirmed,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Waiting,
    Done,
    Failed,
    Skipped,
}

/// An apply under way.
pub(super) struct Run<'a> {
    pub(super) plan: &'a Plan,
    pub(super) writer: &'a Writer,
    pub(super) reader: &'a Reader,
    pub(super) interrupt: Interrupt,
    pub(super) timeouts: Timeouts,
    on_event: &'a mut dyn FnMut(&Event),
    dependencies: Dependencies,
    status: Vec<Status>,
    failed: Vec<Failure>,
    skipped: Vec<Skipped>,
    /// Provisionings of accounts that wait for the revocations.
    pub(super) held: Vec<Job>,
    /// Provisionings of single accounts that succeeded.
    pub(super) provisioned: Vec<Job>,
    pub(super) unconfirmed: Vec<Unconfirmed>,
    pub(super) roles_left: Vec<RoleLeft>,
    created_sets: HashMap<PermissionSetName, Arc<str>>,
    created_groups: HashMap<Arc<str>, PrincipalId>,
    in_flight: InFlight,
    interrupted: bool,
    /// Whether AWS was asked for operations of other clients.
    asked_for_others: bool,
    /// Something that no further operation can survive, such as credentials that have expired.
    unrecoverable: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        writer: &'a Writer,
        reader: &'a Reader,
        on_event: &'a mut dyn FnMut(&Event),
        interrupt: Interrupt,
        timeouts: Timeouts,
    ) -> Self {
        Self {
            plan,
            writer,
            reader,
            interrupt,
            timeouts,
            on_event,
            dependencies: Dependencies::of(plan),
            status: vec![Status::Waiting; plan.changes.len()],
            failed: Vec::new(),
            skipped: Vec::new(),
            held: Vec::new(),
            provisioned: Vec::new(),
            unconfirmed: Vec::new(),
            roles_left: Vec::new(),
            created_sets: HashMap::new(),
            created_groups: HashMap::new(),
            in_flight: InFlight::default(),
            interrupted: false,
            asked_for_others: false,
            unrecoverable: false,
        }
    }

    pub(super) fn tell(&mut self, event: &Event) {
        self.in_flight.note(event);
        (self.on_event)(event);
    }

    /// Looks for operations in progress that this apply did not start, once and before it starts its own, and tells of
    /// them.
    pub(super) async fn ask_for_others(&mut self) {
        if std::mem::replace(&mut self.asked_for_others, true) {
            return;
        }
        let (mut count, mut is_complete) = (0, true);
        for kind in HandleKind::ALL {
            if let Ok(Some(list)) = self.writer.in_progress(kind).await {
                count += list.ids.len();
                is_complete &= list.is_complete;
            }
        }
        if count > 0 {
            self.tell(&Event::OthersInProgress { count, is_complete });
        }
    }

    /// Whether nothing more may be started. Says so once.
    pub(super) fn stopping(&mut self) -> bool {
        if self.interrupt.is_set() && !self.interrupted {
            self.interrupted = true;
            self.tell(&Event::Interrupted);
        }
        self.interrupted || self.unrecoverable
    }

    /// Skips a change if something that it needs is missing.
    pub(super) fn is_blocked(&mut self, change: usize) -> bool {
        let undone = |at: usize| self.status.get(at) != Some(&Status::Done);
        let Some((because, reason)) = self.dependencies.missing(change, undone) else {
            return false;
        };
        self.set(change, Status::Skipped);
        let skipped = Skipped {
            change,
            because,
            reason,
        };
        self.skipped.push(skipped.clone());
        self.tell(&Event::Skipped(skipped));
        true
    }

    /// Notes that a change is done, unless an operation of it failed before or waits.
    pub(super) fn succeed(&mut self, change: usize, request_id: Option<String>) {
        let waits = self.held.iter().any(|job| job.change == change);
        if waits || self.status.get(change) == Some(&Status::Failed) {
            return;
        }
        self.set(change, Status::Done);
        self.tell(&Event::Succeeded { change, request_id });
    }

    pub(super) fn fail(&mut self, change: usize, account: Option<AccountId>, error: AwsError) {
        self.set(change, Status::Failed);
        self.unrecoverable |= matches!(
            error.kind(),
            ErrorKind::ExpiredCredentials | ErrorKind::NoCredentials | ErrorKind::Unreachable
        );
        let management = self.writer.management_account();
        let hint = hint(self.change(change), account, management, &error);
        self.failed.push(Failure {
            change,
            account,
            error: error.clone(),
            explanation: hint.explanation,
            help: hint.help,
        });
        self.tell(&Event::Failed {
            change,
            account,
            error,
        });
    }

    pub(super) fn is_done(&self, change: usize) -> bool {
        self.status.get(change) == Some(&Status::Done)
    }

    pub(super) fn change(&self, index: usize) -> &'a Change {
        let planned = self.plan.changes.get(index);
        &planned.expect("the index is of this plan").change
    }

    /// The permission set to write to: created in this run, or alive when the plan was made.
    pub(super) fn target(&self, set: &PermissionSetName) -> Result<Target, AwsError> {
        if let Some(arn) = self.created_sets.get(set) {
            return Ok(Target {
                arn: Arc::clone(arn),
                fresh: true,
            });
        }
        match self.plan.arns.get(set) {
            Some(arn) => Ok(Target {
                arn: Arc::clone(arn),
                fresh: false,
            }),
            None => Err(AwsError::new(
                ErrorKind::NotFound,
                format!("the plan does not know the ARN of permission set {set}"),
            )
            .with_help("plan again")),
        }
    }

    /// The id of a principal, and whether its group was created in this run.
    pub(super) fn principal(&self, principal: &Principal) -> Result<(PrincipalId, bool), AwsError> {
        if let Some(id) = &principal.id {
            return Ok((id.clone(), false));
        }
        match self.created_groups.get(&principal.name) {
            Some(id) => Ok((id.clone(), true)),
            None => Err(AwsError::new(
                ErrorKind::NotFound,
                format!("the id of {principal} is not known"),
            )
            .with_help("plan again")),
        }
    }

    /// Whether this is a group that was created in this run, or found in place of one.
    pub(super) fn is_created(&self, principal: &Principal) -> bool {
        let id = principal.id.as_ref();
        id.is_some_and(|id| self.created_groups.values().any(|created| created == id))
    }

    pub(super) fn created_set(&mut self, name: PermissionSetName, arn: Arc<str>) {
        self.created_sets.insert(name, arn);
    }

    pub(super) fn created_group(&mut self, name: Arc<str>, id: PrincipalId) {
        self.created_groups.insert(name, id);
    }

    fn set(&mut self, change: usize, status: Status) {
        let slot = self.status.get_mut(change);
        *slot.expect("every change has a status") = status;
    }

    /// What became of everything. What is still in flight is told of, and is neither done nor left to do.
    pub(super) fn outcome(mut self) -> Outcome {
        let unfinished = self.in_flight.all();
        for one in &unfinished {
            self.tell(&Event::Unfinished(one.clone()));
        }
        self.stopping();
        let with = |status: Status| {
            let numbered = self.status.iter().enumerate();
            let found = numbered.filter(move |(_, one)| **one == status);
            found.map(|(change, _)| change).collect()
        };
        Outcome {
            done: with(Status::Done),
            remaining: {
                let mut waiting: Vec<usize> = with(Status::Waiting);
                waiting.retain(|change| !self.in_flight.concerns(*change));
                waiting
            },
            unfinished,
            failed: self.failed,
            skipped: self.skipped,
            interrupted: self.interrupted,
            unconfirmed: self.unconfirmed,
            roles_left: self.roles_left,
        }
    }
}
