//! Operations that AWS carries out later: start as many as AWS allows, look who has ended, start the next.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::aws::{
    AwsError, ErrorKind, Handle, Jitter, Operation, Polled, Retries, Started, Verdict, classify,
};
use crate::model::AccountId;
use crate::plan::{Change, Phase};

use super::Event;
use super::outstanding::Outstanding;
use super::queue::{Job, Queue};
use super::run::Run;

/// Requests that are on their way to AWS or wait for their turn. Enough for the rate at a latency of a third of a
/// second; few, because an interrupt cannot call them back.
const STARTING: usize = 6;
/// AWS takes seconds, sometimes minutes. What takes longer than this is reported, and goes on without us.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// The shortest pause between two looks at what is outstanding, however high the rate.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// In requests at the present rate, the shortest pause: every second request may be a look.
const REQUESTS_PER_LOOK: u32 = 2;
/// The pause is this part of the time in which nothing has ended: an end is noticed soon for how long it took.
const PART_OF_QUIET: u32 = 20;

/// The answer to a look: who is in progress, `None` where no list is to be had.
type Look = Result<Option<HashSet<String>>, AwsError>;
/// The answer to asking for the ends of some.
type Ends = (Vec<Handle>, Result<Vec<(Handle, Option<Polled>)>, AwsError>);

type Key = (usize, Option<AccountId>);

/// The operations of one phase.
pub(super) struct Work<'a, 'r> {
    run: &'a mut Run<'r>,
    queue: Queue,
    starting: JoinSet<(Job, Result<Started, AwsError>)>,
    outstanding: Outstanding,
    /// At most one look at AWS's list, and the time at which it began.
    looking: JoinSet<(Duration, Look)>,
    /// At most one question for ends.
    asking: JoinSet<Ends>,
    retries: HashMap<Key, (Retries, Duration)>,
    /// Operations of each change that have not ended.
    open: HashMap<usize, usize>,
    /// Jobs of which an answer was lost: an operation that nobody knows may have been carried out.
    lost: HashSet<Key>,
    /// Changes of which an operation failed.
    failed: HashSet<usize>,
    jitter: Jitter,
    clock: Instant,
    /// When to look next.
    look_at: Duration,
    /// When an operation ended last, or the first was taken.
    ended_at: Duration,
}

impl<'a, 'r> Work<'a, 'r> {
    pub(super) fn new(run: &'a mut Run<'r>, phase: Phase, jobs: Vec<Job>) -> Self {
        let mut open = HashMap::new();
        for job in &jobs {
            *open.entry(job.change).or_insert(0_usize) += 1;
        }
        Self {
            run,
            queue: Queue::new(jobs),
            starting: JoinSet::new(),
            outstanding: Outstanding::default(),
            looking: JoinSet::new(),
            asking: JoinSet::new(),
            retries: HashMap::new(),
            open,
            lost: HashSet::new(),
            failed: HashSet::new(),
            jitter: Jitter::new(phase as u64),
            clock: Instant::now(),
            look_at: Duration::ZERO,
            ended_at: Duration::ZERO,
        }
    }

    /// Starts what may start, then waits for the next thing to happen. False when all has ended.
    pub(super) async fn step(&mut self, limit: usize) -> bool {
        let stopping = self.run.stopping();
        // One time for what may start and for what is waited for: between two, a job could fall through.
        let now = self.clock.elapsed();
        if !stopping {
            self.start(limit, now);
        }
        let nothing_to_start = self.queue.is_empty() || stopping;
        if self.starting.is_empty() && self.outstanding.is_empty() && nothing_to_start {
            return false;
        }
        self.look(now);
        self.ask(now, nothing_to_start);
        let retry_at = match stopping {
            true => None,
            false => self.queue.next_time(now),
        };
        let waits = self.looking.is_empty() && self.outstanding.running().next().is_some();
        let look_at = waits.then_some(self.look_at);
        let ask_at = self
            .outstanding
            .news_at()
            .filter(|_| self.asking.is_empty());
        let wake = retry_at.into_iter().chain(look_at).chain(ask_at).min();
        let sleep = wake.map(|time| time.saturating_sub(now));
        tokio::select! {
            Some(answer) = self.starting.join_next() => {
                if let Some((job, answer)) = unwound(answer) {
                    self.started(job, answer);
                }
            }
            Some(answer) = self.looking.join_next() => {
                if let Some((asked, answer)) = unwound(answer) {
                    self.looked(asked, answer);
                }
            }
            Some(answer) = self.asking.join_next() => {
                if let Some((handles, answer)) = unwound(answer) {
                    self.asked(handles, answer);
                }
            }
            () = tokio::time::sleep(sleep.unwrap_or_default()), if sleep.is_some() => {}
            () = self.run.interrupt.triggered(), if !stopping => {}
        }
        true
    }

    fn start(&mut self, limit: usize, now: Duration) {
        while self.starting.len() < STARTING
            && self.starting.len() + self.outstanding.places() < limit
        {
            let Some(job) = self.queue.next(now) else {
                return;
            };
            if self.run.is_blocked(job.change) {
                self.queue.release(&job);
                continue;
            }
            match self.run.request(&job) {
                Ok(request) => {
                    self.starting.spawn(async move { (job, request.await) });
                }
                Err(error) => {
                    self.queue.release(&job);
                    self.end(&job, Err(error));
                }
            }
        }
    }

    fn started(&mut self, job: Job, answer: Result<Started, AwsError>) {
        let again = match &answer {
            Ok(Started::Outstanding(handle)) => handle.again,
            Ok(Started::Failed(error)) | Err(error) => error.is_uncertain(),
            Ok(Started::Done(_)) => false,
        };
        if again {
            self.lost.insert((job.change, job.account));
        }
        if let Ok(Started::Outstanding(handle)) = answer {
            self.run.tell(&Event::Requested {
                change: job.change,
                account: job.account,
                request_id: handle.id.clone(),
            });
            let since = self.clock.elapsed();
            if self.outstanding.is_empty() {
                self.pace(true, since);
            }
            self.outstanding.push(job, handle, since);
            return;
        }
        self.queue.release(&job);
        match answer {
            Err(error) => match self.run.one_by_one(&job, &error) {
                Some(jobs) => self.replace(&job, jobs),
                None => self.end(&job, Err(error)),
            },
            Ok(Started::Failed(error)) => self.failed(job, error),
            Ok(Started::Done(request_id)) => self.end(&job, Ok(request_id)),
            Ok(Started::Outstanding(_)) => {}
        }
    }

    /// Puts other operations in the place of one that AWS did not take.
    fn replace(&mut self, job: &Job, jobs: Vec<Job>) {
        let open = self.open.entry(job.change).or_insert(1);
        *open = (*open + jobs.len()).saturating_sub(1);
        for job in jobs {
            self.queue.put_back(job, Duration::ZERO);
        }
    }

    /// Begins to look at AWS's list when it is time. One operation alone is asked for by itself: that tells how it
    /// ended, too.
    fn look(&mut self, now: Duration) {
        if !self.looking.is_empty() || now < self.look_at {
            return;
        }
        let mut running = self.outstanding.running();
        let Some(kind) = running.next().map(|handle| handle.kind) else {
            return;
        };
        if running.next().is_none() {
            drop(running);
            self.outstanding.unlisted();
            return;
        }
        drop(running);
        let writer = self.run.writer.clone();
        self.looking
            .spawn(async move { (now, writer.in_progress(kind).await) });
    }

    fn looked(&mut self, asked: Duration, answer: Look) {
        let now = self.clock.elapsed();
        match answer {
            Ok(Some(ids)) => {
                let free = self.outstanding.listed(&ids, asked, now);
                for job in &free {
                    self.queue.release(job);
                }
                self.pace(!free.is_empty(), now);
            }
            Ok(None) => self.outstanding.unlisted(),
            Err(error) => {
                let all = self.outstanding.handles();
                self.unknown(all, error);
            }
        }
        let late = self.outstanding.late(now, LONGEST);
        for handle in late {
            let operation = handle.kind.operation().api_name();
            let message = "AWS has not ended the operation within 30 minutes; it may still do so";
            let error =
                AwsError::of_operation(ErrorKind::Timeout, operation, message).uncertain(true);
            self.ended(&handle, |work, job| work.end(&job, Err(error)));
        }
    }

    /// Begins to ask for ends, where some are to be asked for.
    fn ask(&mut self, now: Duration, hurry: bool) {
        if !self.asking.is_empty() {
            return;
        }
        let handles = self.outstanding.ask(now, hurry);
        if handles.is_empty() {
            return;
        }
        let writer = self.run.writer.clone();
        self.asking.spawn(async move {
            let answer = writer.endings(handles.clone()).await;
            (handles, answer)
        });
    }

    fn asked(
        &mut self,
        handles: Vec<Handle>,
        answer: Result<Vec<(Handle, Option<Polled>)>, AwsError>,
    ) {
        let now = self.clock.elapsed();
        let answers = match answer {
            Ok(answers) => answers,
            Err(error) => return self.unknown(handles, error),
        };
        let places = self.outstanding.places();
        for (handle, how) in answers {
            match how {
                None => self.outstanding.goes_on(&handle, now),
                Some(Polled::Succeeded) => {
                    let id = handle.id.clone();
                    self.ended(&handle, |work, job| work.end(&job, Ok(Some(id))));
                }
                Some(Polled::Failed(error)) => {
                    self.ended(&handle, |work, job| work.failed(job, error));
                }
            }
        }
        if self.looking.is_empty() {
            self.pace(self.outstanding.places() < places, now);
        }
    }

    /// AWS cannot be asked for these. They go on, but nobody can say how they end.
    fn unknown(&mut self, handles: Vec<Handle>, error: AwsError) {
        let help = "AWS carries the operation on: plan again to see how it ended";
        let error = error.with_help(help).uncertain(true);
        for handle in handles {
            let error = error.clone();
            self.ended(&handle, |work, job| work.end(&job, Err(error)));
        }
    }

    /// Takes an operation out, frees its accounts if that was not done before, and hands its job on.
    fn ended(&mut self, handle: &Handle, then: impl FnOnce(&mut Self, Job)) {
        let Some((job, holds)) = self.outstanding.ended(handle) else {
            return;
        };
        if holds {
            self.queue.release(&job);
        }
        then(self, job);
    }

    /// Sets the time of the next look: soon while operations end, later the longer none has.
    fn pace(&mut self, any_ended: bool, now: Duration) {
        if any_ended {
            self.ended_at = now;
        }
        let shortest = SHORTEST_PAUSE.max(self.run.writer.interval() * REQUESTS_PER_LOOK);
        let quiet = now.saturating_sub(self.ended_at);
        self.look_at = now + (quiet / PART_OF_QUIET).clamp(shortest, LONGEST_PAUSE.max(shortest));
    }

    /// An operation ended badly: start it again, take it for done, or report it.
    fn failed(&mut self, job: Job, error: AwsError) {
        let operation = match self.run.change(job.change) {
            Some(Change::CreateAssignment(_)) => Operation::CreateAccountAssignment,
            Some(Change::DeleteAssignment { .. }) => Operation::DeleteAccountAssignment,
            _ => Operation::ProvisionPermissionSet,
        };
        match classify(operation, &error, self.run.is_fresh(&job)) {
            Verdict::Accept => self.end(&job, Ok(error.request_id().map(str::to_owned))),
            Verdict::Report => self.end(&job, Err(error)),
            Verdict::Retry(cause) => {
                let now = self.clock.elapsed();
                let key = (job.change, job.account);
                let (retries, since) = self
                    .retries
                    .entry(key)
                    .or_insert_with(|| (Retries::default(), now));
                match retries.next(cause, now.saturating_sub(*since), &mut self.jitter) {
                    None => self.end(&job, Err(error)),
                    Some(pause) => {
                        self.run.tell(&Event::Retried {
                            change: job.change,
                            account: job.account,
                            error,
                        });
                        self.queue.put_back(job, now + pause);
                    }
                }
            }
        }
    }

    /// Notes the end of an operation; the change ends with its last one.
    fn end(&mut self, job: &Job, how: Result<Option<String>, AwsError>) {
        let left = self.open.entry(job.change).or_insert(1);
        *left = left.saturating_sub(1);
        let last = *left == 0;
        self.run.ended(job, &how);
        match how {
            Err(error) => {
                self.failed.insert(job.change);
                let lost = self.lost.contains(&(job.change, job.account));
                let uncertain = lost || error.is_uncertain();
                let error = error.uncertain(uncertain);
                self.run.fail(job.change, job.account, error);
            }
            Ok(request_id) if last && !self.failed.contains(&job.change) => {
                self.run.succeed(job.change, request_id);
            }
            Ok(_) => {}
        }
    }
}

/// The result of a task; a panic goes on here. Tasks are stopped by nobody but their set, when it goes.
fn unwound<T>(joined: Result<T, tokio::task::JoinError>) -> Option<T> {
    match joined {
        Ok(value) => Some(value),
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => None,
        },
    }
}
