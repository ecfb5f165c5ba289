//! Writing: one method for each operation. Every answer is classified; what is so already counts as written.

mod create;
mod delete;
mod edit;
mod look;
mod poll;
mod start;

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{AccountId, CatalogName};

use super::backoff::{Cause, Jitter, Retries};
use super::classify::{Operation, Verdict, classify};
use super::clients::Clients;
use super::error::{AwsError, ErrorKind};
use super::instance::Instance;
use super::lane::Lane;

use poll::StatusLists;

pub use look::Assigned;
pub use poll::{InProgress, Polled};
pub use start::{Handle, HandleKind, Started};

/// A permission set to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Created moments ago: not finding it means to wait.
    pub fresh: bool,
}

/// Something that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T = ()> {
    /// What AWS gave: an id, an ARN.
    pub value: T,
    /// The id under which AWS knows the request; `None` where it was so already.
    pub request_id: Option<String>,
}

/// Writes to an instance in the name of a catalog. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Writer {
    clients: Arc<Clients>,
    catalog: CatalogName,
    lists: Arc<StatusLists>,
}

impl Writer {
    pub(super) fn new(clients: Arc<Clients>, catalog: CatalogName) -> Self {
        Self {
            clients,
            catalog,
            lists: Arc::default(),
        }
    }

    /// The instance that is written to.
    pub fn instance(&self) -> &Instance {
        &self.clients.instance
    }

    /// The management account, where it is known.
    pub fn management_account(&self) -> Option<AccountId> {
        self.clients.management_account
    }

    /// The calls of the service that an operation is of.
    fn lane(&self, operation: Operation) -> &Lane {
        match operation {
            Operation::CreateGroup => &self.clients.identity_lane,
            _ => &self.clients.sso_lane,
        }
    }

    /// Makes a request that writes, again where that helps; `None` where it is so already.
    async fn write<T, E, F, A>(
        &self,
        operation: Operation,
        fresh: bool,
        send: F,
    ) -> Result<Option<T>, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let lost = Lost::default();
        self.write_noting(&lost, operation, fresh, send).await
    }

    /// The same; notes whether an answer was lost on the way.
    async fn write_noting<T, E, F, A>(
        &self,
        lost: &Lost,
        operation: Operation,
        fresh: bool,
        send: F,
    ) -> Result<Option<T>, AwsError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let cause = |error: &AwsError| {
            lost.note(error.kind());
            match classify(operation, error, fresh) {
                // The caller looks first whether it is worth to wait.
                Verdict::Retry(Cause::StillProvisioned) => None,
                Verdict::Retry(cause) => Some(cause),
                Verdict::Accept | Verdict::Report | Verdict::Queue => None,
            }
        };
        match self
            .lane(operation)
            .call(operation.api_name(), send, cause)
            .await
        {
            Ok(value) => Ok(Some(value)),
            Err(error) if classify(operation, &error, fresh) == Verdict::Accept => Ok(None),
            Err(error) => Err(error.uncertain(lost.any())),
        }
    }

    /// Makes a request that writes. Where AWS answers with a conflict, or does not find what is to be removed, looks
    /// whether something is there: for a write that adds, it is so already if it is; for one that removes, if it is not.
    /// `None` if it is so already.
    async fn write_unless_so<T, E, F, A, L>(
        &self,
        lost: &Lost,
        operation: Operation,
        fresh: bool,
        send: F,
        is_there: impl Fn() -> L,
    ) -> Result<Option<T>, AwsError>
    where
        L: Future<Output = Result<bool, AwsError>>,
        F: Fn() -> A,
        A: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let asks = |error: &AwsError| match error.kind() {
            ErrorKind::Conflict => !operation.removes(),
            ErrorKind::NotFound => operation.removes(),
            _ => false,
        };
        let cause = |error: &AwsError| {
            lost.note(error.kind());
            match classify(operation, error, fresh) {
                Verdict::Retry(Cause::StillProvisioned) => None,
                Verdict::Retry(cause) if !asks(error) => Some(cause),
                _ => None,
            }
        };
        let (began, mut retries, mut jitter) = (
            Instant::now(),
            Retries::default(),
            Jitter::new(operation as u64),
        );
        loop {
            let lane = &self.clients.sso_lane;
            let error = match lane.call(operation.api_name(), &send, &cause).await {
                Ok(value) => return Ok(Some(value)),
                Err(error) => error,
            };
            let verdict = classify(operation, &error, fresh);
            let found = match asks(&error) {
                true => is_there()
                    .await
                    .ok()
                    .map(|there| there != operation.removes()),
                false => None,
            };
            let cause = match (found, verdict) {
                (Some(true), _) | (None, Verdict::Accept) => return Ok(None),
                // The sentence says that it is so, and it is not: the lists may lag.
                (Some(false), Verdict::Accept) => Some(Cause::Busy),
                (_, Verdict::Retry(cause)) if asks(&error) => Some(cause),
                _ => None,
            };
            let pause = cause.and_then(|cause| retries.next(cause, began.elapsed(), &mut jitter));
            let Some(pause) = pause else {
                return Err(error.uncertain(lost.any()));
            };
            tokio::time::sleep(pause).await;
        }
    }
}

/// Whether an answer to one of the attempts of a request was lost. One is enough: whatever is answered later, that
/// attempt may have been carried out.
#[derive(Debug, Default)]
struct Lost(AtomicBool);

impl Lost {
    /// Takes note of a failure: some leave open what became of the request.
    fn note(&self, kind: &ErrorKind) {
        let open = matches!(
            kind,
            ErrorKind::Timeout
                | ErrorKind::Unreachable
                | ErrorKind::Internal
                | ErrorKind::UnexpectedAnswer
        );
        self.0.fetch_or(open, Ordering::Relaxed);
    }

    fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
