//! Requests and seconds against the sandbox with AWS's limits, and the same by Terraform where it is installed:
//! `cargo bench --bench limits`.
//!
//! Everything runs as programs over loopback. `benches/README.md` has the method and the last figures.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and one that cannot go on fails where it stands"
)]

mod apply;
mod beside;
mod clients;
#[path = "../../tests/support/http.rs"]
mod http;
mod measured;
#[path = "../../tests/support/other_client.rs"]
mod other_client;
#[path = "../../tests/support/peers.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod peers;
mod scene;
mod side_by_side;

use clients::Rolecall;
use measured::Measured;
use scene::Scene;

fn main() {
    plans();
    apply::run();
    beside::run();
    side_by_side::run();
}

/// Unchanged plans at AWS's own rate. Terraform's requests are a formula that was measured at three sizes.
fn plans() {
    println!("plan without changes, 20 requests a second allowed, 18 used");
    for scene in [Scene::new(10, 50, 2), Scene::new(20, 50, 10)] {
        let sandbox = scene.sandbox(true, "requests-per-second=20");
        let rolecall = Rolecall::new(scene, &sandbox, 18.0);
        let measured = Measured::of(&sandbox, || {
            let text = rolecall.run(&["plan"]);
            assert!(text.contains("No changes."), "{text}");
        });
        println!(
            "  {scene}: {measured}; {} to sso-admin, {:.1} a second; Terraform's provider would make {} ({:.1} times)",
            measured.to_sso_admin,
            measured.rate,
            scene.terraform_requests(),
            scene.terraform_requests() as f64 / measured.to_sso_admin as f64,
        );
    }
}
