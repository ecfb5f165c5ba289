//! Operations that AWS carries out later: start as many as AWS allows, ask how they stand, start the next.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::aws::{
    AwsError, ErrorKind, Handle, Jitter, Operation, Polled, Retries, Started, Verdict, classify,
};
use crate::model::AccountId;
use crate::plan::{Change, Phase};

use super::Event;
use super::queue::{Job, Queue};
use super::run::Run;

/// Requests that are on their way to AWS or wait for their turn. Enough for the rate at a latency of a third of a
/// second; few, because an interrupt cannot call them back.
const STARTING: usize = 6;
/// AWS takes seconds, sometimes minutes. What takes longer than this is reported, and goes on without us.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// The shortest pause between two looks at what is outstanding.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause while operations end: an account that is free is not left waiting for long.
const LONGEST_PAUSE: Duration = Duration::from_millis(700);
/// The longest pause when nothing has ended for a while.
const PATIENT_PAUSE: Duration = Duration::from_secs(3);
/// After how long without an end.
const A_WHILE: Duration = Duration::from_secs(20);

struct Outstanding {
    job: Job,
    handle: Handle,
    since: Duration,
}

type Key = (usize, Option<AccountId>);

/// The operations of one phase.
pub(super) struct Work<'a, 'r> {
    run: &'a mut Run<'r>,
    queue: Queue,
    starting: JoinSet<(Job, Result<Started, AwsError>)>,
    outstanding: Vec<Outstanding>,
    retries: HashMap<Key, (Retries, Duration)>,
    /// Operations of each change that have not ended.
    open: HashMap<usize, usize>,
    /// Changes of which an operation failed.
    failed: HashSet<usize>,
    jitter: Jitter,
    clock: Instant,
    /// The pause before the next look; short while operations end, longer while none does.
    pause: Duration,
    look_at: Duration,
    /// When an operation ended last.
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
            outstanding: Vec::new(),
            retries: HashMap::new(),
            open,
            failed: HashSet::new(),
            jitter: Jitter::new(phase as u64),
            clock: Instant::now(),
            pause: SHORTEST_PAUSE,
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
        let idle = self.starting.is_empty() && self.outstanding.is_empty();
        if idle && (self.queue.is_empty() || stopping) {
            return false;
        }
        let retry_at = match stopping {
            true => None,
            false => self.queue.next_time(now),
        };
        let look_at = (!self.outstanding.is_empty()).then_some(self.look_at);
        let wake = retry_at.into_iter().chain(look_at).min();
        let sleep = wake.map(|time| time.saturating_sub(now));
        tokio::select! {
            Some(answer) = self.starting.join_next() => match answer {
                Ok((job, answer)) => self.started(job, answer),
                Err(stopped) => if let Ok(panic) = stopped.try_into_panic() {
                    std::panic::resume_unwind(panic);
                },
            },
            () = tokio::time::sleep(sleep.unwrap_or_default()), if sleep.is_some() => {}
            () = self.run.interrupt.triggered(), if !stopping => {}
        }
        if !self.outstanding.is_empty() && self.clock.elapsed() >= self.look_at {
            self.look().await;
        }
        true
    }

    fn start(&mut self, limit: usize, now: Duration) {
        while self.starting.len() < STARTING && self.starting.len() + self.outstanding.len() < limit
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
                Err(error) => self.end(&job, Err(error)),
            }
        }
    }

    fn started(&mut self, job: Job, answer: Result<Started, AwsError>) {
        match answer {
            Err(error) => self.end(&job, Err(error)),
            Ok(Started::Done(request_id)) => self.end(&job, Ok(request_id)),
            Ok(Started::Failed(error)) => self.failed(job, error),
            Ok(Started::Outstanding(handle)) => {
                self.run.tell(&Event::Requested {
                    change: job.change,
                    account: job.account,
                    request_id: handle.id.clone(),
                });
                let since = self.clock.elapsed();
                if self.outstanding.is_empty() {
                    self.look_at = since + self.pause;
                }
                self.outstanding.push(Outstanding { job, handle, since });
            }
        }
    }

    /// Asks how the outstanding operations stand.
    async fn look(&mut self) {
        let handles: Vec<Handle> = self
            .outstanding
            .iter()
            .map(|one| one.handle.clone())
            .collect();
        let ended = match self.run.writer.poll(&handles).await {
            Ok(ended) => ended,
            Err(error) => {
                // They go on, but nobody can say how they end.
                let error =
                    error.with_help("AWS carries the operation on: plan again to see how it ended");
                for one in std::mem::take(&mut self.outstanding) {
                    self.end(&one.job, Err(error.clone()));
                }
                return;
            }
        };
        let now = self.clock.elapsed();
        if ended.is_empty() {
            let longest = match now.saturating_sub(self.ended_at) > A_WHILE {
                true => PATIENT_PAUSE,
                false => LONGEST_PAUSE,
            };
            self.pause = self.pause.mul_f64(1.6).min(longest);
        } else {
            self.pause = self.pause.mul_f64(0.7).max(SHORTEST_PAUSE);
            self.ended_at = now;
        }
        for (handle, how) in ended {
            let Some(at) = self.outstanding.iter().position(|one| one.handle == handle) else {
                continue;
            };
            let job = self.outstanding.swap_remove(at).job;
            match how {
                Polled::Succeeded => self.end(&job, Ok(Some(handle.id))),
                Polled::Failed(error) => self.failed(job, error),
            }
        }
        self.look_at = now + self.pause;
        let (late, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.outstanding)
            .into_iter()
            .partition(|one| now.saturating_sub(one.since) > LONGEST);
        self.outstanding = rest;
        for one in late {
            let operation = one.handle.kind.operation().api_name();
            let message = "AWS has not ended the operation within 30 minutes; it may still do so";
            let error = AwsError::of_operation(ErrorKind::Timeout, operation, message);
            self.end(&one.job, Err(error));
        }
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
        self.queue.release(job);
        let left = self.open.entry(job.change).or_insert(1);
        *left = left.saturating_sub(1);
        let last = *left == 0;
        match how {
            Err(error) => {
                self.failed.insert(job.change);
                self.run.fail(job.change, job.account, error);
            }
            Ok(request_id) if last && !self.failed.contains(&job.change) => {
                self.run.succeed(job.change, request_id);
            }
            Ok(_) => {}
        }
    }
}
