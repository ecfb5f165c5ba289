//! Terraform's AWS provider against the sandbox: create, read, update, destroy.

use std::path::Path;

use rolecall::sandbox::{Sandbox, Start, fresh};

use crate::support::peers;

const CONFIGURATION: &str = include_str!("terraform.tf");
const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";

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
fn terraform_creates_reads_updates_and_destroys_what_it_knows_of_permission_sets() {
    let (Some(program), Some(mirror)) = (
        peers::find("terraform"),
        peers::provider_mirror("hashicorp/aws"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mirror = serde_json::json!(mirror);
    let settings = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror}\n  }}\n}}\n"
    );
    std::fs::write(folder.path().join("cli.tfrc"), settings).unwrap();
    std::fs::write(folder.path().join("main.tf"), CONFIGURATION).unwrap();
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let terraform = Terraform {
        program: &program,
        folder: folder.path(),
        endpoint: sandbox.url(),
    };
    terraform.run(&["init"]);

    let applied = terraform.run(&["apply", "-auto-approve"]);
    assert!(
        applied.contains("Apply complete! Resources: 8 added, 0 changed, 0 destroyed."),
        "{applied}"
    );
    let state: serde_json::Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    let set = &state["permission_sets"][0];
    assert_eq!(
        set["managed_policies"],
        serde_json::json!(["arn:aws:iam::aws:policy/job-function/Billing"])
    );
    assert_eq!(
        set["customer_managed_policies"],
        serde_json::json!([{"name": "mine", "path": "/team/"}])
    );
    assert_eq!(
        set["permissions_boundary"]["managed_policy"],
        "arn:aws:iam::aws:policy/PowerUserAccess"
    );
    assert!(
        set["inline_policy"]
            .as_str()
            .unwrap()
            .contains("s3:ListAllMyBuckets")
    );
    assert_eq!(
        set["accounts"]["333333333302"]["groups"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let planned = terraform.run(&["plan", "-detailed-exitcode"]);
    assert!(planned.contains("No changes."), "{planned}");

    let updated = terraform.run(&["apply", "-auto-approve", "-var", "description=changed"]);
    assert!(
        updated.contains("Resources: 0 added, 1 changed, 0 destroyed."),
        "{updated}"
    );
    let arn = set["arn"].clone();
    let described = sandbox.call(
        "SWBExternalService.DescribePermissionSet",
        serde_json::json!({"InstanceArn": INSTANCE, "PermissionSetArn": arn}),
    );
    assert_eq!(
        described.unwrap()["PermissionSet"]["Description"],
        "changed"
    );

    let destroyed = terraform.run(&["destroy", "-auto-approve"]);
    assert!(
        destroyed.contains("Destroy complete! Resources: 8 destroyed."),
        "{destroyed}"
    );
    assert_eq!(sandbox.snapshot(), fresh());
}
