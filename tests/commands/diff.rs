use insta::assert_snapshot;

use crate::support::git::{commit, git, repository};
use crate::support::rolecall::Project;

/// The starter in a repository, and one change of it in the working tree.
fn changed_starter() -> Project {
    let project = Project::with_starter();
    repository(&project);
    project.edit(
        "catalog/aws-sso.yaml",
        "Developers: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess]}",
        "Developers: {permission_sets: [PowerUserAccess, TerraformPlanAccess]}",
    );
    project
}

/// What was printed, with the ids of commits masked: they are made from every byte of the starter.
fn printed(project: &Project, args: &[&str]) -> String {
    let mut text = project.run(args).ended(0).stdout;
    let ids = git(project, &["rev-list", "--all"]);
    for id in ids.lines() {
        text = text.replace(&id[..7], "a1b2c3d");
    }
    text
}

#[test]
fn a_reviewer_reads_who_gains_and_who_loses_without_an_organization() {
    let project = changed_starter();
    let diff = printed(&project, &["diff", "--base", "main"]);
    assert_snapshot!(diff, @"
    Base      main (a1b2c3d): catalog/aws-sso.yaml
    Head      working tree: catalog/aws-sso.yaml
    Accounts  as the catalog names them

    Access
      group Developers
    +   PowerUserAccess  account type prod, account type staging  catalog/aws-sso.yaml:67, 72
    -   ReadOnlyAccess   account type prod, account type staging  was main:catalog/aws-sso.yaml:67, 72

    Diff: 2 grants, 2 revocations.

    Notes
      Which accounts belong to core, dev, prod, sandbox, staging is known with --snapshot FILE only.
    ");
}

#[test]
fn an_organization_makes_account_types_exact() {
    let project = changed_starter();
    let diff = printed(&project, &["diff", "--base", "main", "--sandbox"]);
    assert_snapshot!(diff, @"
    Base      main (a1b2c3d): catalog/aws-sso.yaml
    Head      working tree: catalog/aws-sso.yaml
    Accounts  of the sandbox

    Access
      group Developers
    +   PowerUserAccess  plat-prod, plat-staging  catalog/aws-sso.yaml:67, 72
    -   ReadOnlyAccess   plat-prod, plat-staging  was main:catalog/aws-sso.yaml:67, 72

    Diff: 2 grants, 2 revocations.
    ");
}

#[test]
fn the_exit_code_tells_whether_access_differs_only_when_asked() {
    let project = changed_starter();
    let diff = |base: &str| project.run(&["diff", "--base", base, "--detailed-exitcode"]);
    diff("main").ended(2);
    commit(&project, "second");
    let same = diff("main").ended(0);
    assert!(same.stdout.contains("No changes."), "{}", same.all());
    diff("HEAD~1").ended(2);
    let head = ["diff", "--base", "main", "--head", "main~1"];
    assert_snapshot!(printed(&project, &head), @"
    Base      main (a1b2c3d): catalog/aws-sso.yaml
    Head      main~1 (a1b2c3d): catalog/aws-sso.yaml
    Accounts  as the catalog names them

    Access
      group Developers
    +   ReadOnlyAccess   account type prod, account type staging  main~1:catalog/aws-sso.yaml:67, 72
    -   PowerUserAccess  account type prod, account type staging  was main:catalog/aws-sso.yaml:67, 72

    Diff: 2 grants, 2 revocations.

    Notes
      Which accounts belong to core, dev, prod, sandbox, staging is known with --snapshot FILE only.
    ");
}

#[test]
fn imports_are_resolved_inside_the_revision() {
    let project = Project::new();
    project.write("stacks/catalog/aws-sso.yaml", "import: [mixins/sets]\ncomponents: {terraform: {aws-sso: {vars: {account_map: {full_account_map: {dev: \"111111111111\"}}, account_assignments: {dev: {groups: {Ops: {permission_sets: [Ops]}}}}}}}}\n");
    project.write("stacks/mixins/sets.yaml", "components: {terraform: {aws-sso: {vars: {permission_sets: {Ops: {policy_attachments: [ReadOnlyAccess]}}}}}}\n");
    repository(&project);
    project.edit(
        "stacks/mixins/sets.yaml",
        "ReadOnlyAccess",
        "PowerUserAccess",
    );
    let diff = printed(&project, &["diff", "--base", "main"]);
    assert_snapshot!(diff, @"
    Base      main (a1b2c3d): stacks/catalog/aws-sso.yaml
    Head      working tree: stacks/catalog/aws-sso.yaml
    Accounts  of the catalog's account map

    Permission sets
    ~ Ops                               stacks/mixins/sets.yaml:1
    -   AWS managed       ReadOnlyAccess
    +   AWS managed       PowerUserAccess
    >   provisioned to 1 account (dev)

    Diff: 1 permission set changed.
    ");
}

#[test]
fn a_moved_catalog_is_found_by_its_former_name_and_a_new_one_grants_all() {
    let project = changed_starter();
    git(
        &project,
        &["mv", "catalog/aws-sso.yaml", "catalog/access.yaml"],
    );
    let args = ["diff", "--base", "main", "--catalog", "catalog/access.yaml"];
    let run = project.run(&args).ended(0);
    assert!(run.stdout.contains("no catalog"), "{}", run.all());
    let former = ["--base-catalog", "catalog/aws-sso.yaml", "--format", "json"];
    let run = project.run(&[&args[..], &former].concat()).ended(0);
    assert_eq!(run.json()["summary"]["grants"], 2, "{}", run.all());
}

#[test]
fn a_catalog_in_a_subfolder_is_compared_from_there() {
    let project = Project::new();
    project.write(
        "live/catalog/aws-sso.yaml",
        "account_assignments: {dev: {groups: {Ops: {permission_sets: [PowerUserAccess]}}}}\n",
    );
    repository(&project);
    project.edit(
        "live/catalog/aws-sso.yaml",
        "PowerUserAccess",
        "ReadOnlyAccess",
    );
    let mut command = project.command(&["diff", "--base", "main"]);
    let run = crate::support::rolecall::finish(command.current_dir(project.file("live"))).ended(0);
    assert_snapshot!(run.stdout, @"
    Base      main (07b701c): live/catalog/aws-sso.yaml
    Head      working tree: catalog/aws-sso.yaml
    Accounts  as the catalog names them

    Access
      group Ops
    +   ReadOnlyAccess   dev  catalog/aws-sso.yaml:1
    -   PowerUserAccess  dev  was main:live/catalog/aws-sso.yaml:1

    Permission sets
    - PowerUserAccess                   built-in permission-sets.yaml:24
    + ReadOnlyAccess                    built-in permission-sets.yaml:28
    +   description       Read everything in the account, the contents of Kubernetes clusters in the console included
    +   session duration  PT1H
    +   AWS managed       AWSSupportAccess
    +   AWS managed       ReadOnlyAccess
    +   inline policy     allow eks:Get*, eks:Describe*, eks:List*, eks:Access* on *

    Diff: 1 grant, 1 revocation, 1 permission set created, 1 permission set deleted.
    ");
}

#[test]
fn another_file_or_folder_can_be_the_base() {
    let project = Project::with_catalog(
        "account_assignments: {dev: {groups: {Ops: {permission_sets: [PowerUserAccess]}}}}\n",
    );
    project.write(
        "other/catalog/aws-sso.yaml",
        "account_assignments: {dev: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    for base in ["other", "other/catalog/aws-sso.yaml"] {
        let run = project
            .run(&["diff", "--base", base, "--format", "json"])
            .ended(0);
        assert_eq!(run.json()["summary"]["revocations"], 1, "{}", run.all());
    }
}

#[test]
fn what_is_no_revision_is_said_with_the_way_to_get_it() {
    let project = changed_starter();
    let run = project.run(&["diff", "--base", "origin/main"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: `origin/main` is no revision of this repository
    help: fetch it first, in CI for example: git fetch --no-tags origin main
    help: or name another revision, a file or a folder
    ");
    let run = Project::with_starter()
        .run(&["diff", "--base", "main"])
        .ended(1);
    assert_snapshot!(run.stderr, @"
    error: not inside a git repository
    help: name a file or a folder, or run it inside the repository
    ");
}

#[test]
fn errors_of_the_base_are_shown_with_its_name_and_no_folder_of_this_machine() {
    let project = Project::with_catalog("import: [gone]\naccount_asignments: {}\n");
    repository(&project);
    project.write("catalog/aws-sso.yaml", "account_assignments: {}\n");
    let run = project.run(&["diff", "--base", "main"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[import-not-found]: the import `gone` is not found
     --> main:catalog/aws-sso.yaml:1:10
      |
    1 | import: [gone]
      |          ^^^^
      |
    help: imports are looked up in `main:catalog`; another folder can be named with `--stacks DIR`, and `./` starts a path beside the importing file

    error: 1 error in main:catalog/aws-sso.yaml
    ");
}
