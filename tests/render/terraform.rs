//! What Terraform and its AWS provider make of the configuration, against the sandbox and against moto.

use std::path::Path;

use rolecall::sandbox::{Sandbox, Start};
use serde_json::{Value, json};

use super::case::awkward;
use crate::support::moto::{GROUPS, Moto};
use crate::support::rolecall::Project;
use crate::support::terraform::Terraform;

/// A sandbox with the organization of the awkward case.
fn sandbox() -> Sandbox {
    Sandbox::start(Start {
        snapshot: Some(include_str!("cases/awkward/snapshot.json").to_owned()),
        ..Start::default()
    })
    .unwrap()
}

fn render(project: &Project, endpoint: &str, arguments: &[&str]) {
    let mut command = vec!["render", "terraform", "--out", "tf"];
    command.extend(arguments);
    project.run_against(endpoint, &command).ended(0);
}

/// Plans with `--adopt`, where nothing but the adoptions may be left.
#[track_caller]
fn only_adoptions_are_left(project: &Project, endpoint: &str) {
    let command = ["plan", "--adopt", "--scan", "full", "--format", "json"];
    let plan = project.run_against(endpoint, &command).ended(0).json();
    let kinds: Vec<&Value> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["kind"])
        .collect();
    assert!(!kinds.is_empty());
    assert!(
        kinds.iter().all(|kind| **kind == "adopt_permission_set"),
        "{plan:#}"
    );
}

/// Applies the configuration, plans with rolecall, lets rolecall adopt, and imports into an empty state.
#[track_caller]
fn there_and_back(project: &Project, endpoint: &str, added: usize) {
    let Some(terraform) = Terraform::new(endpoint) else {
        return;
    };
    render(project, endpoint, &[]);
    let folder = project.file("tf");
    terraform.init(&folder);
    assert_eq!(
        terraform.apply(&folder),
        format!("Apply complete! Resources: {added} added, 0 changed, 0 destroyed.")
    );
    assert_eq!(terraform.plan(&folder), "No changes.");
    only_adoptions_are_left(project, endpoint);

    let adopt = ["apply", "--adopt", "--auto-approve"];
    project.run_against(endpoint, &adopt).ended(0);
    assert_eq!(
        terraform.plan(&folder),
        "No changes.",
        "the ownership tag is rolecall's"
    );
    std::fs::remove_file(folder.join("terraform.tfstate")).unwrap();
    render(project, endpoint, &["--import-blocks"]);
    terraform.run(&folder, &["fmt", "-check"]);
    assert_eq!(
        terraform.plan(&folder),
        format!("Plan: {added} to import, 0 to add, 0 to change, 0 to destroy.")
    );
}

#[test]
fn terraform_applies_every_kind_of_policy_and_awkward_names_and_imports_them_again() {
    let sandbox = sandbox();
    there_and_back(&awkward(), &sandbox.url(), 25);
}

#[test]
fn terraform_applies_the_starter_and_imports_it_again() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    there_and_back(&Project::with_starter(), &sandbox.url(), 82);
}

#[test]
fn terraform_applies_the_starter_to_moto_and_imports_it_again() {
    let Some(moto) = Moto::with_organization(GROUPS, "") else {
        return;
    };
    there_and_back(&Project::with_starter(), moto.url(), 82);
}

#[test]
fn terraform_applies_every_kind_of_policy_and_awkward_names_to_moto_and_imports_them_again() {
    let groups = "Managers,Ops ${team} \"A\" %{x}";
    let Some(moto) = Moto::with_organization(groups, "ana@example.com") else {
        return;
    };
    let project = awkward();
    let snapshot = moto.rolecall(&project, &["snapshot"]).ended(0).json();
    // The accounts of the catalog are those that moto has, under the catalog's names.
    for (id, name) in [
        ("111111111111", "core-root"),
        ("333333333301", "plat-dev"),
        ("012345678901", "core-audit"),
    ] {
        let accounts = snapshot["organization"]["accounts"].as_array().unwrap();
        let account = match name {
            "core-root" => &snapshot["organization"]["management_account"],
            _ => &accounts.iter().find(|one| one["name"] == name).unwrap()["id"],
        };
        project.edit("catalog/aws-sso.yaml", id, account.as_str().unwrap());
    }
    project.edit("catalog/aws-sso.yaml", "\": Legacy}", "\": core-audit}");
    there_and_back(&project, moto.url(), 25);
}

#[test]
fn what_rolecall_applied_is_imported_without_a_change_in_every_layout() {
    let sandbox = sandbox();
    let endpoint = sandbox.url();
    let Some(terraform) = Terraform::new(&endpoint) else {
        return;
    };
    let project = awkward();
    let apply = ["apply", "--auto-approve"];
    project.run_against(&endpoint, &apply).ended(0);
    let instance = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";
    for arguments in [
        &["--layout", "resources", "--principals", "ids"][..],
        &["--layout", "resources", "--instance-arn", instance],
        &["--principals", "ids"],
    ] {
        let import = [arguments, &["--import-blocks"]].concat();
        render(&project, &endpoint, &import);
        let folder = project.file("tf");
        terraform.init(&folder);
        assert_eq!(
            terraform.plan(&folder),
            "Plan: 25 to import, 0 to add, 0 to change, 0 to destroy.",
            "{arguments:?}"
        );
    }
    let import = ["--split", "account-type", "--import-blocks"];
    render(&project, &endpoint, &import);
    for (module, imports) in [
        ("permission-sets", 16),
        ("management-account", 2),
        ("account-types/everything", 2),
        ("accounts", 5),
    ] {
        let folder = project.file("tf").join(module);
        terraform.init(&folder);
        assert_eq!(
            terraform.plan(&folder),
            format!("Plan: {imports} to import, 0 to add, 0 to change, 0 to destroy."),
            "{module}"
        );
    }
}

#[test]
fn the_state_of_cloud_posses_modules_carries_over_and_nothing_is_destroyed_or_created() {
    let sandbox = sandbox();
    let endpoint = sandbox.url();
    let Some(terraform) = Terraform::new(&endpoint) else {
        return;
    };
    let project = Project::with_catalog(include_str!("cloud_posse/catalog.yaml"));
    let theirs = project.file("theirs");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/cloud_posse"),
        &theirs,
    );
    terraform.run(&theirs, &["init", "-no-color"]);
    assert_eq!(
        terraform.apply(&theirs),
        "Apply complete! Resources: 10 added, 0 changed, 0 destroyed."
    );
    render(&project, &endpoint, &["--moved-from", "cloudposse"]);
    let folder = project.file("tf");
    std::fs::copy(
        theirs.join("terraform.tfstate"),
        folder.join("terraform.tfstate"),
    )
    .unwrap();
    terraform.init(&folder);
    let planned = terraform.run(&folder, &["plan", "-no-color"]);
    assert!(
        planned.contains("Plan: 0 to add, 0 to change, 0 to destroy."),
        "{planned}"
    );
    assert!(
        planned
            .contains("aws_ssoadmin_permission_set.this[\"Unassigned\"] will no longer be managed"),
        "{planned}"
    );
    assert_eq!(
        terraform.apply(&folder),
        "Apply complete! Resources: 0 added, 0 changed, 0 destroyed."
    );
    assert_eq!(terraform.plan(&folder), "No changes.");
    let state: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    let names: Vec<&Value> = state["permission_sets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| &set["name"])
        .collect();
    assert_eq!(names, [&json!("Mine"), &json!("Unassigned")]);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn what_the_catalog_protects_cannot_be_destroyed() {
    let sandbox = sandbox();
    let endpoint = sandbox.url();
    let Some(terraform) = Terraform::new(&endpoint) else {
        return;
    };
    let project = Project::with_catalog(
        "account_map: {full_account_map: {plat-dev: '333333333301'}}\n\
         account_assignments:\n  plat-dev: {groups: {Managers: {permission_sets: [ReadOnlyAccess]}}}\n",
    );
    let folder = project.file("tf");
    render(&project, &endpoint, &[]);
    terraform.init(&folder);
    terraform.apply(&folder);

    // Who begins to protect keeps what is there.
    let catalog = project.read("catalog/aws-sso.yaml");
    project.write(
        "catalog/aws-sso.yaml",
        &format!("{catalog}protected: {{groups: [Managers], permission_sets: [ReadOnlyAccess]}}\n"),
    );
    render(&project, &endpoint, &[]);
    assert_eq!(
        terraform.plan(&folder),
        "Plan: 0 to add, 0 to change, 0 to destroy."
    );
    terraform.apply(&folder);
    let refused = terraform.refused(&folder, &["destroy", "-auto-approve", "-no-color"]);
    assert!(
        refused.contains("Instance cannot be destroyed"),
        "{refused}"
    );
}
