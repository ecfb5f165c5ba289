//! What programs and pull requests are given, and the exit codes by which they decide.

use insta::assert_snapshot;

use crate::support::git::repository;
use crate::support::rolecall::Project;

const TYPO: &str = "\
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [PowerUser]}
";

#[test]
fn code_scanning_is_given_every_problem_with_its_place() {
    let project = Project::with_catalog(TYPO);
    let sarif = project
        .run(&["validate", "--format", "sarif"])
        .ended(1)
        .json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    assert_snapshot!(format!("{result:#}"), @r#"
    {
      "ruleId": "unknown-permission-set",
      "ruleIndex": 16,
      "level": "error",
      "message": {
        "text": "unknown permission set `PowerUser`\nhelp: did you mean `PowerUserAccess`?"
      },
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "catalog/aws-sso.yaml"
            },
            "region": {
              "startLine": 4,
              "startColumn": 38,
              "endLine": 4,
              "endColumn": 47
            }
          },
          "message": {
            "text": "neither built in nor defined in this catalog"
          }
        }
      ],
      "relatedLocations": []
    }
    "#);
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(rule["id"], result["ruleId"]);
    let empty = Project::with_catalog("account_assignments: {}\n");
    let sarif = empty
        .run(&["validate", "--format", "sarif"])
        .ended(0)
        .json();
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn a_problem_without_a_place_is_told_at_the_catalog() {
    let project = Project::new();
    project.write("a b.yaml", "account_assignments: {dev: *gone}\n");
    std::fs::create_dir(project.file("folder.yaml")).unwrap();
    let sarif = |file: &str| {
        let args = ["validate", "--format", "sarif", "--catalog", file];
        project.run(&args).ended(1).json()["runs"][0]["results"][0].clone()
    };
    let place = |result: &serde_json::Value| result["locations"][0]["physicalLocation"].clone();
    assert_eq!(
        place(&sarif("a b.yaml"))["artifactLocation"]["uri"],
        "a%20b.yaml"
    );
    assert_eq!(
        place(&sarif("folder.yaml"))["artifactLocation"]["uri"],
        "folder.yaml"
    );
    assert_eq!(place(&sarif("folder.yaml"))["region"]["startLine"], 1);
}

#[test]
fn annotations_stay_within_what_github_shows_and_leave_nobody_out() {
    let groups: Vec<String> = (1..=25)
        .map(|n| format!("      Team{n:02}: {{permission_sets: [ReadOnlyAccess]}}\n"))
        .collect();
    let catalog = format!(
        "account_assignments:\n  dev:\n    groups:\n{}",
        groups.concat()
    );
    let project = Project::with_catalog(
        "account_assignments: {dev: {users: {jo@example.com: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    repository(&project);
    project.write("catalog/aws-sso.yaml", &catalog);
    let args = ["diff", "--base", "main", "--format", "github"];
    let printed = project.run(&args).ended(0).stdout;
    let count = |level: &str| {
        printed
            .lines()
            .filter(|line| line.starts_with(level))
            .count()
    };
    assert_eq!(
        (count("::warning "), count("::notice ")),
        (1, 10),
        "{printed}"
    );
    for n in 1..=25 {
        assert!(
            printed.contains(&format!("Team{n:02}")),
            "Team{n:02}: {printed}"
        );
    }
    let lines: Vec<&str> = printed.lines().take(2).collect();
    assert_snapshot!(lines.join("\n"), @"
    ::warning file=catalog/aws-sso.yaml,line=1,title=user jo@example.com loses access::loses ReadOnlyAccess in dev: the user is no longer in the catalog
    ::notice file=catalog/aws-sso.yaml,line=4,title=group Team01 gains access::gains ReadOnlyAccess in dev
    ");
}

#[test]
fn a_saved_plan_is_shown_as_a_comment_that_says_how_to_apply_it() {
    let project = Project::with_starter();
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    let planned = project
        .run(&["plan", "--sandbox", "--format", "markdown"])
        .ended(0);
    let shown = project
        .run(&["show", "plan.json", "--format", "markdown"])
        .ended(0);
    let footer = shown
        .stdout
        .strip_prefix(planned.stdout.as_str())
        .unwrap_or_else(|| panic!("{}", shown.all()));
    assert!(
        footer.contains("apply exactly this with `rolecall apply --plan plan.json`"),
        "{footer}"
    );
    assert!(footer.contains("sha256 `"), "{footer}");
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let project = Project::with_starter();
    repository(&project);
    let code = |args: &[&str]| project.run(args).code;
    assert_eq!(code(&["validate"]), 0);
    assert_eq!(code(&["diff", "--base", "main", "--detailed-exitcode"]), 0);
    assert_eq!(code(&["plan", "--sandbox"]), 0);
    assert_eq!(code(&["plan", "--sandbox", "--detailed-exitcode"]), 2);
    assert_eq!(code(&["apply", "--sandbox", "--auto-approve"]), 0);
    assert_eq!(code(&["plan", "--sandbox", "--detailed-exitcode"]), 0);
    project.write(
        "catalog/aws-sso.yaml",
        "name: default\naccount_assignments: {}\n",
    );
    assert_eq!(code(&["diff", "--base", "main"]), 0);
    assert_eq!(code(&["diff", "--base", "main", "--detailed-exitcode"]), 2);
    assert_eq!(code(&["plan", "--sandbox"]), 3);
    assert_eq!(code(&["apply", "--sandbox", "--auto-approve"]), 3);
    assert_eq!(
        code(&["plan", "--sandbox", "--max-removals", "100%"]),
        3,
        "the last administrator"
    );
    project.write("catalog/aws-sso.yaml", TYPO);
    assert_eq!(code(&["validate"]), 1);
    assert_eq!(code(&["plan", "--sandbox"]), 1);
    assert_eq!(code(&["plan", "--no-such-option"]), 1);
    for args in [
        &["--help"][..],
        &["plan", "--help"],
        &["diff", "--help"],
        &["apply", "--help"],
    ] {
        let help = project.run(args).ended(0).stdout;
        for line in [
            "  0  done",
            "  1  an error",
            "  2  there are changes",
            "  3  refused",
        ] {
            assert!(help.contains(line), "{args:?} lacks `{line}`");
        }
    }
}
