use crate::support::rolecall::Project;

#[test]
fn init_writes_a_starter_that_is_valid_without_a_warning() {
    let project = Project::new();
    let run = project.run(&["init"]).ended(0);
    assert!(
        run.stdout.contains("wrote ./catalog/aws-sso.yaml"),
        "{}",
        run.all()
    );
    let run = project.run(&["validate"]).ended(0);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.stdout,
        "catalog/aws-sso.yaml is valid: 8 permission sets, 6 account types, 35 assignment rules\n"
    );
}

/// The lines with which `init` names a catalog.
fn named(text: &str) -> String {
    let start = text
        .find("        # The value of the ownership tag")
        .unwrap();
    let end = start + text[start..].find("\n\n").unwrap() + 2;
    text[start..end].to_owned()
}

#[test]
fn init_gives_every_catalog_a_name_of_its_own() {
    let name = |project: &Project| {
        project.run(&["init"]).ended(0);
        let text = named(&project.read("catalog/aws-sso.yaml"));
        let name = text.lines().nth(1).unwrap().to_owned();
        let name = name
            .trim()
            .strip_prefix("name: access-")
            .unwrap()
            .to_owned();
        assert!(name.len() == 6 && name.bytes().all(|b| b.is_ascii_hexdigit()));
        name
    };
    let (one, other) = (Project::new(), Project::new());
    assert_ne!(name(&one), name(&other));
    one.run(&["apply", "--sandbox", "--auto-approve"]).ended(0);
    let again = one.run(&["apply", "--sandbox", "--auto-approve"]).ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
}

#[test]
fn init_never_overwrites() {
    let project = Project::with_catalog("name: mine\n");
    let run = project.run(&["init"]).ended(0);
    assert!(run.stdout.contains("left alone"), "{}", run.all());
    assert_eq!(project.read("catalog/aws-sso.yaml"), "name: mine\n");
}

#[test]
fn without_a_catalog_the_way_to_one_is_said() {
    let run = Project::new().run(&["plan"]).ended(1);
    assert_eq!(
        run.stderr,
        "error: there is no catalog here: neither catalog/aws-sso.yaml nor stacks/catalog/aws-sso.yaml exists\n\
         help: name one with --catalog FILE, or write one to start from: rolecall init\n"
    );
}

const BACKEND: [&str; 4] = [
    "--tfstate-bucket",
    "mine",
    "--tfstate-role",
    "arn:aws:iam::222222222222:role/state",
];

#[test]
fn init_writes_the_accounts_of_the_organization_and_the_backend_it_is_told_of() {
    let project = Project::new();
    let init = [&["init", "--sandbox", "--idp", "google"], &BACKEND[..]].concat();
    project.run(&init).ended(0);
    let text = project.read("catalog/aws-sso.yaml");
    for line in [
        "        groups: [Managers, DevOps, Developers, BillingAdmin]",
        "        tf_access_bucket_arn: arn:aws:s3:::mine",
        "        tf_access_role_arn: arn:aws:iam::222222222222:role/state",
        "          root: [core-root]",
        "          core: [core-artifacts, core-audit, core-auto, core-dns, core-network, core-security]",
        "          dev: [plat-dev]",
    ] {
        assert!(
            text.lines().any(|one| one == line),
            "`{line}` is missing in\n{text}"
        );
    }
    assert!(!text.contains("acme"), "{text}");
    let run = project.run(&["validate"]).ended(0);
    assert_eq!(run.stderr, "");
    let run = project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    assert!(run.stdout.contains("60 grants"), "{}", run.all());
}

#[test]
fn init_without_an_answer_from_aws_writes_the_plain_starter_and_says_so() {
    let project = Project::new();
    // Nothing listens there.
    let run = project
        .run_against("http://127.0.0.1:9", &["init"])
        .ended(0);
    assert!(
        run.stderr
            .starts_with("note: the accounts are the starter's own"),
        "{}",
        run.all()
    );
    let text = project.read("catalog/aws-sso.yaml");
    let (before, after) = text.split_once(&named(&text)).unwrap();
    assert_eq!(format!("{before}{after}"), rolecall::catalog::STARTER);
}

#[test]
fn a_backend_that_is_no_arn_is_refused_before_anything_is_written() {
    let project = Project::new();
    let run = project
        .run(&[
            "init",
            "--tfstate-bucket",
            "mine",
            "--tfstate-role",
            "state",
        ])
        .ended(1);
    assert!(
        run.stderr.contains("--tfstate-role `state` is not an ARN"),
        "{}",
        run.all()
    );
    assert!(!project.file("catalog").exists());
}
