//! The ends of operations: well, badly, in vain, or unknown.

use crate::aws::{AwsError, ErrorKind, Handle, Operation, Retries, Verdict, classify};
use crate::plan::Change;

use super::super::Event;
use super::super::queue::Job;
use super::Work;

impl Work<'_, '_> {
    /// Takes an operation out, frees its accounts if that was not done before, and hands its job on.
    pub(super) fn ended(&mut self, handle: &Handle, then: impl FnOnce(&mut Self, Job)) {
        let now = self.clock.elapsed();
        let Some((job, holds)) = self.outstanding.ended(handle, now) else {
            return;
        };
        self.places.ended(now);
        if holds {
            self.queue.release(&job);
        }
        then(self, job);
    }

    /// AWS does not find an operation that it took. What the operation was for is read, where it can be.
    pub(super) fn not_found(&mut self, handle: &Handle) {
        let operation = handle.kind.operation().api_name();
        let words = humantime::format_duration(self.run.timeouts.not_found);
        let message = format!(
            "AWS took the operation and has not found it by its id for {words}; how it ended is not known"
        );
        let error = AwsError::of_operation(ErrorKind::NotFound, operation, message)
            .with_request_id(Some(handle.id.clone()))
            .with_help("plan again to see what is so")
            .uncertain(true);
        self.ended(handle, |work, job| work.check(job, error));
    }

    /// Reads whether what an operation was for is so; else, the error is its end.
    fn check(&mut self, job: Job, error: AwsError) {
        let Some((wanted, assigned)) = self.run.assigned(&job) else {
            return self.end(&job, Err(error));
        };
        let writer = self.run.writer.clone();
        self.checking.spawn(async move {
            let found = writer.is_assigned(&assigned).await;
            (job, error, found.ok().map(|found| found == wanted))
        });
    }

    pub(super) fn checked(&mut self, job: &Job, error: AwsError, is_so: Option<bool>) {
        match is_so {
            Some(true) => self.end(job, Ok(error.request_id().map(str::to_owned))),
            Some(false) | None => self.end(job, Err(error)),
        }
    }

    /// An operation ended badly: start it again, take it for done, or report it.
    pub(super) fn failed(&mut self, job: Job, error: AwsError) {
        let operation = match self.run.change(job.change) {
            Change::CreateAssignment(_) => Operation::CreateAccountAssignment,
            Change::DeleteAssignment { .. } => Operation::DeleteAccountAssignment,
            _ => Operation::ProvisionPermissionSet,
        };
        let verdict = classify(operation, &error, self.run.is_fresh(&job));
        let names_404 = error.message().contains("404 status error");
        match verdict {
            // What is not there cannot be deleted. Whether it is there is read, and not taken from the sentence.
            Verdict::Accept | Verdict::Report
                if operation == Operation::DeleteAccountAssignment
                    && (verdict == Verdict::Accept || names_404) =>
            {
                self.check(job, error);
            }
            Verdict::Accept => self.end(&job, Ok(error.request_id().map(str::to_owned))),
            Verdict::Report => self.end(&job, Err(error)),
            Verdict::Queue => self.queued(job, error),
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

    /// AWS has no place for an operation. It waits for as long as anything ends anywhere: attempts are not counted.
    pub(super) fn queued(&mut self, job: Job, error: AwsError) {
        let now = self.clock.elapsed();
        if self.places.still(now) >= self.run.timeouts.places {
            let words = humantime::format_duration(self.run.timeouts.places);
            let message = format!(
                "{}, and no operation ended within {words}, neither of this apply nor of others",
                error.message().trim_end_matches('.')
            );
            let uncertain = error.is_uncertain();
            let operation = error.operation().expect("AWS refused an operation");
            let error = AwsError::of_operation(ErrorKind::TooManyInProgress, operation, message)
                .with_request_id(error.request_id().map(str::to_owned))
                .uncertain(uncertain);
            return self.end(&job, Err(error));
        }
        // Those that are on their way may yet be taken.
        let outstanding = self.outstanding.places() + self.starting.len();
        self.places.refused(outstanding, now, &mut self.jitter);
        self.run.tell(&Event::Waiting {
            change: job.change,
            account: job.account,
            error,
        });
        self.queue.put_back(job, now);
    }

    /// Notes the end of an operation; the change ends with its last one.
    pub(super) fn end(&mut self, job: &Job, how: Result<Option<String>, AwsError>) {
        let left = self.open_operations(job);
        *left = left.checked_sub(1).expect("an operation ends once");
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
            Ok(request_id) => self.run.tell(&Event::Ended {
                change: job.change,
                account: job.account,
                request_id,
            }),
        }
    }
}
