//! The catalog that a newcomer begins with.

use super::read;
use rolecall::catalog::STARTER;

#[test]
fn the_starter_says_who_has_what_and_needs_no_word() {
    let read = read(&[("catalog/aws-sso.yaml", STARTER)]);
    assert_eq!(read.drawn(), "");
    insta::assert_snapshot!(read.rules(), @r"
    type core / group DevOps / AdministratorAccess
    type core / group DevOps / TerraformApplyAccess
    type core / group Developers / TerraformStateAccess
    type core / group Managers / AdministratorAccess
    type core / group Managers / TerraformApplyAccess
    type dev / group DevOps / AdministratorAccess
    type dev / group DevOps / TerraformApplyAccess
    type dev / group Developers / PowerUserAccess
    type dev / group Developers / TerraformPlanAccess
    type dev / group Managers / AdministratorAccess
    type dev / group Managers / TerraformApplyAccess
    type prod / group DevOps / AdministratorAccess
    type prod / group DevOps / TerraformApplyAccess
    type prod / group Developers / ReadOnlyAccess
    type prod / group Developers / TerraformPlanAccess
    type prod / group Managers / AdministratorAccess
    type prod / group Managers / TerraformApplyAccess
    type root / group BillingAdmin / BillingAdministratorAccess
    type root / group DevOps / ReadOnlyAccess
    type root / group DevOps / TerraformPlanAccess
    type root / group Managers / AdministratorAccess
    type root / group Managers / RootAccess
    type root / group Managers / TerraformApplyAccess
    type sandbox / group DevOps / AdministratorAccess
    type sandbox / group DevOps / TerraformApplyAccess
    type sandbox / group Developers / PowerUserAccess
    type sandbox / group Developers / TerraformPlanAccess
    type sandbox / group Managers / AdministratorAccess
    type sandbox / group Managers / TerraformApplyAccess
    type staging / group DevOps / AdministratorAccess
    type staging / group DevOps / TerraformApplyAccess
    type staging / group Developers / ReadOnlyAccess
    type staging / group Developers / TerraformPlanAccess
    type staging / group Managers / AdministratorAccess
    type staging / group Managers / TerraformApplyAccess
    ");
    let catalog = read.catalog.unwrap();
    assert!(catalog.account_map.is_none());
    let groups: Vec<&str> = catalog.required_groups.iter().map(|g| &*g.value).collect();
    assert_eq!(groups, ["Managers", "DevOps", "Developers", "BillingAdmin"]);
}
