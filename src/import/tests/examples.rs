//! Imports to be read: the whole text of each.

use insta::assert_snapshot;

use super::imported;
use super::organization::{account, assign, empty, group, set, unit, user};
use crate::import::{ImportError, Observed, Request, Selection, import};
use crate::model::snapshot::{Boundary, PolicyReference, Snapshot};
use crate::model::{CatalogName, PrincipalId};

/// The text without the sentences at the top that every import has.
fn text(snapshot: &Snapshot) -> String {
    imported(snapshot).unwrap().text
}

fn with_groups(names: &[&str]) -> Snapshot {
    let mut snapshot = empty();
    let groups = names.iter().enumerate();
    snapshot.identity_store.groups = groups.map(|(number, name)| group(number, name)).collect();
    snapshot
}

#[test]
fn a_set_with_everything_is_defined_in_the_catalogs_own_words() {
    let mut snapshot = with_groups(&["Ops: night & day"]);
    let mut ops = set("Ops");
    ops.description = Some("Operations: restart, not {{ rebuild }}".into());
    ops.session_duration = "PT90M".into();
    ops.relay_state = Some("https://console.aws.amazon.com/ec2/#x".into());
    ops.tags.insert("team".into(), "1e3".into());
    ops.tags
        .insert("aws:cloudformation:stack-name".into(), "x".into());
    ops.managed_policies = vec!["arn:aws:iam::aws:policy/job-function/Billing".into()];
    let policy = |name: &str, path: &str| PolicyReference {
        name: name.into(),
        path: path.into(),
    };
    ops.customer_managed_policies = vec![policy("plain", "/"), policy("mine", "/team/")];
    ops.permissions_boundary = Some(Boundary::CustomerManagedPolicy(policy("limit", "/")));
    ops.inline_policy = Some(
        serde_json::json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "ec2:Reboot*", "Resource": "arn:aws:ec2:*:*:instance/*",
            "Condition": {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}, "Bool": {"aws:MultiFactorAuthPresent": true}},
        }})
        .to_string(),
    );
    assign(&mut ops, 111_111_111_111, 0);
    snapshot.permission_sets = vec![ops, set("Unused")];
    assert_snapshot!(text(&snapshot), @r#"
    components:
      terraform:
        aws-sso:
          vars:
            # Who has which permission set in a single account.
            account_assignments:
              core-root:
                groups:
                  "Ops: night & day": {permission_sets: [Ops]}

            # The permission sets that are not built in.
            permission_sets:
              Ops:
                description: "Operations: restart, not {{ '{{' }} rebuild }}"
                session_duration: PT1H30M
                relay_state: "https://console.aws.amazon.com/ec2/#x"
                tags: {team: "1e3"}
                policy_attachments: [job-function/Billing]
                customer_managed_policy_attachments:
                  - {name: mine, path: /team/}
                  - {name: plain}
                inline_policy:
                  Version: "2012-10-17"
                  Statement:
                    Effect: Allow
                    Action: ec2:Reboot*
                    Resource: arn:aws:ec2:*:*:instance/*
                    Condition:
                      StringEquals:
                        aws:ResourceTag/owner: "${aws:username}"
                      Bool:
                        aws:MultiFactorAuthPresent: true
                permissions_boundary: {customer_managed_policy: {name: limit}}
              Unused: {}
    "#);
}

#[test]
fn what_a_catalog_cannot_say_is_told_at_its_top() {
    let mut snapshot = with_groups(&["DevOps", "Devops"]);
    let mut nameless = group(2, "");
    nameless.display_name = None;
    snapshot.identity_store.groups.push(nameless);
    let organization = snapshot.organization.as_mut().unwrap();
    let mut old = account(222_222_222_222, "core-old", None);
    old.state = "SUSPENDED".into();
    organization.accounts.push(old);
    let mut read = set("ReadOnly");
    for (account, group) in [
        (111_111_111_111, 0),
        (111_111_111_111, 1),
        (222_222_222_222, 0),
        (111_111_111_111, 2),
        (111_111_111_111, 9),
        (999_999_999_999, 0),
    ] {
        assign(&mut read, account, group);
    }
    let mut other = set("Theirs");
    other
        .tags
        .insert("rolecall:catalog".into(), "platform".into());
    let mut broken = set("Broken");
    broken.inline_policy = Some("not a policy\u{1b}[31m".into());
    snapshot.permission_sets = vec![read, other, broken];
    assert_snapshot!(text(&snapshot), @"
    # Beside it there is what this catalog does not or cannot say:
    # - 1 assignment of group unnamed g-2 (g-2), whose name does not lead back to it: an apply would revoke it
    # - 1 assignment in 999999999999, an account that the organization does not have: an apply would revoke it
    # - permission set Broken, left alone: the policy is not JSON: expected ident (line 1, column 2)
    # - permission set Theirs, left alone: the catalog `platform` governs it
    # - 1 assignment of a group that no longer exists (g-9): plan --scan full shows it
    # - 1 assignment in core-old, which is suspended: nothing is granted or revoked there
    # - names are case-sensitive, and these differ by case alone: DevOps, Devops

    components:
      terraform:
        aws-sso:
          vars:
            # Who has which permission set in a single account.
            account_assignments:
              core-root:
                groups:
                  DevOps: {permission_sets: [ReadOnly]}
                  Devops: {permission_sets: [ReadOnly]}

            # The permission sets that are not built in.
            permission_sets:
              ReadOnly: {}
    ");
}

#[test]
fn accounts_are_called_by_their_names_where_these_lead_back() {
    let mut snapshot = with_groups(&["Ops"]);
    let organization = snapshot.organization.as_mut().unwrap();
    organization.accounts.extend([
        account(222_222_222_222, "twin", None),
        account(333_333_333_333, "twin", None),
        account(444_444_444_444, "core-*", None),
        account(555_555_555_555, "12345", None),
        account(666_666_666_666, "Data Lake: {{ raw }}", None),
    ]);
    let mut read = set("ReadOnly");
    let mut write = set("Write");
    for (number, account) in (2..=6_u64).map(|digit| digit * 111_111_111_111).enumerate() {
        assign(
            if number % 2 == 0 {
                &mut read
            } else {
                &mut write
            },
            account,
            0,
        );
    }
    snapshot.permission_sets = vec![read, write];
    assert_snapshot!(text(&snapshot), @r#"
    components:
      terraform:
        aws-sso:
          vars:
            # Who has which permission set in a single account.
            account_assignments:
              "555555555555":  # 12345
                groups:
                  Ops: {permission_sets: [Write]}
              "Data Lake: {{ '{{' }} raw }}":
                groups:
                  Ops: {permission_sets: [ReadOnly]}
              "444444444444":  # core-*
                groups:
                  Ops: {permission_sets: [ReadOnly]}
              "222222222222":  # twin
                groups:
                  Ops: {permission_sets: [ReadOnly]}
              "333333333333":  # twin
                groups:
                  Ops: {permission_sets: [Write]}

            # The permission sets that are not built in.
            permission_sets:
              ReadOnly: {}
              Write: {}
    "#);
}

#[test]
fn users_stand_beside_groups() {
    let mut snapshot = with_groups(&["Ops"]);
    snapshot.identity_store.users = vec![user(0, "jane@example.com")];
    let mut read = set("ReadOnly");
    assign(&mut read, 111_111_111_111, 0);
    let provisioned = read.accounts.values_mut().next().unwrap();
    provisioned.users.push(PrincipalId::new("u-0"));
    snapshot.permission_sets = vec![read];
    assert_snapshot!(text(&snapshot), @"
    components:
      terraform:
        aws-sso:
          vars:
            # Who has which permission set in a single account.
            account_assignments:
              core-root:
                groups:
                  Ops: {permission_sets: [ReadOnly]}
                users:
                  jane@example.com: {permission_sets: [ReadOnly]}

            # The permission sets that are not built in.
            permission_sets:
              ReadOnly: {}
    ");
}

#[test]
fn an_organization_without_permission_sets_gives_a_catalog_all_the_same() {
    assert_snapshot!(text(&empty()), @"
    components:
      terraform:
        aws-sso:
          vars:
            # The permission sets that are not built in.
            permission_sets: {}
    ");
}

#[test]
fn a_glob_over_names_leaves_the_other_sets_alone_and_says_what_it_would_delete() {
    let mut snapshot = empty();
    let mut mine = set("Mine");
    mine.tags
        .insert("rolecall:catalog".into(), "default".into());
    snapshot.permission_sets = vec![set("TerraformA"), set("TerraformB"), set("Other"), mine];
    let mut request = Request {
        selection: Selection {
            control_tower: false,
            permission_sets: vec![wildmatch::WildMatch::new("Terraform*")],
        },
        ..Request::default()
    };
    let observed = Observed::of_snapshot(&snapshot);
    let imported = import(&observed, &request).unwrap();
    assert_eq!(imported.permission_sets, 2);
    let remarks: Vec<String> = imported.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        [
            "permission set Mine, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`"
        ]
    );
    assert!(imported.remarks.iter().all(|remark| remark.loses_access()));
    request.catalog = CatalogName::new("terraform");
    let imported = import(&observed, &request).unwrap();
    assert!(
        imported.remarks.is_empty(),
        "it is another catalog's, and was not asked for"
    );
    assert!(
        imported.text.contains("        name: terraform\n"),
        "{}",
        imported.text
    );
}

#[test]
fn a_governed_set_that_cannot_be_written_stops_the_import_because_an_apply_would_delete_it() {
    let mut snapshot = empty();
    let mut broken = set("Broken");
    broken.inline_policy = Some("{\"Statement\": []}".into());
    broken
        .tags
        .insert("rolecall:catalog".into(), "default".into());
    snapshot.permission_sets = vec![broken, set("Fine")];
    let error = imported(&snapshot).unwrap_err();
    assert!(matches!(&error, ImportError::Governed { name, .. } if name.as_str() == "Broken"));
    assert_snapshot!(error, @"permission set `Broken` is governed by this catalog and cannot be written: the policy has no statement (IAM wants at least one)");
}

#[test]
fn a_unit_gives_a_type_its_name() {
    let mut snapshot = with_groups(&["Ops", "Dev", "Audit"]);
    let organization = snapshot.organization.as_mut().unwrap();
    organization.organizational_units = vec![
        unit(0, "Workloads", None),
        unit(1, "Prod/EU", Some("ou-ab12-00000000")),
    ];
    for number in 2..6_u64 {
        let unit = if number < 4 {
            "ou-ab12-00000000"
        } else {
            "ou-ab12-00000001"
        };
        organization
            .accounts
            .push(account(number, &format!("account{number}"), Some(unit)));
    }
    let (mut read, mut write) = (set("ReadOnly"), set("Write"));
    for number in 2..6_u64 {
        for group in 0..3 {
            assign(&mut read, number, group);
        }
        if number > 3 {
            assign(&mut write, number, 0);
            assign(&mut write, number, 1);
        }
    }
    assign(&mut write, 2, 1);
    snapshot.permission_sets = vec![read, write];
    assert_snapshot!(text(&snapshot), @"
    components:
      terraform:
        aws-sso:
          vars:
            # Which accounts belong together. An account that comes to match is given the same access.
            account_types:
              workloads:
                - organizational_units: [Workloads]

            # Who has which permission set in every account of a type.
            account_type_assignments:
              workloads:
                groups:
                  Audit: {permission_sets: [ReadOnly]}
                  Dev: {permission_sets: [ReadOnly]}
                  Ops: {permission_sets: [ReadOnly]}

            # Who has which permission set in a single account.
            account_assignments:
              account2:
                groups:
                  Dev: {permission_sets: [Write]}
              account4:
                groups:
                  Dev: {permission_sets: [Write]}
                  Ops: {permission_sets: [Write]}
              account5:
                groups:
                  Dev: {permission_sets: [Write]}
                  Ops: {permission_sets: [Write]}

            # The permission sets that are not built in.
            permission_sets:
              ReadOnly: {}
              Write: {}
    ");
}
