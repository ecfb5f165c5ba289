//! Operations that AWS carries out later: start as many as AWS takes, look which have ended, start the next.

mod ends;
mod watch;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::aws::{AwsError, ErrorKind, Handle, InProgress, Jitter, Polled, Retries, Started};
use crate::model::AccountId;
use crate::plan::Phase;

use super::Event;
use super::outstanding::{Outstanding, StatusQueries};
use super::places::Places;
use super::queue::{Job, Queue};
use super::run::Run;
use super::tasks::unwound;

/// Requests that are on their way to AWS or wait for their turn. Enough for the rate at a latency of a third of a
/// second; few, because an interrupt cannot call them back.
const STARTING: usize = 6;

/// The answer to a look: what is in progress, `None` where no list is to be had.
type Look = Result<Option<InProgress>, AwsError>;
/// The answer to asking for the ends of some.
type Ends = (StatusQueries, Result<Vec<(Handle, Polled)>, AwsError>);

type Key = (usize, Option<AccountId>);

/// The operations of one phase.
pub(super) struct Work<'a, 'r> {
    run: &'a mut Run<'r>,
    phase: Phase,
    queue: Queue,
    places: Places,
    starting: JoinSet<(Job, Result<Started, AwsError>)>,
    outstanding: Outstanding,
    /// At most one look at AWS's list, and the time at which it began.
    looking: JoinSet<(Duration, Look)>,
    /// At most one question for ends.
    asking: JoinSet<Ends>,
    /// Whether what an operation was for is so, and the error to report if it is not, or cannot be read.
    checking: JoinSet<(Job, AwsError, Option<bool>)>,
    retries: HashMap<Key, (Retries, Duration)>,
    /// Operations of each change that have not ended.
    open: HashMap<usize, usize>,
    /// Jobs of which an answer was lost: an operation of unknown id may have been carried out.
    lost: HashSet<Key>,
    /// Changes of which an operation failed.
    failed: HashSet<usize>,
    /// Operations of other clients, at the last look for a place.
    others: HashSet<String>,
    jitter: Jitter,
    clock: Instant,
    /// When to look next.
    look_at: Duration,
    /// When an operation ended last, or the first was taken.
    ended_at: Duration,
}

impl<'a, 'r> Work<'a, 'r> {
    /// Work of which AWS carries out at most `limit` operations at a time.
    pub(super) fn new(run: &'a mut Run<'r>, phase: Phase, jobs: Vec<Job>, limit: usize) -> Self {
        let mut open = HashMap::new();
        for job in &jobs {
            *open.entry(job.change).or_insert(0_usize) += 1;
        }
        Self {
            run,
            phase,
            queue: Queue::new(jobs),
            places: Places::new(limit),
            starting: JoinSet::new(),
            outstanding: Outstanding::default(),
            looking: JoinSet::new(),
            asking: JoinSet::new(),
            checking: JoinSet::new(),
            retries: HashMap::new(),
            open,
            lost: HashSet::new(),
            failed: HashSet::new(),
            others: HashSet::new(),
            jitter: Jitter::new(phase as u64),
            clock: Instant::now(),
            look_at: Duration::ZERO,
            ended_at: Duration::ZERO,
        }
    }

    /// Carries everything out.
    pub(super) async fn finish(mut self) {
        if !self.queue.is_empty() && !self.run.stopping() {
            self.run.ask_for_others().await;
        }
        while self.step().await {}
        self.leave();
    }

    /// Starts what may start, then waits for the next thing to happen. False when all has ended.
    async fn step(&mut self) -> bool {
        let stopping = self.run.stopping();
        // One time for what may start and for what is waited for: between two, a job could fall through.
        let now = self.clock.elapsed();
        self.expire(now);
        if !stopping {
            self.start(now);
        }
        let nothing_to_start = self.queue.is_empty() || stopping;
        let nothing_begun =
            self.starting.is_empty() && self.outstanding.is_empty() && self.checking.is_empty();
        if nothing_begun && nothing_to_start {
            return false;
        }
        self.look(now);
        self.ask(now, nothing_to_start);
        let wake = self.wake_at(stopping, now);
        let slept = async {
            match wake {
                Some(time) => tokio::time::sleep(time.saturating_sub(now)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(answer) = self.starting.join_next() => {
                let (job, answer) = unwound(answer);
                self.started(job, answer);
            }
            Some(answer) = self.looking.join_next() => {
                let (asked, answer) = unwound(answer);
                self.looked(asked, answer);
            }
            Some(answer) = self.asking.join_next() => {
                let (queries, answer) = unwound(answer);
                self.asked(queries, answer);
            }
            Some(answer) = self.checking.join_next() => {
                let (job, error, is_so) = unwound(answer);
                self.checked(&job, error, is_so);
            }
            () = slept => {}
            () = self.run.interrupt.triggered(), if !stopping => {}
        }
        true
    }

    /// When to go on although no answer arrives until then.
    fn wake_at(&self, stopping: bool, now: Duration) -> Option<Duration> {
        let taken = self.starting.len() + self.outstanding.places();
        let to_start = match stopping || self.queue.is_empty() {
            true => [None, None],
            false => [self.queue.next_time(now), self.places.next_time(taken, now)],
        };
        let looks = self.looking.is_empty()
            && (self.outstanding.running().next().is_some() || self.watches_others());
        let asks = self.asking.is_empty();
        to_start
            .into_iter()
            .flatten()
            .chain(self.outstanding.late_at(self.run.timeouts.operation))
            .chain(self.look_at_if(looks))
            .chain(self.outstanding.ask_at().filter(|_| asks))
            .min()
    }

    fn look_at_if(&self, looks: bool) -> Option<Duration> {
        looks.then_some(self.look_at)
    }

    fn start(&mut self, now: Duration) {
        while self.starting.len() < STARTING
            && self
                .places
                .has_one(self.starting.len() + self.outstanding.places(), now)
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
                    // Recorded before it is sent: a process that is killed here leaves no unknown operation.
                    self.run.tell(&Event::Started {
                        change: job.change,
                        account: job.account,
                    });
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
        let now = self.clock.elapsed();
        let answer = match answer {
            Ok(Started::Outstanding(handle)) => {
                self.run.tell(&Event::Requested {
                    change: job.change,
                    account: job.account,
                    request_id: handle.id.clone(),
                });
                if self.outstanding.is_empty() {
                    self.pace(true, 1, now);
                }
                self.outstanding.push(job, handle, now);
                self.places.taken(self.outstanding.places(), now);
                return;
            }
            Ok(Started::Failed(error)) => {
                self.places.taken(self.outstanding.places(), now);
                self.queue.release(&job);
                return self.failed(job, error);
            }
            Ok(Started::Done(request_id)) => {
                self.places.taken(self.outstanding.places(), now);
                Ok(request_id)
            }
            Err(error) => Err(error),
        };
        self.queue.release(&job);
        match answer {
            Err(error) if *error.kind() == ErrorKind::TooManyInProgress => self.queued(job, error),
            Err(error) => match self.run.one_by_one(&job, &error) {
                Some(jobs) => self.replace(&job, jobs, error),
                None => self.end(&job, Err(error)),
            },
            answer => self.end(&job, answer),
        }
    }

    /// Puts other operations in the place of one that AWS did not take.
    fn replace(&mut self, job: &Job, jobs: Vec<Job>, error: AwsError) {
        self.run.tell(&Event::Retried {
            change: job.change,
            account: job.account,
            error,
        });
        *self.open_operations(job) += jobs.len() - 1;
        for job in jobs {
            self.queue.put_back(job, Duration::ZERO);
        }
    }

    /// The number of operations of the job's change that have not ended: this one is among them.
    fn open_operations(&mut self, job: &Job) -> &mut usize {
        let open = self.open.get_mut(&job.change);
        open.expect("every change with an operation is counted")
    }

    /// Reports what is left of an apply that was interrupted. Where the answer to a request was lost, only AWS knows
    /// whether it was carried out.
    fn leave(&mut self) {
        for job in self.queue.drain() {
            if self.lost.contains(&(job.change, job.account)) {
                let error = AwsError::new(
                    ErrorKind::Timeout,
                    "AWS's answer to the request was lost, and the apply ended before it was repeated",
                );
                self.end(&job, Err(error));
            }
        }
    }
}
