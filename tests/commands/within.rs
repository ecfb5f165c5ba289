//! Files that a catalog reads outside of the folders that a workflow watches.

use crate::support::rolecall::Project;

/// A catalog with an import, a policy and settings outside of its folder, and a policy inside of it.
fn project() -> Project {
    let project = Project::new();
    let component =
        |vars: &str| format!("components: {{terraform: {{aws-sso: {{vars: {vars}}}}}}}\n");
    project.write("atmos.yaml", "stacks: {base_path: .}\n");
    project.write(
        "catalog/aws-sso.yaml",
        &format!(
            "import:\n  - docs/access\n{}",
            component("{permission_sets: {Own: {inline_policy_file: own.json}}, account_assignments: {dev: {groups: {Ops: {permission_sets: [Own, Docs]}}}}}")
        ),
    );
    let policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}]}";
    project.write("catalog/own.json", policy);
    project.write("docs/policy.json", policy);
    project.write(
        "docs/access.yaml",
        &component("{permission_sets: {Docs: {inline_policy_file: policy.json}}}"),
    );
    project
}

#[test]
fn files_outside_of_the_folder_are_warned_of_with_the_place_that_names_them() {
    let project = project();
    let run = project.run(&["validate", "--files"]).ended(0);
    for said in [
        "warning[outside-folder]: the catalog reads `docs/access.yaml`, which lies outside of `catalog`",
        "--> catalog/aws-sso.yaml:2:5",
        "the catalog reads `docs/policy.json`",
        "the catalog reads `atmos.yaml`",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.all());
    }
    assert!(!run.stderr.contains("own.json"), "{}", run.all());
    let mut listed: Vec<&str> = run.stdout.lines().collect();
    listed.pop();
    listed.sort_unstable();
    let all = [
        "atmos.yaml",
        "catalog/aws-sso.yaml",
        "catalog/own.json",
        "docs/access.yaml",
        "docs/policy.json",
    ];
    assert_eq!(listed, all);
    let json = project
        .run(&["validate", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!(json["files"].as_array().unwrap().len(), all.len());
}

#[test]
fn files_outside_of_the_watched_folders_are_refused() {
    let project = project();
    let run = project.run(&["validate", "--within", "catalog"]).ended(1);
    assert!(
        run.stderr.contains("error[outside-folder]"),
        "{}",
        run.all()
    );
    project
        .run(&["validate", "--within", "catalog", "--within", "docs"])
        .ended(1);
    let all = project.run(&["validate", "--within", "."]).ended(0);
    assert!(!all.stderr.contains("outside-folder"), "{}", all.all());
    project.run(&["validate", "--within", "nowhere"]).ended(1);
}

#[test]
fn a_link_out_of_the_folder_is_outside() {
    let project = project();
    project.edit("catalog/aws-sso.yaml", "docs/access", "./access");
    project.edit(
        "docs/access.yaml",
        "inline_policy_file: policy.json",
        "policy_attachments: [ReadOnlyAccess]",
    );
    std::os::unix::fs::symlink("../docs/access.yaml", project.file("catalog/access.yaml")).unwrap();
    let run = project.run(&["validate", "--within", "catalog"]).ended(1);
    let said = "the catalog reads `catalog/access.yaml`, which lies outside of `catalog`";
    assert!(run.stderr.contains(said), "{}", run.all());
}
