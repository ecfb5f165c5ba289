//! Attached policies, boundaries and inline policies.

use std::fs;

use super::{Lowered, lowered, lowered_named};

#[test]
fn policies_that_cannot_be_attached_say_what_to_write() {
    let lowered = lowered(
        r#"
permission_sets:
  A:
    policy_attachments:
      - Billing
      - arn:aws:iam::111111111111:policy/teams/Mine
      - arn:aws:s3:::bucket
      - ReadonlyAccess
    customer_managed_policy_attachments:
      - {path: /}
      - {name: x, path: teams}
      - arn:aws:iam::111111111111:policy/Mine
      - {name: x, Path: /}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    error[policy-not-found]: AWS has no managed policy `Billing`
     --> catalog.yaml:5:9
      |
    5 |       - Billing
      |         ^^^^^^^ not under this path and spelling
      |
      = note: the path is part of a policy's name
    help: write `job-function/Billing`

    error[bad-policy-name]: `arn:aws:iam::111111111111:policy/teams/Mine` is a customer managed policy; it is named by `customer_managed_policy_attachments`
     --> catalog.yaml:6:9
      |
    6 |       - arn:aws:iam::111111111111:policy/teams/Mine
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not an AWS managed policy
      |
    help: customer_managed_policy_attachments: [{name: Mine, path: /teams/}]; the policy must exist in every account

    error[bad-policy-name]: `arn:aws:s3:::bucket` is not the name or the ARN of an AWS managed policy
     --> catalog.yaml:7:9
      |
    7 |       - arn:aws:s3:::bucket
      |         ^^^^^^^^^^^^^^^^^^^ not an AWS managed policy
      |
    help: write a name (ReadOnlyAccess), a path and name (job-function/Billing) or an ARN

    error[policy-not-found]: AWS has no managed policy `ReadonlyAccess`
     --> catalog.yaml:8:9
      |
    8 |       - ReadonlyAccess
      |         ^^^^^^^^^^^^^^ not under this path and spelling
      |
      = note: the path is part of a policy's name
    help: write `ReadOnlyAccess`

    error[missing-key]: a customer managed policy has no `name`
      --> catalog.yaml:10:9
       |
    10 |       - {path: /}
       |         ^^^^^^^^^ which policy?
       |
    help: write {name: NAME, path: /}

    error[bad-policy-name]: `teams` is not a policy path: a path starts and ends with `/` and has at most 512 letters, digits and +=,.@_- between
      --> catalog.yaml:11:9
       |
    11 |       - {name: x, path: teams}
       |         ^^^^^^^^^^^^^^^^^^^^^^ AWS refuses this name

    error[bad-policy-name]: `arn:aws:iam::111111111111:policy/Mine` is not a policy name: AWS allows 1 to 128 letters, digits and +=,.@_-
      --> catalog.yaml:12:9
       |
    12 |       - arn:aws:iam::111111111111:policy/Mine
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AWS refuses this name
       |
    help: customer_managed_policy_attachments: [{name: Mine, path: /}]; the policy must exist in every account

    error[unknown-key]: unknown key `Path` in a customer managed policy
      --> catalog.yaml:13:19
       |
    13 |       - {name: x, Path: /}
       |                   ^^^^ this key has no meaning here
       |
    help: names are case-sensitive; did you mean `path`?

    error: 8 errors in catalog.yaml
    ");
}

#[test]
fn a_boundary_is_exactly_one_policy() {
    let lowered = lowered(
        "
permission_sets:
  Both: {permissions_boundary: {policy: PowerUserAccess, customer_managed_policy: {name: x}}}
  Neither: {permissions_boundary: {}}
  Other: {permissions_boundary: {managed_policy_arn: x}}
  Text: {permissions_boundary: PowerUserAccess}
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    error[bad-permissions-boundary]: a permissions boundary is one policy, not two
     --> catalog.yaml:3:32
      |
    3 |   Both: {permissions_boundary: {policy: PowerUserAccess, customer_managed_policy: {name: x}}}
      |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ both are given
      |
    help: give exactly one of `policy` and `customer_managed_policy`

    error[bad-permissions-boundary]: a permissions boundary without a policy
     --> catalog.yaml:4:35
      |
    4 |   Neither: {permissions_boundary: {}}
      |                                   ^^ neither is given
      |
    help: give exactly one of `policy` and `customer_managed_policy`

    error[unknown-key]: unknown key `managed_policy_arn` in `permissions_boundary`
     --> catalog.yaml:5:34
      |
    5 |   Other: {permissions_boundary: {managed_policy_arn: x}}
      |                                  ^^^^^^^^^^^^^^^^^^ this key has no meaning here
      |
    help: the keys here are `policy` and `customer_managed_policy`

    error[wrong-type]: `permissions_boundary` must be a mapping, not the text `PowerUserAccess`
     --> catalog.yaml:6:32
      |
    6 |   Text: {permissions_boundary: PowerUserAccess}
      |                                ^^^^^^^^^^^^^^^ a mapping is expected here
      |
    help: permissions_boundary: {policy: PowerUserAccess}

    error: 4 errors in catalog.yaml
    ");
}

#[test]
fn more_policies_than_a_role_takes_are_a_warning_and_more_than_a_set_takes_an_error() {
    let set = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("Policy{n}")).collect();
        format!("{{policy_attachments: [{}]}}", names.join(", "))
    };
    let text = format!(
        "permission_sets:\n  Ten: {}\n  Eleven: {}\n  TwentyOne: {}\n",
        set(10),
        set(11),
        set(21)
    );
    insta::assert_snapshot!(lowered(&text).codes(), @r"
    warning too-many-policies 3:3
    error too-many-policies 4:3
    ");
}

#[test]
fn an_inline_policy_may_be_a_mapping_or_json() {
    let lowered = lowered(
        r#"
bucket: acme
zones: [arn:aws:route53:::hostedzone/A, "{{ second }}"]
second: arn:aws:route53:::hostedzone/B
permission_sets:
  Mapping:
    inline_policy:
      Version: "2012-10-17"
      Statement:
        - Sid: One
          Effect: Allow
          Action: s3:GetObject
          Resource: arn:{{ partition }}:s3:::{{ bucket }}/${aws:username}/*
          Condition:
            NumericLessThan: {s3:max-keys: 10}
            StringEquals: {aws:PrincipalAccount: 012345678901, "aws:PrincipalTag/{{ bucket }}": x}
        - {Effect: Allow, Action: "route53:*", Resource: "{{ zones }}"}
  Json:
    inline_policy: |
      {
      	"Version": "2012-10-17",
      	"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::{{ bucket }}"}]
      }
"#,
    );
    assert_eq!(lowered.drawn(), "");
    insta::assert_snapshot!(text_of(&lowered, "Mapping"), @r#"{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/${aws:username}/*","Condition":{"NumericLessThan":{"s3:max-keys":10},"StringEquals":{"aws:PrincipalAccount":"012345678901","aws:PrincipalTag/acme":"x"}}},{"Effect":"Allow","Action":"route53:*","Resource":["arn:aws:route53:::hostedzone/A","arn:aws:route53:::hostedzone/B"]}]}"#);
    insta::assert_snapshot!(text_of(&lowered, "Json"), @r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::acme"}]}"#);
}

fn text_of(lowered: &Lowered, name: &str) -> String {
    let set = &lowered.catalog().permission_sets.get(name).unwrap().set;
    set.inline_policy.as_ref().unwrap().text()
}

#[test]
fn what_iam_would_refuse_in_a_policy_is_found_at_its_place() {
    let lowered = lowered(
        r#"
permission_sets:
  A:
    inline_policy:
      Version: 2012-10-18
      Statements: []
      Statement:
        - {Sid: a-b, Effect: allow, Action: GetObject, Resource: bucket}
        - {Sid: Two, Effect: Allow, Action: "s3:*", NotAction: "s3:*", Principal: "*"}
        - {Sid: Two, Effect: Deny, Action: [], Resource: [1], Condition: {Bool: x}}
        - just text
        - {Efect: Allow, Action: "s3:*", resource: "*"}
  B: {inline_policy: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
  C: {inline_policy: {Version: "2012-10-17"}}
  D: {inline_policy: {Version: "2012-10-17", Statement: []}}
  E: {inline_policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}'}
  F: {inline_policy: '{"Version": }'}
  G: {inline_policy: "[]"}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[bad-policy-document]: `Version` is the text `2012-10-18`
     --> catalog.yaml:5:16
      |
    5 |       Version: 2012-10-18
      |                ^^^^^^^^^^ IAM knows no such version
      |
    help: it is the version of the policy language: write Version: "2012-10-17"

    error[bad-policy-document]: `Statements` is no element of a policy
     --> catalog.yaml:6:7
      |
    6 |       Statements: []
      |       ^^^^^^^^^^ IAM refuses it
      |
    help: did you mean `Statement`?

    error[bad-policy-document]: `a-b` cannot be a `Sid`
     --> catalog.yaml:8:17
      |
    8 |         - {Sid: a-b, Effect: allow, Action: GetObject, Resource: bucket}
      |                 ^^^ IAM takes letters and digits only

    error[bad-policy-document]: `Effect` is the text `allow`
     --> catalog.yaml:8:30
      |
    8 |         - {Sid: a-b, Effect: allow, Action: GetObject, Resource: bucket}
      |                              ^^^^^ IAM takes `Allow` or `Deny`, spelled so

    error[bad-policy-document]: `GetObject` is not an action
     --> catalog.yaml:8:45
      |
    8 |         - {Sid: a-b, Effect: allow, Action: GetObject, Resource: bucket}
      |                                             ^^^^^^^^^ IAM wants service:Action, such as `s3:GetObject`

    error[bad-policy-document]: `bucket` is not a resource
     --> catalog.yaml:8:66
      |
    8 |         - {Sid: a-b, Effect: allow, Action: GetObject, Resource: bucket}
      |                                                                  ^^^^^^ IAM wants an ARN or `*`

    error[bad-policy-document]: a statement has no `Resource` and no `NotResource`
     --> catalog.yaml:9:11
      |
    9 |         - {Sid: Two, Effect: Allow, Action: "s3:*", NotAction: "s3:*", Principal: "*"}
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ IAM refuses it

    error[bad-policy-document]: a statement takes one of `Action` and `NotAction`
     --> catalog.yaml:9:64
      |
    9 |         - {Sid: Two, Effect: Allow, Action: "s3:*", NotAction: "s3:*", Principal: "*"}
      |                                                                ^^^^^^ both are given

    error[bad-policy-document]: `Principal` has no place in an inline policy
     --> catalog.yaml:9:72
      |
    9 |         - {Sid: Two, Effect: Allow, Action: "s3:*", NotAction: "s3:*", Principal: "*"}
      |                                                                        ^^^^^^^^^ whoever has the permission set is the principal
      |
    help: remove it

    error[bad-policy-document]: two statements have the `Sid` `Two`
      --> catalog.yaml:10:17
       |
     9 |         - {Sid: Two, Effect: Allow, Action: "s3:*", NotAction: "s3:*", Principal: "*"}
       |                 --- first here
    10 |         - {Sid: Two, Effect: Deny, Action: [], Resource: [1], Condition: {Bool: x}}
       |                 ^^^ IAM wants it to be unique in the policy
       |
    help: give every statement a `Sid` of its own, or none

    error[bad-policy-document]: the list names not even an action
      --> catalog.yaml:10:44
       |
    10 |         - {Sid: Two, Effect: Deny, Action: [], Resource: [1], Condition: {Bool: x}}
       |                                            ^^ IAM refuses it

    error[bad-policy-document]: a resource must be a text, not the number `1`
      --> catalog.yaml:10:59
       |
    10 |         - {Sid: Two, Effect: Deny, Action: [], Resource: [1], Condition: {Bool: x}}
       |                                                           ^ IAM refuses it

    error[bad-policy-document]: `Bool` must be a mapping, not the text `x`
      --> catalog.yaml:10:81
       |
    10 |         - {Sid: Two, Effect: Deny, Action: [], Resource: [1], Condition: {Bool: x}}
       |                                                                                 ^ for example {KEY: VALUE}

    error[bad-policy-document]: a statement must be a mapping, not the text `just text`
      --> catalog.yaml:11:11
       |
    11 |         - just text
       |           ^^^^^^^^^ IAM refuses it

    error[bad-policy-document]: `Efect` is no element of a statement
      --> catalog.yaml:12:12
       |
    12 |         - {Efect: Allow, Action: "s3:*", resource: "*"}
       |            ^^^^^ IAM refuses it
       |
    help: did you mean `Effect`?

    error[bad-policy-document]: `resource` is no element of a statement
      --> catalog.yaml:12:42
       |
    12 |         - {Efect: Allow, Action: "s3:*", resource: "*"}
       |                                          ^^^^^^^^ IAM refuses it
       |
    help: names are case-sensitive; did you mean `Resource`?

    warning[bad-policy-document]: the policy has no `Version`
      --> catalog.yaml:13:22
       |
    13 |   B: {inline_policy: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
       |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ which version?
       |
       = note: IAM then takes 2008-10-17, in which `${aws:username}` is plain text
    help: add Version: "2012-10-17"

    error[bad-policy-document]: the policy has no `Statement`
      --> catalog.yaml:14:22
       |
    14 |   C: {inline_policy: {Version: "2012-10-17"}}
       |                      ^^^^^^^^^^^^^^^^^^^^^^^ IAM refuses it

    error[bad-policy-document]: the policy has no statement
      --> catalog.yaml:15:57
       |
    15 |   D: {inline_policy: {Version: "2012-10-17", Statement: []}}
       |                                                         ^^ IAM wants at least one

    error[wrong-type]: `inline_policy` must be a mapping or a text of JSON, not the text `[]`
      --> catalog.yaml:18:22
       |
    18 |   G: {inline_policy: "[]"}
       |                      ^^^^ a mapping or a text of JSON is expected here

    error[bad-policy-document]: a statement has no `Resource` and no `NotResource`
      --> inline_policy of E (catalog.yaml:16):1:41
       |
     1 | {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}
       |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ IAM refuses it
       |
      ::: catalog.yaml:16:22
       |
    16 |   E: {inline_policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}'}
       |                      ------------------------------------------------------------------------------ asked for here

    error[bad-policy-document]: `x` is not an action
      --> inline_policy of E (catalog.yaml:16):1:71
       |
     1 | {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}
       |                                                                       ^^^ IAM wants service:Action, such as `s3:GetObject`
       |
      ::: catalog.yaml:16:22
       |
    16 |   E: {inline_policy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "x"}]}'}
       |                      ------------------------------------------------------------------------------ asked for here

    error[bad-policy-document]: the policy has no `Statement`
      --> inline_policy of F (catalog.yaml:17):1:1
       |
     1 | {"Version": }
       | ^^^^^^^^^^^^^ IAM refuses it
       |
      ::: catalog.yaml:17:22
       |
    17 |   F: {inline_policy: '{"Version": }'}
       |                      --------------- asked for here

    error[bad-policy-document]: `Version` is nothing
      --> inline_policy of F (catalog.yaml:17):1:11
       |
     1 | {"Version": }
       |           ^ IAM knows no such version
       |
      ::: catalog.yaml:17:22
       |
    17 |   F: {inline_policy: '{"Version": }'}
       |                      --------------- asked for here
       |
    help: it is the version of the policy language: write Version: "2012-10-17"

    error: 23 errors and 1 warning in 3 files
    "#);
}

#[test]
fn a_policy_of_more_than_10240_solid_bytes_is_refused() {
    let policy = |resources: usize| {
        let names: Vec<String> = (0..resources)
            .map(|n| format!("arn:aws:s3:::{n:0>87}"))
            .collect();
        format!(
            "permission_sets: {{A: {{inline_policy: {{Version: '2012-10-17', Statement: {{Effect: Allow, Action: '*', Resource: ['{}']}}}}}}}}",
            names.join("', '")
        )
    };
    // 103 bytes a resource, and 75 around them.
    assert_eq!(lowered(&policy(98)).codes(), "");
    insta::assert_snapshot!(lowered(&policy(99)).codes(), @r"error inline-policy-too-large 1:38");
}

#[test]
fn a_policy_file_is_read_beside_the_catalog_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let catalogs = folder.path().join("catalog");
    fs::create_dir_all(catalogs.join("policies")).unwrap();
    let good = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;
    fs::write(catalogs.join("policies/good.json"), good).unwrap();
    fs::write(
        catalogs.join("policies/bad.yaml"),
        "Version: '2012-10-17'\nStatement:\n  Effect: Allow\n",
    )
    .unwrap();
    fs::write(folder.path().join("outside.json"), good).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        folder.path().join("outside.json"),
        catalogs.join("link.json"),
    )
    .unwrap();
    #[cfg(not(unix))]
    fs::create_dir(catalogs.join("link.json")).unwrap();
    let name = catalogs.join("aws-sso.yaml").display().to_string();
    let of = |file: &str| {
        let text = format!("permission_sets: {{A: {{inline_policy_file: {file}}}}}\n");
        lowered_named(&name, "aws", &text)
    };
    assert!(text_of(&of("./policies/good.json"), "A").contains("s3:*"));
    let drawn = of("policies/bad.yaml")
        .drawn()
        .replace(&catalogs.display().to_string(), "catalog");
    insta::assert_snapshot!(drawn, @r"
    error[bad-policy-document]: a statement has no `Action` and no `NotAction`
     --> catalog/policies/bad.yaml:3:3
      |
    3 |   Effect: Allow
      |   ^^^^^^^^^^^^^ IAM refuses it
      |
     ::: catalog/aws-sso.yaml:1:43
      |
    1 | permission_sets: {A: {inline_policy_file: policies/bad.yaml}}
      |                                           ----------------- asked for here

    error[bad-policy-document]: a statement has no `Resource` and no `NotResource`
     --> catalog/policies/bad.yaml:3:3
      |
    3 |   Effect: Allow
      |   ^^^^^^^^^^^^^ IAM refuses it
      |
     ::: catalog/aws-sso.yaml:1:43
      |
    1 | permission_sets: {A: {inline_policy_file: policies/bad.yaml}}
      |                                           ----------------- asked for here

    error: 2 errors in catalog/policies/bad.yaml
    ");
    let outside = folder.path().join("outside.json").display().to_string();
    for file in [
        "../outside.json",
        "policies/../../outside.json",
        &outside,
        "link.json",
        "absent.json",
        "policies",
        "''",
    ] {
        let refused = of(file);
        assert!(refused.catalog.is_none(), "{file}");
        assert!(
            refused.drawn().contains("unreadable-file"),
            "{}",
            refused.drawn()
        );
    }
    let drawn = of("../outside.json")
        .drawn()
        .replace(&catalogs.display().to_string(), "catalog");
    insta::assert_snapshot!(drawn, @r"
    error[unreadable-file]: cannot read the policy file `../outside.json`
     --> catalog/aws-sso.yaml:1:43
      |
    1 | permission_sets: {A: {inline_policy_file: ../outside.json}}
      |                                           ^^^^^^^^^^^^^^^ leads out of its folder
      |
      = note: the path is relative to the folder of the file in which it is written, and stays in it

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn one_set_has_one_inline_policy() {
    let lowered =
        lowered("permission_sets: {A: {inline_policy: {}, inline_policy_file: x.json}}\n");
    insta::assert_snapshot!(lowered.codes(), @r"error bad-policy-document 1:38");
}

#[test]
fn a_statement_is_left_out_until_its_parameter_is_given() {
    let policy = r#"
permission_sets:
  A:
    inline_policy:
      Version: "2012-10-17"
      Statement:
        - {when: bucket, Effect: Allow, Action: "s3:*", Resource: "{{ bucket }}"}
"#;
    let without = lowered(&format!("bucket: ''\n{policy}"));
    assert!(
        without.catalog().permission_sets["A"]
            .set
            .inline_policy
            .is_none()
    );
    let with = lowered(&format!("bucket: arn:aws:s3:::b\n{policy}"));
    assert!(text_of(&with, "A").contains("arn:aws:s3:::b"));
    assert!(!text_of(&with, "A").contains("when"));
    insta::assert_snapshot!(lowered(&policy.replace("when: bucket", "when: buckett")).drawn(), @r#"
    error[missing-parameter]: `buckett` is not given, and the statement would be left out
     --> catalog.yaml:7:18
      |
    7 |         - {when: buckett, Effect: Allow, Action: "s3:*", Resource: "{{ bucket }}"}
      |                  ^^^^^^^ no var of this name
      |
    help: if that is meant, say so in the catalog's vars: buckett: ""

    error: 1 error in catalog.yaml
    "#);
}
