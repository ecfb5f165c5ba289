//! A simulator of AWS IAM Identity Center and its organization, on loopback.
//!
//! It answers the AWS APIs of IAM Identity Center, its identity store, AWS Organizations and STS's `GetCallerIdentity` from
//! a state file, with the constraints, errors and delays that AWS is known for. Any AWS client can use it: [`Sandbox::start`]
//! returns a running sandbox, [`Sandbox::url`] its endpoint.
//!
//! | module | does |
//! |---|---|
//! | `service_model` | the constraints of AWS's service models, and the check of a request against them |
//! | `world` | the rules of the services; pure: it knows no clock, no file, no JSON of the wire |
//! | `protocol` | the operations: a request's members to calls of the world, and its answers to JSON |
//! | `iam` | the policies of the caller |
//! | `engine` | one request after the other: rate, faults, rules, answer, log |
//! | `server`, `access`, `store` | the socket, which requests are answered, and the state file on disk |
//! | `snapshot`, `fresh` | the format of the state file, and the organization of a new one |
//!
//! A request is answered as if the state file's `caller` had signed it, unless a web page may have sent it. Signatures are
//! not checked; only the region is read from one, since IAM Identity Center is reached in the region of its instance. An
//! unsigned request counts as signed for the right region.

mod access;
mod digest;
mod engine;
mod error;
mod faults;
mod fresh;
mod iam;
mod id;
mod managed_policies;
mod options;
mod protocol;
mod requests;
mod server;
mod service_model;
mod shared;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
mod token_bucket;
mod world;

/// The example of the README, which a test runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use tokio::sync::watch;

pub use access::random_key;
pub use error::{Refused, SandboxError};
pub use fresh::{empty, fresh};
pub use iam::Policies;
pub use options::{OPTIONS, Options, OptionsError};
pub use requests::{Request, Requests};
pub use snapshot::SnapshotError;
pub use world::AccessEvent;

use access::Access;
use engine::Engine;
use shared::{Clock, Shared};
use snapshot::Snapshot;
use store::Store;
use world::World;

/// How to start a sandbox.
#[derive(Clone, Debug)]
pub struct Start {
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Listen on an address that other machines reach.
    pub allow_non_loopback: bool,
    /// Speed, faults and refusals.
    pub options: Options,
    /// The text of a state file; [`fresh()`] when absent.
    pub snapshot: Option<String>,
    /// The only access key id that is answered, as [`random_key`] makes one; `None` takes any.
    pub access_key: Option<String>,
    /// Names besides `localhost` by which clients reach the sandbox.
    pub hosts: Vec<String>,
    /// Where the state is kept: written when the sandbox stops, and after a second of quiet that follows a change.
    pub save_to: Option<PathBuf>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            allow_non_loopback: false,
            options: Options::default(),
            snapshot: None,
            access_key: None,
            hosts: Vec::new(),
            save_to: None,
        }
    }
}

/// A running sandbox. Dropping it stops it without saving.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    store: Option<Store>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox; it answers when this returns.
    ///
    /// # Errors
    /// The state file cannot be read, the address is not loopback and that was not allowed, or it cannot be bound.
    pub fn start(start: Start) -> Result<Self, SandboxError> {
        if !start.listen.ip().is_loopback() && !start.allow_non_loopback {
            return Err(SandboxError::NotLoopback {
                address: start.listen,
            });
        }
        let text = start.snapshot.unwrap_or_else(fresh);
        let snapshot = Snapshot::parse(&text)?;
        let world = World::load(snapshot, start.options)
            .map_err(|contradiction| contradiction.located(&text))?;
        let listen = |source| SandboxError::Listen {
            address: start.listen,
            source,
        };
        let listener = TcpListener::bind(start.listen).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let clock = Clock::start();
        let shared = Arc::new(Shared::new(Engine::new(world, clock.now()), clock));
        let store = start.save_to.map(Store::new);
        let (stop, stopped) = watch::channel(false);
        let (ready, answering) = mpsc::channel();
        let thread = {
            let (shared, store) = (Arc::clone(&shared), store.clone());
            let access = Arc::new(Access {
                access_key: start.access_key,
                hosts: start.hosts,
            });
            let serve = move || server::serve(listener, shared, store, access, stopped, &ready);
            std::thread::Builder::new()
                .name("sandbox".to_owned())
                .spawn(serve)
                .map_err(listen)?
        };
        match answering.recv() {
            Ok(answering) => answering.map_err(listen)?,
            Err(_) => return Err(listen(io::Error::other("the server's thread ended"))),
        }
        Ok(Self {
            address,
            shared,
            store,
            stop,
            thread: Some(thread),
        })
    }

    /// Returns the endpoint for AWS clients, `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the region of the organization's instance, else of the first one; `us-east-1` when there is none.
    pub fn region(&self) -> String {
        let (engine, _) = self.shared.lock();
        let instance = engine.world.identity_instance();
        instance.map_or_else(
            || "us-east-1".to_owned(),
            |instance| instance.region.clone(),
        )
    }

    /// Returns the state file now. Operations in progress are carried to their end in it, as AWS would; in the running
    /// sandbox they still take their time.
    pub fn snapshot(&self) -> String {
        store::current(&self.shared)
    }

    /// Writes the state file, if the sandbox has one: beside it first, then renamed. The folder is made.
    ///
    /// # Errors
    /// The folder or the file cannot be written; what was there before is still there.
    pub fn save(&self) -> Result<(), SandboxError> {
        let Some(store) = &self.store else {
            return Ok(());
        };
        store
            .save(&self.shared)
            .map_err(|source| SandboxError::Save {
                path: store.path().to_owned(),
                source,
            })
    }

    /// Lets requests in progress end, stops, and saves.
    ///
    /// # Errors
    /// The state file cannot be written.
    pub fn stop(mut self) -> Result<(), SandboxError> {
        self.shut_down();
        self.save()
    }

    fn shut_down(&mut self) {
        self.stop.send_replace(true);
        // A thread that panicked has been reported by the panic itself.
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }

    /// Returns the requests that came over the wire.
    pub fn requests(&self) -> Requests {
        self.shared.lock().0.requests()
    }

    /// Who gained and lost which account assignment, in the order in which it happened. A test that nobody is without
    /// access in between checks each (principal, account) over this list.
    pub fn access_log(&self) -> Vec<AccessEvent> {
        let (mut engine, now) = self.shared.lock();
        engine.settle(now);
        engine.world.access_log().to_vec()
    }

    /// Makes a call without the wire, as the management account's administrator would make it in the console: for changes
    /// from outside. It passes by rate, faults and the log of requests, but not by the rules.
    ///
    /// `target` is what `X-Amz-Target` would be, for example `SWBExternalService.ListPermissionSets`.
    ///
    /// # Errors
    /// The refusal, as AWS would give it.
    pub fn call(
        &self,
        target: &str,
        body: serde_json::Value,
    ) -> Result<serde_json::Value, Refused> {
        let (mut engine, now) = self.shared.lock();
        Ok(engine.call(now, target, &body)?)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shut_down();
    }
}
