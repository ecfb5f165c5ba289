use insta::assert_snapshot;

use crate::support::rolecall::Project;

/// A sandbox on which the starter catalog was applied.
fn applied() -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
}

/// Takes the ownership tags out of the sandbox's state: the sets are then nobody's.
fn disown(project: &Project) {
    let text = project.read(".rolecall/sandbox.json");
    let mut state: serde_json::Value = serde_json::from_str(&text).unwrap();
    for set in state["permission_sets"].as_array_mut().unwrap() {
        set["tags"]
            .as_object_mut()
            .unwrap()
            .remove("rolecall:catalog");
    }
    project.write(".rolecall/sandbox.json", &state.to_string());
}

#[test]
fn what_lives_is_written_in_fewer_lines_than_it_has_assignments_and_planned_as_an_adoption_only() {
    let project = applied();
    disown(&project);
    let run = project
        .run(&["import", "--sandbox", "--out", "live/aws-sso.yaml"])
        .ended(0);
    assert_eq!(run.stdout, "");
    assert_snapshot!(run.stderr, @"
    wrote live/aws-sso.yaml: 8 permission sets, 60 assignments, 2 account types; read back, it matches the imported permission sets and assignments

    Next:
      rolecall plan --adopt --catalog live/aws-sso.yaml --sandbox    shows that nothing changes but who governs the sets
      rolecall apply --adopt --catalog live/aws-sso.yaml --sandbox   takes them over
    ");
    let text = project.read("live/aws-sso.yaml");
    assert!(text.lines().count() < 60, "{text}");
    project
        .run(&["validate", "--catalog", "live/aws-sso.yaml"])
        .ended(0);

    let plan = [
        "plan",
        "--sandbox",
        "--catalog",
        "live/aws-sso.yaml",
        "--scan",
        "full",
        "--format",
        "json",
    ];
    let refused = project.run(&plan).ended(1);
    assert!(refused.stderr.contains("not-governed"), "{}", refused.all());
    let adopting = project
        .run(&[&plan[..], &["--adopt"]].concat())
        .ended(0)
        .json();
    let changes = adopting["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 8);
    for change in changes {
        assert_eq!(change["kind"], "adopt_permission_set", "{change}");
    }
    let catalog = ["--sandbox", "--catalog", "live/aws-sso.yaml"];
    project
        .run(&[&["apply", "--adopt", "--auto-approve"], &catalog[..]].concat())
        .ended(0);
    let again = project.run(&[&["plan"], &catalog[..]].concat()).ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
}

#[test]
fn an_import_never_overwrites() {
    let project = applied();
    let run = project
        .run(&["import", "--sandbox", "--out", "catalog/aws-sso.yaml"])
        .ended(1);
    assert_eq!(
        run.stderr,
        "error: catalog/aws-sso.yaml is there already\n\
         help: name another file, or move this one away: import never overwrites\n"
    );
    assert!(
        project
            .read("catalog/aws-sso.yaml")
            .contains("starter catalog")
    );
}

#[test]
fn given_account_types_are_used_as_they_are() {
    let project = applied();
    let run = project
        .run(&[
            "import",
            "--sandbox",
            "--account-types",
            "catalog/aws-sso.yaml",
        ])
        .ended(0);
    let types = run.stdout.split("account_types:").nth(1).unwrap();
    let types = types.split("# Who has").next().unwrap();
    assert_snapshot!(types, @"

    core: [core-*]
    dev:
      - organizational_units: [plat/dev]
    prod:
      - organizational_units: [plat/prod]
    root: [core-root]
    sandbox:
      - organizational_units: [plat/sandbox]
    staging:
      - organizational_units: [plat/staging]
    ");
    assert!(
        !run.stdout.contains("account_assignments:"),
        "the starter needs no single account:\n{}",
        run.stdout
    );
    project.write("imported.yaml", &run.stdout);
    let plan = project
        .run(&["plan", "--sandbox", "--catalog", "imported.yaml"])
        .ended(0);
    assert!(plan.stdout.contains("No changes."), "{}", plan.all());
}

#[test]
fn a_snapshot_is_imported_without_aws_and_a_glob_limits_it() {
    let project = applied();
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0);
    project.write("snapshot.json", &snapshot.stdout);
    let import = [
        "import",
        "--snapshot",
        "snapshot.json",
        "--permission-set",
        "Terraform*",
        "--name",
        "terraform",
    ];
    let run = project.run(&import).ended(0);
    assert_snapshot!(run.stderr, @"
    note: permission set TerraformApplyAccess, left alone: the catalog `default` governs it
    note: permission set TerraformPlanAccess, left alone: the catalog `default` governs it
    note: permission set TerraformStateAccess, left alone: the catalog `default` governs it
    0 permission sets, 0 assignments, 0 account types; read back, it matches the imported permission sets and assignments

    Next:
      rolecall plan --adopt --catalog FILE    shows that nothing changes but who governs the sets
      rolecall apply --adopt --catalog FILE   takes them over
    ");
    let run = project
        .run(&[
            "import",
            "--snapshot",
            "snapshot.json",
            "--permission-set",
            "Terraform*",
        ])
        .ended(0);
    assert_snapshot!(run.stderr, @"
    warning: permission set AdministratorAccess, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`
    warning: permission set BillingAdministratorAccess, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`
    warning: permission set PowerUserAccess, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`
    warning: permission set ReadOnlyAccess, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`
    warning: permission set RootAccess, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`
    3 permission sets, 32 assignments, 2 account types; read back, it means that but for the warnings above

    Next:
      rolecall plan --adopt --catalog FILE    shows what would be taken away, and who would govern the sets
      rolecall apply --adopt --catalog FILE   takes them over
    ");
    project.write("imported.yaml", &run.stdout);
    // The warning is true: the sets that were not imported would go.
    let plan = project.run(&[
        "plan",
        "--snapshot",
        "snapshot.json",
        "--catalog",
        "imported.yaml",
    ]);
    assert!(
        plan.stderr.contains("`RootAccess` carry the tag"),
        "{}",
        plan.all()
    );
    // What could not be planned is not said to match.
    assert!(!plan.stdout.contains("No changes."), "{}", plan.all());
}

#[test]
fn a_file_without_account_types_is_no_file_of_account_types() {
    let project = Project::with_catalog("permission_sets: {A: {}}\n");
    let run = project
        .run(&[
            "import",
            "--sandbox",
            "--account-types",
            "catalog/aws-sso.yaml",
        ])
        .ended(1);
    assert_eq!(
        run.stderr,
        "error: catalog/aws-sso.yaml has no `account_types`\n\
         help: leave --account-types out to have them found, or define some\n"
    );
}
