//! Looking after what is outstanding: AWS's list of operations in progress, and each operation by its id.

use std::time::Duration;

use crate::aws::{AwsError, ErrorKind, Handle, HandleKind, InProgress, Polled};
use crate::plan::Phase;

use super::{Look, StatusQueries, Work};

/// The shortest pause between two looks at what is outstanding, however high the rate.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// In requests at the present rate, the shortest pause: every second request may be a look.
const REQUESTS_PER_LOOK: u32 = 2;
/// The pause is this part of the time in which nothing has ended: an end is noticed soon for how long it took.
const PART_OF_QUIET: u32 = 20;

impl Work<'_, '_> {
    /// Whether the list is looked at for the operations of others, of which one has to end before one of ours is taken.
    pub(super) fn watches_others(&self) -> bool {
        self.places.is_refused() && self.outstanding.is_empty() && !self.queue.is_empty()
    }

    /// Begins to look at AWS's list when it is time. One operation alone is asked for by itself: that tells how it
    /// ended, too.
    pub(super) fn look(&mut self, now: Duration) {
        if !self.looking.is_empty() || now < self.look_at {
            return;
        }
        let mut running = self.outstanding.running();
        let kind = match (running.next().map(|handle| handle.kind), running.next()) {
            (Some(kind), Some(_)) => kind,
            (Some(_), None) => {
                drop(running);
                return self.outstanding.unlisted();
            }
            (None, _) if self.watches_others() => self.others_kind(now),
            (None, _) => return,
        };
        drop(running);
        let writer = self.run.writer.clone();
        self.looking
            .spawn(async move { (now, writer.in_progress(kind).await) });
    }

    /// The list in which others' operations may be: grants and revocations share AWS's limit, so both are looked at by
    /// turns.
    fn others_kind(&self, now: Duration) -> HandleKind {
        match self.phase {
            Phase::Provisioning => HandleKind::Provisioning,
            _ if (now.as_secs() / LONGEST_PAUSE.as_secs()).is_multiple_of(2) => {
                HandleKind::Creation
            }
            _ => HandleKind::Deletion,
        }
    }

    pub(super) fn looked(&mut self, asked: Duration, answer: Look) {
        let now = self.clock.elapsed();
        match answer {
            Ok(Some(list)) if self.outstanding.is_empty() => self.looked_for_others(list, now),
            Ok(Some(list)) => {
                let seen = self.outstanding.listed(&list, asked, now);
                if seen.is_wrong {
                    self.run.writer.distrust_lists();
                }
                for job in &seen.free {
                    self.queue.release(job);
                }
                self.pace(!seen.free.is_empty(), 1, now);
            }
            Ok(None) => {
                self.outstanding.unlisted();
                if self.outstanding.is_empty() {
                    self.look_at = now + LONGEST_PAUSE;
                }
            }
            // Each is described by itself; only where that fails, too, nothing is known.
            Err(_) => {
                self.outstanding.unlisted();
                self.look_at = now + LONGEST_PAUSE;
            }
        }
    }

    /// Whatever has left the list since the last look, or entered it, shows that AWS's places move.
    fn looked_for_others(&mut self, list: InProgress, now: Duration) {
        if list.ids != self.others {
            self.others = list.ids;
            self.places.moved(now);
        }
        self.look_at = now + LONGEST_PAUSE;
    }

    /// Begins to ask for ends, where some are to be asked for.
    pub(super) fn ask(&mut self, now: Duration, all_now: bool) {
        if !self.asking.is_empty() {
            return;
        }
        let queries = self.outstanding.ask(now, all_now);
        if queries.is_empty() {
            return;
        }
        let writer = self.run.writer.clone();
        self.asking.spawn(async move {
            let StatusQueries {
                ended,
                still_listed,
            } = &queries;
            let answer = writer.endings(ended.clone(), still_listed.clone()).await;
            (queries, answer)
        });
    }

    pub(super) fn asked(
        &mut self,
        queries: StatusQueries,
        answer: Result<Vec<(Handle, Polled)>, AwsError>,
    ) {
        let now = self.clock.elapsed();
        let StatusQueries {
            ended,
            still_listed,
        } = queries;
        let described = still_listed.len() + ended.len();
        let answers = match answer {
            Ok(answers) => answers,
            Err(error) => {
                let handles = ended.into_iter().chain(still_listed).collect();
                return self.unknown(handles, &error);
            }
        };
        let places = self.outstanding.places();
        for (handle, how) in answers {
            match how {
                Polled::InProgress => self.outstanding.goes_on(&handle, now),
                Polled::NotFound => {
                    let since = self.outstanding.missing(&handle, now);
                    if now.saturating_sub(since) >= self.run.timeouts.not_found {
                        self.not_found(&handle);
                    }
                }
                Polled::Succeeded => {
                    let id = handle.id.clone();
                    self.ended(&handle, |work, job| work.end(&job, Ok(Some(id))));
                }
                Polled::Failed(error) => {
                    self.ended(&handle, |work, job| work.failed(job, error));
                }
            }
        }
        if self.looking.is_empty() {
            self.pace(self.outstanding.places() < places, described, now);
        }
    }

    /// Ends what AWS has not ended for too long, at every step and whatever else is waited for.
    pub(super) fn expire(&mut self, now: Duration) {
        let longest = self.run.timeouts.operation;
        for handle in self.outstanding.late(now, longest) {
            let operation = handle.kind.operation().api_name();
            let words = humantime::format_duration(longest);
            let message =
                format!("AWS has not ended the operation within {words}; it may still do so");
            let error = AwsError::of_operation(ErrorKind::Timeout, operation, message)
                .with_request_id(Some(handle.id.clone()))
                .uncertain(true);
            self.ended(&handle, |work, job| work.end(&job, Err(error)));
        }
    }

    /// AWS cannot be asked for these. They go on, but how they end is not known.
    fn unknown(&mut self, handles: Vec<Handle>, error: &AwsError) {
        let help = "AWS carries the operation on: plan again to see how it ended";
        for handle in handles {
            let error = error.clone().with_help(help).uncertain(true);
            self.ended(&handle, |work, job| work.end(&job, Err(error)));
        }
    }

    /// Sets the time of the next look: soon while operations end, later the longer none has, and so that what was
    /// `described` takes no more than half of the rate.
    pub(super) fn pace(&mut self, any_ended: bool, described: usize, now: Duration) {
        if any_ended {
            self.ended_at = now;
        }
        let requests = REQUESTS_PER_LOOK.saturating_mul(u32::try_from(described).unwrap_or(1));
        let shortest = SHORTEST_PAUSE.max(self.run.writer.interval() * requests);
        let quiet = now.saturating_sub(self.ended_at);
        self.look_at = now + (quiet / PART_OF_QUIET).clamp(shortest, LONGEST_PAUSE.max(shortest));
    }
}
