//! Terraform with its AWS provider, from a mirror in the file system: no registry is asked.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use super::peers;

/// Terraform, and where its settings are.
pub struct Terraform {
    program: PathBuf,
    settings: TempDir,
    endpoint: String,
}

impl Terraform {
    /// Terraform that talks to an endpoint, or says that it is not installed.
    ///
    /// # Panics
    /// It is absent and `ROLECALL_REQUIRE_PEERS` is 1.
    pub fn new(endpoint: &str) -> Option<Self> {
        let program = peers::find("terraform")?;
        let mirror = serde_json::json!(peers::provider_mirror("hashicorp/aws")?);
        let settings = TempDir::new().unwrap();
        let text = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror}\n  }}\n}}\n"
        );
        std::fs::write(settings.path().join("cli.tfrc"), text).unwrap();
        Some(Self {
            program,
            settings,
            endpoint: endpoint.to_owned(),
        })
    }

    fn output(&self, folder: &Path, arguments: &[&str]) -> Output {
        let mut command = peers::command(&self.program, folder, &self.endpoint);
        command
            .env("TF_CLI_CONFIG_FILE", self.settings.path().join("cli.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("HOME", self.settings.path())
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Runs a command in a folder and gives what it wrote to stdout.
    ///
    /// # Panics
    /// It fails; the message carries all it wrote.
    #[track_caller]
    pub fn run(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.output(folder, arguments);
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "terraform {arguments:?} failed\n{stdout}\n{stderr}"
        );
        stdout
    }

    /// Runs a command that must fail, and gives what it wrote to stderr.
    #[track_caller]
    pub fn refused(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.output(folder, arguments);
        assert!(
            !output.status.success(),
            "terraform {arguments:?} succeeded"
        );
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Checks that every file is formatted, and initializes the folder.
    #[track_caller]
    pub fn init(&self, folder: &Path) {
        self.run(folder, &["fmt", "-check", "-diff", "-recursive"]);
        self.run(folder, &["init", "-no-color"]);
        self.run(folder, &["validate", "-no-color"]);
    }

    /// Applies, and gives the sentence that counts.
    #[track_caller]
    pub fn apply(&self, folder: &Path) -> String {
        // The provider waits ten seconds for each assignment, whatever the server does.
        let arguments = ["apply", "-auto-approve", "-no-color", "-parallelism=60"];
        counted(&self.run(folder, &arguments), "Apply complete!")
    }

    /// Plans, and gives the sentence that counts.
    #[track_caller]
    pub fn plan(&self, folder: &Path) -> String {
        let text = self.run(folder, &["plan", "-no-color", "-parallelism=60"]);
        assert!(!text.contains("Warning: "), "{text}");
        match text.contains("No changes.") {
            true => "No changes.".to_owned(),
            false => counted(&text, "Plan:"),
        }
    }
}

#[track_caller]
fn counted(text: &str, start: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(start));
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}
