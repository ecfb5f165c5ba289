//! Answers of an AWS that is none, or of somebody in between: one a line, `Operation STATUS BODY`.
//!
//! The n-th request of an operation gets its n-th line, or the last one again; an operation without a line is answered
//! with an empty object. STS speaks XML, which stands in a line as well.

mod server;

use std::time::Duration;

use rolecall::apply::{Interrupt, apply};
use rolecall::aws::{Connection, Needs, Settings};
use rolecall::error::Error;
use rolecall::model::{CatalogName, LiveScope, PermissionSetName, Scan, SessionDuration};
use rolecall::plan::{Attributes, Change, Plan, PlannedChange};

use super::{Effort, drawn};
use server::Server;

/// Timeouts with failing answers is no hang: what is waited for longer is given up.
const PATIENCE: Duration = Duration::from_secs(1);

/// Reads everything and writes a little, as far as the answers allow.
pub fn run(data: &[u8], _: Effort) {
    let server = Server::start(data);
    let settings = Settings {
        endpoint_url: Some(server.url()),
        region: Some("us-east-1".to_owned()),
        requests_per_second: 5000.0,
        ..Settings::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // Past the time, whatever is waited for is dropped.
        _ = tokio::time::timeout(PATIENCE, everything(&settings)).await;
    });
    server.was_not_asked_forever();
}

async fn everything(settings: &Settings) {
    let connection = match Connection::open(settings).await {
        Ok(connection) => connection,
        Err(error) => return told(error.into()),
    };
    let reader = connection.reader();
    match reader.snapshot().await {
        Ok(snapshot) => _ = rolecall::doctor::examine(&snapshot, None),
        Err(error) => told(error.into()),
    }
    let needs = Needs {
        without_accounts: false,
        organizational_units: true,
        organizational_unit_names: true,
        tags: true,
        groups: true,
        users: ["jo@example.com".into()].into(),
    };
    match reader.directory(&needs).await {
        Ok(directory) => {
            let scope = LiveScope {
                catalog: CatalogName::default(),
                names: [name()].into(),
                previously: Default::default(),
                users: ["jo@example.com".into()].into(),
                scan: Scan::Full,
                directory: &directory,
            };
            if let Err(error) = reader.live(&scope).await {
                told(error.into());
            }
        }
        Err(error) => told(error.into()),
    }
    let plan = plan();
    let writer = connection.writer(CatalogName::default());
    let outcome = apply(&plan, &writer, &reader, &mut |_| {}, Interrupt::never()).await;
    for failure in outcome.failed {
        told(failure.error.into());
    }
}

fn name() -> PermissionSetName {
    PermissionSetName::parse("Look").unwrap()
}

/// A permission set is made and changed.
fn plan() -> Plan {
    let attributes = |description: &str| Attributes {
        description: Some(description.into()),
        session_duration: SessionDuration::DEFAULT,
        relay_state: None,
    };
    let changes = [
        Change::CreateGroup {
            group: "New".into(),
        },
        Change::CreatePermissionSet {
            permission_set: name(),
            attributes: attributes("before"),
            tags: Default::default(),
            previously: None,
        },
    ];
    Plan {
        catalog: CatalogName::default(),
        changes: changes
            .into_iter()
            .map(|change| PlannedChange::new(change, None))
            .collect(),
        ..Plan::default()
    }
}

/// What a person would be told.
fn told(error: Error) {
    let mut out = Vec::new();
    error.write(&Default::default(), &mut out).unwrap();
    drawn::harmless(&String::from_utf8(out).unwrap(), "an error of AWS");
}
