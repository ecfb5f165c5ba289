//! The way to one service: every request waits for its turn, is counted, and is made again where that helps.

use std::error::Error;
use std::future::Future;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::answer;
use super::backoff::{Cause, Jitter, Retries};
use super::classify::transient;
use super::error::{AwsError, ErrorKind};
use super::pace::Pacer;
use super::requests::Requests;
use super::service::Service;

/// The calls of one service.
#[derive(Debug)]
pub(super) struct Lane {
    service: Service,
    pacer: Pacer,
    requests: Arc<Mutex<Requests>>,
    jitter: Mutex<Jitter>,
}

impl Lane {
    pub(super) fn new(service: Service, rate: f64, requests: Arc<Mutex<Requests>>) -> Self {
        Self {
            service,
            // Two at once use the time that a pause left, and stay far under AWS's own bucket.
            pacer: Pacer::new(rate, 2),
            requests,
            jitter: Mutex::new(Jitter::new(service as u64)),
        }
    }

    /// Makes a call that only reads.
    pub(super) async fn read<T, E, F, A>(
        &self,
        operation: &'static str,
        send: F,
    ) -> Result<T, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let cause = |error: &AwsError| transient(error.kind());
        self.call(operation, send, cause).await
    }

    /// Makes a call once: for questions that are well left unanswered. Throttling alone is waited for; where the
    /// caller lacks the right to ask, that is noted.
    pub(super) async fn ask<T, E, F, A>(
        &self,
        operation: &'static str,
        send: F,
    ) -> Result<T, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let cause =
            |error: &AwsError| (*error.kind() == ErrorKind::Throttled).then_some(Cause::Throttled);
        let answer = self.call(operation, send, cause).await;
        if let Err(error) = &answer {
            self.forgo(error);
        }
        answer
    }

    /// Notes that the caller lacks a right, and that the work goes on without it.
    pub(super) fn forgo(&self, error: &AwsError) {
        if let ErrorKind::AccessDenied { iam_action } = error.kind() {
            self.count(|requests| requests.forgone(iam_action));
        }
    }

    /// Makes the first call of a connection. An endpoint that cannot be reached three times is taken for a wrong one;
    /// later on the network is given more time to come back.
    pub(super) async fn first<T, E, F, A>(
        &self,
        operation: &'static str,
        send: F,
    ) -> Result<T, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let unreached = AtomicU8::new(0);
        let cause = |error: &AwsError| {
            let cause = transient(error.kind());
            let goes_on =
                cause != Some(Cause::Unreachable) || unreached.fetch_add(1, Ordering::Relaxed) < 2;
            cause.filter(|_| goes_on)
        };
        self.call(operation, send, cause).await
    }

    /// Makes a call, and makes it again for as long as `cause` finds one, within the limits of its retries.
    pub(super) async fn call<T, E, F, A>(
        &self,
        operation: &'static str,
        send: F,
        cause: impl Fn(&AwsError) -> Option<Cause>,
    ) -> Result<T, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let started = Instant::now();
        let mut retries = Retries::default();
        let mut corrected = false;
        loop {
            self.pacer.turn().await;
            self.count(|requests| requests.sent(self.service, operation));
            let error = match send().await {
                Ok(value) => return Ok(value),
                Err(error) => answer::read(self.service, operation, &error),
            };
            if answer::is_about_rate(&error) {
                self.pacer.throttled();
            }
            match error.kind() {
                ErrorKind::Throttled => {
                    self.count(|requests| requests.throttled(self.service, operation));
                }
                ErrorKind::TooManyInProgress => self.count(Requests::queued),
                _ => {}
            }
            // The client has learned AWS's time from the refusal, and signs with it from now on.
            if *error.kind() == ErrorKind::ClockSkew && !corrected {
                corrected = true;
                continue;
            }
            let pause = cause(&error).and_then(|cause| {
                let mut jitter = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
                retries.next(cause, started.elapsed(), &mut jitter)
            });
            let Some(pause) = pause else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// The time between two requests at the present rate.
    pub(super) fn interval(&self) -> Duration {
        self.pacer.interval()
    }

    fn count(&self, note: impl FnOnce(&mut Requests)) {
        note(&mut self.requests.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
