//! rolecall and Terraform, the same work on equal sandboxes, one after the other.

use super::clients::{Rolecall, Terraform};
use super::measured::Measured;
use super::scene::Scene;

/// Small, because Terraform's provider waits ten seconds for each assignment, ten of them at a time.
const SCENE: Scene = Scene::new(2, 10, 2);

pub fn run() {
    println!("\n{SCENE}, by rolecall and by Terraform, at AWS's limits");
    let sandbox = SCENE.sandbox(false, "aws-limits=true");
    let rolecall = Rolecall::new(SCENE, &sandbox, 18.0);
    let applied = Measured::of(&sandbox, || {
        rolecall.run(&["apply", "--auto-approve"]);
    });
    let planned = Measured::of(&sandbox, || {
        rolecall.run(&["plan", "--detailed-exitcode"]);
    });
    println!("  rolecall   apply  {applied}\n  rolecall   plan   {planned}");

    let sandbox = SCENE.sandbox(false, "aws-limits=true");
    let Some(terraform) = Terraform::new(SCENE, &sandbox) else {
        return;
    };
    let by_terraform = Measured::of(&sandbox, || {
        terraform.run(&["apply", "-auto-approve"]);
    });
    println!("  Terraform  apply  {by_terraform}");
    ratios("apply", by_terraform, applied);
    let by_terraform = Measured::of(&sandbox, || {
        terraform.run(&["plan", "-detailed-exitcode"]);
    });
    println!("  Terraform  plan   {by_terraform}");
    ratios("plan", by_terraform, planned);
}

fn ratios(what: &str, terraform: Measured, rolecall: Measured) {
    println!(
        "  {what}: Terraform takes {:.1} times the requests and {:.1} times the seconds",
        terraform.requests as f64 / rolecall.requests as f64,
        terraform.took.as_secs_f64() / rolecall.took.as_secs_f64(),
    );
}
