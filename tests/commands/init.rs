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
