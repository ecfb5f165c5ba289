//! Which component is the catalog, and what it inherits.

use super::*;

fn stack(text: &str) -> Project {
    Project::new(&[("stack.yaml", text)])
}

#[test]
fn a_component_is_found_by_what_it_points_at() {
    let project = stack(
        "
components:
  terraform:
    sso/prod:
      metadata: {component: aws-identity-center}
      vars: {groups: [A]}
",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["A"]
    "#);
}

#[test]
fn bases_are_laid_over_one_another_in_order_and_may_be_abstract() {
    let project = stack(
        "
vars: {region: eu-west-1, stage: global}
terraform:
  vars: {stage: terraform}
components:
  terraform:
    aws-sso/defaults:
      metadata: {type: abstract, component: aws-sso}
      vars: {session_duration: PT1H, account_map: {full_account_map: {a: '1', b: '2'}}, groups: [Base]}
    aws-sso/long:
      metadata: {type: abstract}
      vars: {session_duration: PT8H}
    sso:
      metadata: {inherits: [aws-sso/defaults, aws-sso/long]}
      vars: {account_map: {full_account_map: {b: '3'}}, groups: [Own]}
overrides:
  vars: {region: us-east-1}
",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    region: "us-east-1"
    stage: "terraform"
    session_duration: "PT8H"
    account_map: {full_account_map: {a: "1", b: "3"}}
    groups: ["Own"]
    "#);
}

#[test]
fn the_older_form_of_inheritance_names_one_base() {
    let project = stack(
        "
components:
  terraform:
    aws-sso: {metadata: {type: abstract}, vars: {groups: [A], region: x}}
    sso: {component: aws-sso, vars: {region: y}}
",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["A"]
    region: "y"
    "#);
}

#[test]
fn several_candidates_ask_for_a_choice() {
    let text = "
components:
  terraform:
    aws-sso: {vars: {groups: [A]}}
    identity-center: {vars: {groups: [B]}}
";
    let mut project = stack(text);
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    nothing
    error[ambiguous-component]: 2 components could be the catalog
     --> stack.yaml:4:5
      |
    4 |     aws-sso: {vars: {groups: [A]}}
      |     ^^^^^^^
    5 |     identity-center: {vars: {groups: [B]}}
      |     ^^^^^^^^^^^^^^^
      |
    help: name one of them: `--component aws-sso`

    error: 1 error in stack.yaml
    ");
    project.component = Some("identity-center");
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["B"]
    "#);
    project.component = Some("aws-ssso");
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    nothing
    error[ambiguous-component]: there is no component `aws-ssso`
     --> stack.yaml:2:1
      |
    2 | components:
      | ^^^^^^^^^^
      |
    help: choose one with `--component NAME`: `aws-sso`, `identity-center`

    error: 1 error in stack.yaml
    ");
}

#[test]
fn a_disabled_component_gives_way_to_an_enabled_one_and_is_warned_of_alone() {
    let project = stack(
        "
components:
  terraform:
    aws-sso: {metadata: {enabled: false}, vars: {groups: [A]}}
    identity-center: {vars: {groups: [B]}}
",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["B"]
    "#);
    let project = stack(
        "components: {terraform: {aws-sso: {metadata: {enabled: false}, vars: {groups: [A]}}}}\n",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["A"]
    warning[unused-key]: the component `aws-sso` is disabled, and read all the same
     --> stack.yaml:1:26
      |
    1 | components: {terraform: {aws-sso: {metadata: {enabled: false}, vars: {groups: [A]}}}}
      |                          ^^^^^^^ `metadata.enabled` is `false`: Atmos would not deploy it
      |
    help: delete the setting, or the component

    warning: 1 warning in stack.yaml
    "#);
}

#[test]
fn a_manifest_without_the_component_lists_the_others() {
    let project = stack(
        "components:\n  terraform:\n    vpc: {}\n    aws-saml-sso: {vars: {account_assignments: {dev: {grants: []}}}}\n",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    nothing
    error[no-catalog]: none of the components is the catalog
     --> stack.yaml:1:1
      |
    1 | components:
      | ^^^^^^^^^^
      |
      = note: looked for a component with the name, the `metadata.component` or a base `aws-sso` or `aws-identity-center` or `identity-center`
    help: choose one with `--component NAME`: `aws-saml-sso`, `vpc`

    error: 1 error in stack.yaml
    ");
    let project = stack("components:\n  helmfile: {}\n");
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    nothing
    error[no-catalog]: none of the components is the catalog
     --> stack.yaml:1:1
      |
    1 | components:
      | ^^^^^^^^^^
      |
      = note: looked for a component with the name, the `metadata.component` or a base `aws-sso` or `aws-identity-center` or `identity-center`

    error: 1 error in stack.yaml
    ");
    let project = stack("components:\n  terraform:\n    aws-sso: {metadata: {type: abstract}}\n");
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    nothing
    error[no-catalog]: the component `aws-sso` is abstract
     --> stack.yaml:3:5
      |
    3 |     aws-sso: {metadata: {type: abstract}}
      |     ^^^^^^^ `metadata.type` is `abstract`: it is only inherited from
      |
    help: name a stack with a component that inherits from it

    error: 1 error in stack.yaml
    ");
}

#[test]
fn a_misspelt_section_of_a_component_is_warned_of() {
    let project = stack("components:\n  terraform:\n    aws-sso:\n      var: {groups: [A]}\n");
    insta::assert_snapshot!(project.load("stack.yaml"), @"
    warning[unknown-key]: unknown key `var` in a component
     --> stack.yaml:4:7
      |
    4 |       var: {groups: [A]}
      |       ^^^ it is ignored
      |
    help: did you mean `vars`?

    warning: 1 warning in stack.yaml
    ");
}

#[test]
fn inheritance_that_leads_back_or_nowhere_is_named() {
    let project = stack(
        "
components:
  terraform:
    aws-sso: {metadata: {inherits: [a, gone]}}
    a: {metadata: {type: abstract, inherits: [aws-sso]}, vars: {groups: [A]}}
",
    );
    insta::assert_snapshot!(project.load("stack.yaml"), @r#"
    groups: ["A"]
    error[import-not-found]: the component `gone` to inherit from is not defined
     --> stack.yaml:4:40
      |
    4 |     aws-sso: {metadata: {inherits: [a, gone]}}
      |                                        ^^^^
      |
    help: define it, or import the file that defines it

    error[import-cycle]: the component `aws-sso` inherits from itself
     --> stack.yaml:5:47
      |
    5 |     a: {metadata: {type: abstract, inherits: [aws-sso]}, vars: {groups: [A]}}
      |                                               ^^^^^^^ this leads back
      |
      = note: the way: `aws-sso` to `a` to `aws-sso`
    help: remove one of the entries of `inherits`

    error: 2 errors in stack.yaml
    "#);
}

#[test]
fn bases_that_share_bases_cost_no_more_than_their_number() {
    use std::fmt::Write;
    let mut text = "components:\n  terraform:\n    c0: {vars: {groups: [A]}}\n".to_owned();
    for n in 1..45 {
        let below = n - 1;
        writeln!(
            text,
            "    c{n}: {{metadata: {{inherits: [c{below}, c{below}]}}}}"
        )
        .unwrap();
    }
    text.push_str("    aws-sso: {metadata: {inherits: [c44]}}\n");
    assert_eq!(stack(&text).load("stack.yaml"), "groups: [\"A\"]\n");
}
