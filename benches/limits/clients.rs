//! The two programs, each in a folder of its own, talking to a sandbox.

use std::path::PathBuf;
use std::process::Command;

use rolecall::sandbox::Sandbox;
use tempfile::TempDir;

use super::peers;
use super::scene::Scene;

/// rolecall with a catalog.
pub struct Rolecall {
    folder: TempDir,
    endpoint: String,
    rate: f64,
}

impl Rolecall {
    pub fn new(scene: Scene, sandbox: &Sandbox, requests_per_second: f64) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("aws-sso.yaml"), scene.catalog()).unwrap();
        Self {
            folder,
            endpoint: sandbox.url(),
            rate: requests_per_second,
        }
    }

    /// Runs a command and gives what it wrote to stdout.
    pub fn run(&self, arguments: &[&str]) -> String {
        let rate = self.rate.to_string();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_rolecall"));
        let mut command = peers::command(&program, self.folder.path(), &self.endpoint);
        command.args(arguments);
        command.args(["-c", "aws-sso.yaml", "--requests-per-second", &rate]);
        peers::run(&mut command)
    }
}

/// Terraform with the same, initialized.
pub struct Terraform {
    folder: TempDir,
    program: PathBuf,
    endpoint: String,
}

impl Terraform {
    /// `None` where Terraform or its AWS provider is not installed.
    pub fn new(scene: Scene, sandbox: &Sandbox) -> Option<Self> {
        let program = peers::find("terraform")?;
        let mirror = peers::provider_mirror("hashicorp/aws")?;
        let folder = TempDir::new().unwrap();
        let path = serde_json::json!(mirror);
        let settings = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n"
        );
        std::fs::write(folder.path().join("cli.tfrc"), settings).unwrap();
        std::fs::write(folder.path().join("main.tf"), scene.terraform()).unwrap();
        let terraform = Self {
            folder,
            program,
            endpoint: sandbox.url(),
        };
        terraform.run(&["init"]);
        Some(terraform)
    }

    /// Runs a command and gives what it wrote to stdout.
    pub fn run(&self, arguments: &[&str]) -> String {
        let mut command: Command =
            peers::command(&self.program, self.folder.path(), &self.endpoint);
        command
            .env("TF_CLI_CONFIG_FILE", self.folder.path().join("cli.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .args(arguments)
            .arg("-no-color");
        peers::run(&mut command)
    }
}
