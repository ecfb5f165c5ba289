use super::*;
use crate::model::{Account, AccountId, AccountSource, OrganizationAccount, OrganizationalUnit};
use insta::assert_snapshot;

fn directory(names: &[(&str, &str)]) -> Directory {
    let accounts = (1_u64..).zip(names).map(|(number, (name, unit))| {
        let mut entry = OrganizationAccount::new(Account {
            name: (*name).into(),
            id: AccountId::parse(&format!("{number:012}")).ok(),
        });
        entry.organizational_units = vec![OrganizationalUnit {
            id: "ou-ab12-11111111".into(),
            name: Some((*unit).into()),
        }];
        entry
    });
    Directory {
        accounts: accounts.collect(),
        management_account: AccountId::parse("000000000001").ok(),
        principals: None,
        accounts_from: AccountSource::Organization,
        organizational_units: None,
    }
}

/// The lines that differ from the plain starter.
fn changed(fit: &Fit<'_>) -> String {
    let text = starter(fit).unwrap();
    let diff = similar::TextDiff::from_lines(STARTER, &text);
    let lines = diff
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal);
    lines
        .map(|change| format!("{}{change}", change.tag()))
        .collect()
}

#[test]
fn an_organization_that_is_not_known_gets_the_starter_as_it_is() {
    assert_eq!(starter(&Fit::default()).unwrap(), STARTER);
}

#[test]
fn a_backend_and_groups_to_create_are_filled_in() {
    let fit = Fit {
        creates_groups: true,
        backend: Some(Backend {
            bucket: "mine".into(),
            role: "arn:aws-cn:iam::222222222222:role/state".into(),
            table: None,
        }),
        partition: Partition::parse("aws-cn"),
        ..Fit::default()
    };
    assert_snapshot!(changed(&fit), @"
    -        # 1. Groups that your identity provider must have: a plan stops if one is missing. Names are
    -        #    case-sensitive. Groups that rolecall is to create go under `groups` instead.
    -        required_groups: [Managers, DevOps, Developers, BillingAdmin]
    +        # 1. Groups that rolecall creates where they are missing. Names are case-sensitive. Groups that come
    +        #    from an identity provider go under `required_groups` instead: a plan stops if one is missing.
    +        groups: [Managers, DevOps, Developers, BillingAdmin]
    -        # 2. Where Terraform keeps its state: the sets Terraform*Access are made from these. Put your own here.
    -        tf_access_bucket_arn: arn:aws:s3:::acme-core-use1-root-tfstate
    -        tf_access_dynamodb_table_arn: arn:aws:dynamodb:us-east-1:111111111111:table/acme-core-use1-root-tfstate-lock
    -        tf_access_role_arn: arn:aws:iam::111111111111:role/acme-core-gbl-root-tfstate
    +        # 2. Where Terraform keeps its state: the sets Terraform*Access are made from these.
    +        tf_access_bucket_arn: arn:aws-cn:s3:::mine
    +        tf_access_role_arn: arn:aws-cn:iam::222222222222:role/state
    ");
}

#[test]
fn accounts_stand_in_the_types_that_their_names_or_units_tell() {
    let directory = directory(&[
        ("acme", "Root"),
        ("acme-audit", "Security"),
        ("Shop (live)", "Workloads"),
        ("billing", "Production"),
        ("yes", "dev"),
        ("zoo", "Animals"),
    ]);
    let fit = Fit {
        directory: Some(&directory),
        ..Fit::default()
    };
    assert_snapshot!(changed(&fit), @r#"
    -        #    account (core-root) is selected by its own name only, never by a glob, a unit or a tag.
    +        #    account (acme) is selected by its own name only, never by a glob, a unit or a tag.
    -          root: [core-root]
    -          core: ["core-*"]
    -          sandbox:
    -            - organizational_units: [plat/sandbox]
    -          dev:
    -            - organizational_units: [plat/dev]
    -          staging:
    -            - organizational_units: [plat/staging]
    -          prod:
    -            - organizational_units: [plat/prod]
    +          root: [acme]
    +          core: [acme-audit]
    +          dev: ["yes"]
    +          prod: [Shop (live), billing]
    +          # In no type yet, so nobody is given access there:
    +          #   zoo
    -          sandbox:
    -            groups:
    -              Managers: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
    -              DevOps: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
    -              Developers: {permission_sets: [PowerUserAccess, TerraformPlanAccess]}
    -          staging:
    -            groups:
    -              Managers: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
    -              DevOps: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
    -              Developers: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess]}
    "#);
    let catalog = proof::read(&starter(&fit).unwrap(), &Partition::aws()).unwrap();
    let mut diagnostics = crate::diagnostic::Diagnostics::default();
    let desired = crate::desired::resolve(&catalog, &directory, &mut diagnostics);
    assert!(desired.is_some(), "{diagnostics:?}");
}

#[test]
fn what_is_no_arn_is_refused_and_no_expression_is_worked_out() {
    let fit = Fit {
        backend: Some(Backend {
            bucket: "mine".into(),
            role: "{{ evil }}\nname: x".into(),
            table: None,
        }),
        ..Fit::default()
    };
    let reasons = starter(&fit).unwrap_err();
    assert_eq!(
        reasons,
        ["`{{ evil }}\nname: x` is not a resource (IAM wants an ARN or `*`)"]
    );
}
