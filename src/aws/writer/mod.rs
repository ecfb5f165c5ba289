//! Writing: one method for each operation. Every answer is classified; what is so already counts as written.

mod create;
mod delete;
mod edit;
mod poll;
mod start;

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::{AccountId, CatalogName};

use super::backoff::Cause;
use super::classify::{Operation, Verdict, classify};
use super::connect::Clients;
use super::error::{AwsError, ErrorKind};
use super::instance::Instance;

use poll::StatusLists;

pub use poll::Polled;
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
        let lane = match operation {
            Operation::CreateGroup => &self.clients.identity_lane,
            _ => &self.clients.sso_lane,
        };
        let cause = |error: &AwsError| {
            lost.note(error.kind());
            match classify(operation, error, fresh) {
                // Who deletes looks first whether it is worth to wait.
                Verdict::Retry(Cause::StillProvisioned) => None,
                Verdict::Retry(cause) => Some(cause),
                Verdict::Accept | Verdict::Report => None,
            }
        };
        match lane.call(operation.api_name(), send, cause).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if classify(operation, &error, fresh) == Verdict::Accept => Ok(None),
            Err(error) => Err(error.uncertain(lost.any())),
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
