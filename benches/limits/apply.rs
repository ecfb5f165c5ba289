//! A thousand grants, and the time that AWS's limits would take of anybody; and what lists of operations save.

use std::time::Duration;

use rolecall::sandbox::Requests;

use super::clients::Rolecall;
use super::measured::Measured;
use super::scene::Scene;

/// Time runs four times as fast: the rate is four times AWS's, an operation takes a quarter of its two seconds. Ratios
/// stay as they are.
const FASTER: f64 = 4.0;
const ALLOWED: f64 = 20.0 * FASTER;
const PACED: f64 = 18.0 * FASTER;
const OUTSTANDING: usize = 15;
const OPERATION: Duration = Duration::from_millis(500);

pub fn run() {
    println!("\napply, {FASTER} times as fast as AWS");
    let large = apply(Scene::new(10, 50, 2), "");
    println!(
        "  at AWS's speed {:.0} s; at most {} outstanding, {} in one account",
        large.took.as_secs_f64() * FASTER,
        large.requests.most_outstanding_assignments,
        large.requests.most_outstanding_in_one_account,
    );
    // What the lists are worth: a caller who may not have them asks for every operation by itself.
    apply(Scene::new(4, 25, 2), "");
    println!("  and without the right to list operations in progress:");
    apply(
        Scene::new(4, 25, 2),
        ",deny=sso:ListAccountAssignmentCreationStatus",
    );
}

struct Applied {
    /// From the first grant to the last request.
    took: Duration,
    requests: Requests,
}

fn apply(scene: Scene, more: &str) -> Applied {
    let options = format!(
        "requests-per-second={ALLOWED},outstanding-assignments={OUTSTANDING},operation-time={}ms{more}",
        OPERATION.as_millis()
    );
    let sandbox = scene.sandbox(false, &options);
    let rolecall = Rolecall::new(scene, &sandbox, PACED);
    let measured = Measured::of(&sandbox, || {
        rolecall.run(&["apply", "--auto-approve"]);
    });
    let requests = sandbox.requests();
    let grants = "CreateAccountAssignment";
    let first = requests.log.iter().find(|one| one.operation == grants);
    let last = requests.log.last();
    let took = last.unwrap().at.saturating_sub(first.unwrap().at);
    let bound = bound(scene.assignments());
    println!(
        "  {scene}: {measured}, of which the grants {:.1} s; the limits allow {:.1} s: {:.2} times the bound",
        took.as_secs_f64(),
        bound.as_secs_f64(),
        took.as_secs_f64() / bound.as_secs_f64(),
    );
    for (operation, count) in requests.by_operation() {
        if operation.contains("Assignment") {
            println!("  {count:>6}  {operation}");
        }
    }
    Applied { took, requests }
}

/// No client can be faster: each grant is one request at the paced rate, and holds one of the places for the time of
/// an operation.
fn bound(grants: usize) -> Duration {
    let by_rate = Duration::from_secs_f64(grants as f64 / PACED) + OPERATION;
    let turns = u32::try_from(grants.div_ceil(OUTSTANDING)).unwrap();
    by_rate.max(OPERATION * turns)
}
