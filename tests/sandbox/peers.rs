//! AWS's own clients against the sandbox. They know the service models, which the sandbox's author may have misread.

use rolecall::sandbox::{Sandbox, Start, empty};

use crate::support::peers;

fn script() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/every_operation.py")
}

fn run_script(options: &str) {
    let Some(python) = peers::python_with_boto3() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Start {
        options: options.parse().unwrap(),
        ..Start::default()
    })
    .unwrap();
    let mut command = peers::command(&python, folder.path(), &sandbox.url());
    let output = peers::run(command.arg(script()));
    assert!(
        output.ends_with("every operation answered within its model\n"),
        "{output}"
    );
}

#[test]
fn boto3_finds_every_answer_of_every_operation_within_its_model() {
    run_script("");
}

#[test]
fn boto3_reads_the_same_through_odd_pages() {
    run_script("odd-pages=true");
}

#[test]
fn the_aws_command_line_lists_what_the_sandbox_has() {
    let Some(aws) = peers::find("aws") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let url = sandbox.url();
    let instance = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";
    let aws = |arguments: &[&str]| {
        let mut command = peers::command(&aws, folder.path(), "http://127.0.0.1:9");
        peers::run(
            command
                .args(arguments)
                .args(["--endpoint-url", &url, "--output", "json"]),
        )
    };
    let create = [
        "sso-admin",
        "create-permission-set",
        "--instance-arn",
        instance,
        "--name",
        "ReadOnlyAccess",
    ];
    let created: serde_json::Value = serde_json::from_str(&aws(&create)).unwrap();
    let listed: serde_json::Value = serde_json::from_str(&aws(&[
        "sso-admin",
        "list-permission-sets",
        "--instance-arn",
        instance,
    ]))
    .unwrap();
    assert_eq!(
        listed["PermissionSets"][0],
        created["PermissionSet"]["PermissionSetArn"]
    );
    let caller: serde_json::Value =
        serde_json::from_str(&aws(&["sts", "get-caller-identity"])).unwrap();
    assert_eq!(caller["Arn"], "arn:aws:iam::111111111111:user/newcomer");
    assert_eq!(sandbox.requests().count("sso-admin.CreatePermissionSet"), 1);
}

#[test]
fn the_aws_command_line_builds_an_organization_from_nothing_and_deletes_it() {
    let Some(aws) = peers::find("aws") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Start {
        snapshot: Some(empty()),
        ..Start::default()
    })
    .unwrap();
    let aws = |arguments: &str| -> serde_json::Value {
        let mut command = peers::command(&aws, folder.path(), &sandbox.url());
        let printed = peers::run(
            command
                .args(arguments.split(' '))
                .args(["--output", "json"]),
        );
        serde_json::from_str(&printed).unwrap_or_default()
    };
    let created = aws("organizations create-organization --feature-set ALL");
    let management = created["Organization"]["MasterAccountId"].clone();
    let roots = aws("organizations list-roots");
    let root = roots["Roots"][0]["Id"].as_str().unwrap();
    aws(&format!(
        "organizations tag-resource --resource-id {root} --tags Key=owner,Value=platform"
    ));
    let tags = aws(&format!(
        "organizations list-tags-for-resource --resource-id {root}"
    ));
    assert_eq!(tags["Tags"][0]["Value"], "platform");
    let accounts = aws("organizations list-accounts");
    assert_eq!(accounts["Accounts"][0]["Id"], management);
    assert_eq!(accounts["Accounts"].as_array().unwrap().len(), 1);
    aws("organizations delete-organization");
    let again = aws("organizations create-organization");
    assert_ne!(again["Organization"]["Id"], created["Organization"]["Id"]);
}
