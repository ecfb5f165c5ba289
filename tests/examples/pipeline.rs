//! A repository, a sandbox, and a shell in which `rolecall` is a command.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use rolecall::sandbox::{Sandbox, Start};

use crate::support::git::{commit, environment, git, repository};
use crate::support::rolecall::{Project, Run, finish};

pub const CATALOG: &str = "catalog/aws-sso.yaml";

/// A repository with the starter on `main`, which `origin/main` follows, and a sandbox for AWS.
pub struct Pipeline {
    pub project: Project,
    sandbox: Sandbox,
}

impl Pipeline {
    pub fn new() -> Self {
        let project = Project::with_starter();
        project.write(".gitignore", "bin/\n*.md\n*.txt\n*.json\n*.jsonl\nout/\n");
        let binary = project.file("bin");
        std::fs::create_dir_all(&binary).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_rolecall"), binary.join("rolecall"))
            .unwrap();
        repository(&project);
        let pipeline = Self {
            project,
            sandbox: Sandbox::start(Start::default()).unwrap(),
        };
        pipeline.fetch();
        pipeline
    }

    /// What a fetch would do: `origin/main` is where `main` is.
    pub fn fetch(&self) {
        git(
            &self.project,
            &["update-ref", "refs/remotes/origin/main", "main"],
        );
    }

    /// A branch with a change of the catalog.
    pub fn branch(&self, name: &str, from: &str, to: &str) {
        git(
            &self.project,
            &["switch", "--quiet", "--create", name, "main"],
        );
        self.project.edit(CATALOG, from, to);
        commit(&self.project, name);
    }

    /// Brings a branch to `main`.
    pub fn merge(&self, name: &str) {
        git(&self.project, &["switch", "--quiet", "main"]);
        git(&self.project, &["merge", "--quiet", "--ff-only", name]);
        self.fetch();
    }

    /// Puts a program of the test's own beside `rolecall`.
    pub fn program(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.project.file("bin").join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Takes the binary under test out of the path, and puts a `cargo` there that "builds" it: a pipeline has to
    /// install what it runs.
    pub fn without_rolecall(&self) {
        std::fs::remove_file(self.project.file("bin/rolecall")).unwrap();
        self.program(
            "cargo",
            &CARGO.replace("BINARY", env!("CARGO_BIN_EXE_rolecall")),
        );
    }

    /// Runs a script as a runner does: bash, ended by the first failure.
    pub fn shell(&self, script: &str, variables: &BTreeMap<String, String>) -> Run {
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.project.path())
            .env_clear()
            .envs(environment(&self.project))
            .env("PATH", self.path(""))
            .envs([
                ("AWS_ENDPOINT_URL", self.sandbox.url()),
                ("AWS_REGION", self.sandbox.region()),
                ("AWS_ACCESS_KEY_ID", "test".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
                // The sandbox has no limit.
                ("ROLECALL_REQUESTS_PER_SECOND", "2000".to_owned()),
            ])
            .envs(variables)
            .stdin(Stdio::null());
        finish(&mut command)
    }

    /// The path in which programs are looked for: this folder, those of the test, those of the machine.
    pub fn path(&self, first: &str) -> String {
        let own = self.project.file("bin").display().to_string();
        let machine = std::env::var("PATH").unwrap();
        let folders = [first, &own, &machine].into_iter();
        let folders: Vec<&str> = folders.filter(|folder| !folder.is_empty()).collect();
        folders.join(":")
    }

    /// How many assignments live.
    pub fn live(&self) -> usize {
        let state: serde_json::Value = serde_json::from_str(&self.sandbox.snapshot()).unwrap();
        let sets = state["permission_sets"].as_array().unwrap().iter();
        let accounts = sets.flat_map(|set| set["accounts"].as_object().unwrap().values());
        accounts
            .map(|account| account["groups"].as_array().unwrap().len())
            .sum()
    }
}

/// In the place of cargo: notes what it was asked and copies the binary under test.
const CARGO: &str = r#"#!/usr/bin/env bash
set -euo pipefail
mkdir -p out
echo "$*" >> out/cargo
env >> out/cargo-environment
while [ "$#" -gt 0 ]; do
  case "$1" in --root) root=$2 ;; esac
  shift
done
mkdir -p "$root/bin"
cp BINARY "$root/bin/rolecall"
"#;

/// A commit of rolecall, as one who copies a pipeline fills it in.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// The repository of rolecall, as one who copies a pipeline fills it in.
pub const REPOSITORY: &str = "https://git.example.com/rolecall";

/// A document of `examples/`.
pub fn document(path: &str) -> serde_yaml::Value {
    serde_yaml::from_str(&text(path)).unwrap()
}

/// A file of `examples/`.
pub fn text(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::fs::read_to_string(folder.join(path)).unwrap()
}

/// The texts of a list.
pub fn texts(value: &serde_yaml::Value) -> Vec<String> {
    let list = value.as_sequence().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}
