//! Whole artifacts, as files beside this one.

use super::case::{assert_renders, awkward, starter};

#[test]
fn the_starter_as_terraform() {
    assert_renders(&starter(), &["terraform"], "starter/terraform");
}

#[test]
fn the_starter_as_cloudformation() {
    assert_renders(&starter(), &["cloudformation"], "starter/cloudformation");
}

#[test]
fn every_kind_of_policy_and_awkward_names_as_terraform() {
    assert_renders(&awkward(), &["terraform"], "awkward/terraform");
}

#[test]
fn a_block_for_each_assignment_with_ids_from_cloud_posse() {
    let arguments = [
        "terraform",
        "--layout",
        "resources",
        "--principals",
        "ids",
        "--moved-from",
        "cloudposse",
        "--instance-arn",
        "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9",
    ];
    assert_renders(&awkward(), &arguments, "awkward/terraform-resources");
}

#[test]
fn a_root_module_for_each_account_type() {
    let arguments = ["terraform", "--split", "account-type"];
    assert_renders(&awkward(), &arguments, "awkward/terraform-split");
}

#[test]
fn every_kind_of_policy_and_awkward_names_as_cloudformation() {
    assert_renders(&awkward(), &["cloudformation"], "awkward/cloudformation");
}

#[test]
fn what_lives_already_is_imported_and_what_does_not_is_not() {
    let project = awkward();
    let sandbox = "--sandbox=snapshot.json";
    let only = ["--only", "account=core-root"];
    let mut apply = vec!["apply", sandbox, "--auto-approve"];
    apply.extend(only);
    project.run(&apply).ended(0);
    assert_renders(
        &project,
        &["terraform", "--import-blocks"],
        "awkward/terraform-import",
    );
    std::fs::remove_dir_all(project.file("out")).unwrap();
    assert_renders(
        &project,
        &["cloudformation", "--resources-to-import"],
        "awkward/cloudformation-import",
    );
}
