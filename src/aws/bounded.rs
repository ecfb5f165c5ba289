//! An HTTP client whose answers have an end.

use std::error::Error;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::{LengthLimitError, Limited};

/// Bytes of an answer. The longest answers of these services are pages of a hundred policies at most.
pub(super) const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// The client, each of whose answers fails after [`MAX_ANSWER`] bytes. How long an answer may take is bounded by the time
/// of an attempt.
pub(super) fn bounded(client: SharedHttpClient) -> SharedHttpClient {
    http_client_fn(move |settings: &HttpConnectorSettings, components| {
        let inner = client.http_connector(settings, components);
        SharedHttpConnector::new(Bounded { inner })
    })
}

#[derive(Debug)]
struct Bounded {
    inner: SharedHttpConnector,
}

impl HttpConnector for Bounded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let limited = |body: SdkBody| SdkBody::from_body_1_x(Limited::new(body, MAX_ANSWER));
            answer.await.map(|answer| answer.map(limited))
        })
    }
}

/// Whether an error comes from an answer that was too long.
pub(super) fn is_too_long(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<LengthLimitError>() {
            return true;
        }
        next = error.source();
    }
    false
}
