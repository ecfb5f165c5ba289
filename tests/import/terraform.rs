//! What Terraform's provider made on the sandbox, taken over by a catalog.

use std::path::Path;

use rolecall::sandbox::{Sandbox, Start};

use crate::support::peers;
use crate::support::rolecall::Project;

const CONFIGURATION: &str = include_str!("../sandbox/terraform.tf");

struct Terraform<'a> {
    program: &'a Path,
    folder: &'a Path,
    endpoint: String,
}

impl Terraform<'_> {
    fn run(&self, arguments: &[&str]) -> String {
        let mut command = peers::command(self.program, self.folder, &self.endpoint);
        command
            .env("TF_CLI_CONFIG_FILE", self.folder.join("cli.tfrc"))
            .env("CHECKPOINT_DISABLE", "1");
        peers::run(command.args(arguments).arg("-no-color"))
    }
}

#[test]
fn a_catalog_takes_over_what_terraform_made_and_terraform_forgets_it() {
    let (Some(program), Some(mirror)) = (
        peers::find("terraform"),
        peers::provider_mirror("hashicorp/aws"),
    ) else {
        return;
    };
    let project = Project::new();
    let mirror = serde_json::json!(mirror);
    let settings = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror}\n  }}\n}}\n"
    );
    project.write("cli.tfrc", &settings);
    project.write("main.tf", CONFIGURATION);
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let terraform = Terraform {
        program: &program,
        folder: project.path(),
        endpoint: sandbox.url(),
    };
    terraform.run(&["init"]);
    terraform.run(&["apply", "-auto-approve"]);
    project.write("shown.json", &terraform.run(&["show", "-json"]));

    let against = |args: &[&str]| project.run_against(&sandbox.url(), args);
    let imported = against(&[
        "import",
        "--from-terraform-state",
        "terraform.tfstate",
        "--out",
        "lab.yaml",
    ])
    .ended(0);
    let shown = against(&["import", "--from-terraform-state", "shown.json"]).ended(0);
    assert_eq!(
        shown.stdout,
        project.read("lab.yaml"),
        "both forms of the state say the same"
    );
    let live = against(&["import", "--permission-set", "Lab"]).ended(0);
    let vars = |text: &str| text.split("components:").nth(1).map(str::to_owned);
    assert_eq!(
        vars(&live.stdout),
        vars(&shown.stdout),
        "the state says what lives"
    );

    let plan = [
        "plan",
        "--catalog",
        "lab.yaml",
        "--scan",
        "full",
        "--adopt",
        "--format",
        "json",
    ];
    let plan = against(&plan).ended(0).json();
    assert_eq!(plan["changes"].as_array().unwrap().len(), 1, "{plan}");
    assert_eq!(plan["changes"][0]["kind"], "adopt_permission_set");
    against(&[
        "apply",
        "--catalog",
        "lab.yaml",
        "--adopt",
        "--auto-approve",
    ])
    .ended(0);

    // Terraform's configuration now has the blocks that import printed, in the place of the resources.
    let (_, blocks) = imported.stderr.split_once("removed {").unwrap();
    let kept: Vec<&str> = CONFIGURATION
        .split("\n\n")
        .filter(|block| !block.contains("resource \"aws_ssoadmin_"))
        .collect();
    project.write(
        "main.tf",
        &format!("{}\n\nremoved {{{blocks}", kept.join("\n\n")),
    );
    let forgotten = terraform.run(&["apply", "-auto-approve"]);
    assert!(
        forgotten.contains("Resources: 0 added, 0 changed, 0 destroyed."),
        "{forgotten}"
    );
    let state = terraform.run(&["state", "list"]);
    assert!(!state.contains("aws_ssoadmin_permission_set"), "{state}");
    let after = against(&["plan", "--catalog", "lab.yaml", "--scan", "full"]).ended(0);
    assert!(after.stdout.contains("No changes."), "{}", after.all());
}
