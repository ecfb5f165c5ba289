//! The AWS SDK for Rust against the sandbox: the client that rolecall itself uses.

use aws_sdk_ssoadmin::Client;
use aws_sdk_ssoadmin::config::retry::RetryConfig;
use aws_sdk_ssoadmin::config::{BehaviorVersion, Credentials, Region};
use rolecall::sandbox::{Sandbox, Start};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";

fn client(sandbox: &Sandbox, attempts: u32) -> Client {
    let retries = RetryConfig::standard()
        .with_max_attempts(attempts)
        .with_initial_backoff(std::time::Duration::from_millis(1));
    let config = aws_sdk_ssoadmin::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(sandbox.region()))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(sandbox.url())
        .retry_config(retries)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

fn start(options: &str) -> Sandbox {
    let options = options.parse().unwrap();
    Sandbox::start(Start {
        options,
        ..Start::default()
    })
    .unwrap()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

#[test]
fn the_sdk_reads_pages_and_knows_exceptions_by_their_type() {
    let sandbox = start("odd-pages=true");
    block_on(async {
        let client = client(&sandbox, 1);
        for name in ["One", "Two", "Three"] {
            client
                .create_permission_set()
                .instance_arn(INSTANCE)
                .name(name)
                .send()
                .await
                .unwrap();
        }
        let pages = client
            .list_permission_sets()
            .instance_arn(INSTANCE)
            .max_results(2)
            .into_paginator()
            .items()
            .send();
        assert_eq!(pages.try_collect().await.unwrap().len(), 3);
        let taken = client
            .create_permission_set()
            .instance_arn(INSTANCE)
            .name("One")
            .send()
            .await
            .unwrap_err();
        let taken = taken.into_service_error();
        assert!(taken.is_conflict_exception(), "{taken}");
        assert_eq!(
            taken.meta().message(),
            Some("PermissionSet with name One already exists")
        );
    });
}

#[test]
fn the_sdk_retries_throttling_failures_and_dropped_connections() {
    let sandbox = start("throttle=0.3,internal-error=0.2,drop-connection=0.2,seed=1");
    block_on(async {
        let client = client(&sandbox, 30);
        for _ in 0..10 {
            let instances = client.list_instances().send().await.unwrap();
            assert_eq!(instances.instances().len(), 1);
        }
    });
    let requests = sandbox.requests();
    let refused: std::collections::BTreeSet<_> = requests
        .log
        .iter()
        .filter_map(|request| request.refused)
        .collect();
    assert_eq!(
        refused,
        [
            "ConnectionDropped",
            "InternalServerException",
            "ThrottlingException"
        ]
        .into()
    );
}
