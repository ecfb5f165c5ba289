//! The sandbox's HTTP server: one thread with a small runtime, on loopback.

use std::io;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming as Body;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::access::{Access, Credential};
use super::engine::{Incoming, Outcome, Reply, forbidden, too_large};
use super::shared::Shared;
use super::store::Store;

/// The largest request that is read. The largest that the models allow is an inline policy of 32,768 characters.
const BODY_LIMIT: usize = 1 << 20;
/// How long requests in progress may take once the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Answers on `listener` until `stop` says so, then lets requests in progress end. Saves to `store` after a second of
/// quiet. Reports to `ready` once that it answers, or why it cannot.
// The runtime is created and dropped in the thread of this call: the sandbox may be started and dropped inside another runtime,
// where a second one could not be.
pub fn serve(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    store: Option<Store>,
    access: Arc<Access>,
    stop: watch::Receiver<bool>,
    ready: &mpsc::Sender<io::Result<()>>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            _ = ready.send(Err(error));
            return;
        }
    };
    runtime.block_on(async move {
        match listener
            .set_nonblocking(true)
            .and_then(|()| TcpListener::from_std(listener))
        {
            Err(error) => _ = ready.send(Err(error)),
            Ok(listener) => {
                if let Some(store) = store {
                    tokio::spawn(save_when_quiet(Arc::clone(&shared), store, stop.clone()));
                }
                _ = ready.send(Ok(()));
                accept(listener, shared, access, stop).await;
            }
        }
    });
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    access: Arc<Access>,
    stop: watch::Receiver<bool>,
) {
    let mut connections = tokio::task::JoinSet::new();
    let mut stopping = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (shared, access) = (Arc::clone(&shared), Arc::clone(&access));
                    connections.spawn(connection(stream, shared, access, stop.clone()));
                }
                // Out of file descriptors, for example: leave time for some to be closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
            () = until(&mut stopping) => break,
        }
    }
    // A client that does not end its request must not keep the server.
    _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, async {
        while connections.join_next().await.is_some() {}
    })
    .await;
}

async fn connection(
    stream: tokio::net::TcpStream,
    shared: Arc<Shared>,
    access: Arc<Access>,
    mut stop: watch::Receiver<bool>,
) {
    // Small answers are sent at once; without this each waits for the client's delayed acknowledgement.
    _ = stream.set_nodelay(true);
    let Ok(local) = stream.local_addr() else {
        return;
    };
    let service = service_fn(move |request: Request<Body>| {
        let (shared, access) = (Arc::clone(&shared), Arc::clone(&access));
        async move {
            let (head, body) = request.into_parts();
            match access.refusal(&head, local) {
                Some(reason) => Ok(response(forbidden(&reason))),
                None => answer(&shared, &head, body).await,
            }
        }
    });
    // With a timer, the connection of a client that never ends its head is closed.
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // An error is a client that went away or a connection that is dropped on purpose.
        _ = connection.as_mut() => {}
        () = until(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, connection).await;
        }
    }
}

/// Waits until the sandbox stops or is dropped.
async fn until(stop: &mut watch::Receiver<bool>) {
    _ = stop.wait_for(|stop| *stop).await;
}

/// Closes the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct Dropped;

async fn answer(
    shared: &Shared,
    head: &Parts,
    body: Body,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let body = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            return Ok(response(too_large(BODY_LIMIT)));
        }
        Err(_) => return Err(Dropped),
    };
    let incoming = Incoming {
        target: head
            .headers
            .get("x-amz-target")
            .and_then(|value| value.to_str().ok()),
        region: Credential::of(&head.headers).map(|signed| signed.region.to_owned()),
        body: &body,
    };
    let outcome = {
        let (mut engine, now) = shared.lock();
        engine.answer(now, &incoming)
    };
    match outcome {
        Outcome::Reply(reply) => Ok(response(reply)),
        Outcome::Dropped => Err(Dropped),
        // Until the client closes the connection or the server stops.
        Outcome::NoAnswer => std::future::pending().await,
    }
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        hyper::header::HeaderValue::from_static(reply.content_type),
    );
    if let Ok(id) = reply.request_id.parse() {
        headers.insert("x-amzn-requestid", id);
    }
    response
}

async fn save_when_quiet(shared: Arc<Shared>, store: Store, mut stop: watch::Receiver<bool>) {
    let mut tick = tokio::time::interval(Duration::from_millis(250));
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = until(&mut stop) => return,
        }
        let (shared, store) = (Arc::clone(&shared), store.clone());
        // Writing a large file takes a while; requests are answered meanwhile.
        _ = tokio::task::spawn_blocking(move || store.save_if_quiet(&shared)).await;
    }
}
