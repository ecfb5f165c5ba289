use insta::assert_snapshot;

use crate::support::rolecall::Project;

const TEMPLATE: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  InstanceArn: {Type: String}
  Team: {Type: String, Default: ops}
Mappings:
  Accounts:
    plat: {dev: "444444444402"}
Conditions:
  IsOps: !Equals [!Ref Team, ops]
Resources:
  Operations:
    Type: AWS::SSO::PermissionSet
    DeletionPolicy: Retain
    Properties:
      InstanceArn: !Ref InstanceArn
      Name: !Sub "${Team}-access"
      Description: Operations
      SessionDuration: PT4H
      ManagedPolicies:
        - !Sub "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"
        - !If [IsOps, !Join ["", ["arn:aws:iam::aws:policy/", AWSSupportAccess]], !Ref AWS::NoValue]
      InlinePolicy:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action: s3:ListAllMyBuckets
            Resource: "*"
      Tags:
        - {Key: team, Value: !Ref Team}
  InDev:
    Type: AWS::SSO::Assignment
    Properties:
      InstanceArn: !Ref InstanceArn
      PermissionSetArn: !GetAtt Operations.PermissionSetArn
      PrincipalType: GROUP
      PrincipalId: GROUP_ID
      TargetType: AWS_ACCOUNT
      TargetId: !FindInMap [Accounts, plat, dev]
"#;

/// A project with the template, and the sandbox's id of group DevOps in it.
fn project() -> Project {
    let project = Project::new();
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    let groups = snapshot["identity_store"]["groups"].as_array().unwrap();
    let devops = groups
        .iter()
        .find(|group| group["display_name"] == "DevOps")
        .unwrap();
    let accounts = snapshot["organization"]["accounts"].as_array().unwrap();
    let dev = accounts
        .iter()
        .find(|account| account["name"] == "plat-dev")
        .unwrap();
    let text = TEMPLATE
        .replace("GROUP_ID", devops["id"].as_str().unwrap())
        .replace("444444444402", dev["id"].as_str().unwrap());
    project.write("access.yaml", &text);
    project
}

const IMPORT: [&str; 4] = [
    "import",
    "--sandbox",
    "--from-cloudformation",
    "access.yaml",
];

#[test]
fn a_template_becomes_a_catalog_with_names_in_the_place_of_ids() {
    let project = project();
    let run = project.run(&IMPORT).ended(0);
    assert_snapshot!(run.stdout, @r#"
    # The permission sets that CloudFormation made and their assignments, as rolecall import found them.
    #
    #   rolecall plan --adopt     shows that nothing changes but who governs the sets
    #   rolecall apply --adopt    takes them over

    components:
      terraform:
        aws-sso:
          vars:
            session_duration: PT4H

            # Who has which permission set in a single account.
            account_assignments:
              plat-dev:
                groups:
                  DevOps: {permission_sets: [ops-access]}

            # The permission sets that are not built in.
            permission_sets:
              ops-access:
                description: Operations
                tags: {team: ops}
                policy_attachments: [AWSSupportAccess, ReadOnlyAccess]
                inline_policy:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: s3:ListAllMyBuckets
                      Resource: "*"
    "#);
    assert_snapshot!(run.stderr, @"
    1 permission set, 1 assignment, 0 account types; read back, it means exactly what the file says

    Next:
      rolecall plan --adopt --catalog FILE --sandbox    shows that nothing changes but who governs the sets
      rolecall apply --adopt --catalog FILE --sandbox   takes them over

    Afterwards let CloudFormation forget them without deleting them:
      1. add `DeletionPolicy: Retain` to these resources, and update the stack:
         InDev
      2. take the resources out of the template and update the stack again, or delete the stack
    ");
}

#[test]
fn what_cannot_be_worked_out_is_told_with_its_place_and_nothing_is_written() {
    let project = project();
    project.edit("access.yaml", "PT4H", "!GetAtt Custom.Duration");
    let run = project.run(&IMPORT).ended(1);
    assert_eq!(run.stdout, "");
    assert_snapshot!(run.stderr, @"
    error: 1 part cannot be understood
      - Operations: access.yaml:18: no resource is called `Custom`
    help: nothing was written: what is left out here would be revoked once the rest is adopted
    ");
}
