//! A catalog that asks for the environment, by every command that shows what it means.

use crate::support::git::repository;
use crate::support::rolecall::{Project, Run, finish};

const CATALOG: &str =
    "permission_sets: {Support: {description: !env TEAM_NOTE, policy_attachments: [ReadOnlyAccess]}}
account_assignments: {plat-dev: {groups: {Developers: {permission_sets: [Support]}}}}
";

const NOTE: &str = "postgres://app:THE-SECRET@db";

fn run(project: &Project, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = project.command(args);
    command.envs(variables.iter().copied());
    finish(&mut command)
}

#[test]
fn a_variable_that_is_not_allowed_is_named_with_its_place_and_the_option_and_its_value_nowhere() {
    for name in [
        "CI_REPOSITORY_URL",
        "DATABASE_URL",
        "HTTPS_PROXY",
        "GITHUB_PAT",
        "PRIVATE_KEY_PEM",
        "MYSQL_PWD",
        "GITHUB_EVENT_NAME",
        "HOME",
        "PATH",
    ] {
        let project = Project::with_catalog(&CATALOG.replace("TEAM_NOTE", name));
        for args in [
            vec!["validate"],
            vec!["plan", "--sandbox"],
            vec!["access"],
            vec!["apply", "--sandbox", "--auto-approve"],
            vec!["render", "terraform", "--out", "out"],
            vec!["validate", "--format", "json"],
        ] {
            let run = run(&project, &args, &[(name, NOTE)]).ended(1);
            let said = run.all();
            assert!(
                said.contains(&format!(
                    "environment variable `{name}`, which this run may not read"
                )),
                "{said}"
            );
            assert!(said.contains(&format!("--env {name}")), "{said}");
            assert!(said.contains("aws-sso.yaml"), "{said}");
            assert!(!said.contains("THE-SECRET"), "{said}");
        }
    }
}

#[test]
fn what_was_read_is_shown_with_its_value_in_plan_diff_and_saved_plan() {
    let project = Project::with_catalog(CATALOG);
    repository(&project);
    let set = [("TEAM_NOTE", "read by *support*")];
    for (args, expected) in [
        (
            vec!["plan", "--sandbox"],
            "Variable  TEAM_NOTE = \"read by *support*\", read from the environment\n",
        ),
        (
            vec!["diff", "--base", "HEAD"],
            "Variable  TEAM_NOTE = \"read by *support*\", read from the environment\n",
        ),
        (
            vec!["plan", "--sandbox", "--format", "markdown"],
            "\nRead from the environment: `TEAM_NOTE = \"read by *support*\"`\n",
        ),
        (
            vec!["diff", "--base", "HEAD", "--format", "markdown"],
            "\nRead from the environment: `TEAM_NOTE = \"read by *support*\"`\n",
        ),
    ] {
        let args = [args, vec!["--env", "TEAM_NOTE"]].concat();
        let run = run(&project, &args, &set).ended(0);
        assert!(run.stdout.contains(expected), "{}", run.all());
    }
    for args in [vec!["plan", "--sandbox"], vec!["diff", "--base", "HEAD"]] {
        let args = [
            args,
            vec!["--env", "TEAM_NOTE", "--env=UNUSED", "--format", "json"],
        ]
        .concat();
        let json = run(&project, &args, &set).ended(0).json();
        assert_eq!(
            json["environment"],
            serde_json::json!({ "TEAM_NOTE": "read by *support*" })
        );
    }
}

#[test]
fn a_saved_plan_is_applied_with_the_values_that_were_reviewed_only() {
    let project = Project::with_catalog(CATALOG);
    let plan = [
        "plan",
        "--sandbox",
        "--out",
        "plan.json",
        "--env",
        "TEAM_NOTE",
    ];
    run(&project, &plan, &[("TEAM_NOTE", "reviewed")]).ended(0);
    let shown = run(&project, &["show", "plan.json"], &[]).ended(0);
    assert!(
        shown.stdout.contains("Variable  TEAM_NOTE = \"reviewed\""),
        "{}",
        shown.all()
    );
    let apply = [
        "apply",
        "--sandbox",
        "--plan",
        "plan.json",
        "--env",
        "TEAM_NOTE",
    ];
    let other = run(&project, &apply, &[("TEAM_NOTE", "other")]).ended(3);
    assert!(
        other
            .stderr
            .contains("~ environment: TEAM_NOTE was \"reviewed\", and is \"other\""),
        "{}",
        other.all()
    );
    run(&project, &apply[..4], &[("TEAM_NOTE", "reviewed")]).ended(1);
    run(&project, &apply, &[("TEAM_NOTE", "reviewed")]).ended(0);
}

#[test]
fn a_catalog_cannot_be_one_thing_on_a_pull_request_and_another_on_a_push() {
    let catalog = "account_map: {full_account_map: {core-root: '111111111111', plat-dev: '222222222222'}}
event: !env GITHUB_EVENT_NAME
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [\"{{ event | replace('pull_request', 'ReadOnlyAccess') | replace('push', 'AdministratorAccess') }}\"]}}}
";
    let project = Project::with_catalog(catalog);
    for event in ["pull_request", "push"] {
        let run = run(&project, &["access"], &[("GITHUB_EVENT_NAME", event)]).ended(1);
        assert!(
            run.stderr.contains("--env GITHUB_EVENT_NAME"),
            "{}",
            run.all()
        );
    }
    // A default is no way around: where the variable is set, it is not taken either.
    let project = Project::with_catalog(&catalog.replace(
        "!env GITHUB_EVENT_NAME",
        "!env GITHUB_EVENT_NAME pull_request",
    ));
    run(&project, &["access"], &[("GITHUB_EVENT_NAME", "push")]).ended(1);
    let run = run(&project, &["access"], &[]).ended(0);
    assert!(run.stdout.contains("ReadOnlyAccess"), "{}", run.all());
}

#[test]
fn nothing_else_reads_the_machine() {
    for value in [
        "!exec 'echo THE-SECRET'",
        "!store ssm account key",
        "!store.get ssm key",
        "!terraform.output a b c",
        "!terraform.state a b c",
        "!repo-root",
        "!cwd",
        "!aws.account_id",
        "!aws.region",
        "!aws.caller_identity_arn",
        "!random 1 2",
        "!template '{{ env \"HOME\" }}'",
        "'{{ env \"HOME\" }}'",
        "'{{ env(\"HOME\") }}'",
        "'{{ getenv \"HOME\" }}'",
        "'{{ getenv(name=\"HOME\") }}'",
        "'{{ .Env.HOME }}'",
        "'{{ HOME }}'",
        "'{{ ENV.HOME }}'",
        "'{{ debug() }}'",
        "'{{ range(9) }}'",
        "'{{ self }}'",
        "'{{ lookup(\"env\", \"HOME\") }}'",
        "!env [HOME]",
        "!ENV HOME",
        "!!env HOME",
    ] {
        let project = Project::with_catalog(&CATALOG.replace("!env TEAM_NOTE", value));
        let run = run(
            &project,
            &["validate", "--env", "HOME"],
            &[("HOME", "THE-SECRET")],
        )
        .ended(1);
        assert!(
            run.stderr.contains("aws-sso.yaml:1"),
            "{value}: {}",
            run.all()
        );
        assert!(
            !run.all()
                .replace("echo THE-SECRET", "")
                .contains("THE-SECRET"),
            "{value}: {}",
            run.all()
        );
    }
}

#[test]
fn the_option_takes_a_name() {
    let project = Project::with_catalog(CATALOG);
    for value in ["", "A=b", "A B"] {
        run(&project, &["validate", "--env", value], &[]).ended(1);
    }
}
