use proptest::prelude::*;

use super::*;

fn read(files: &[&str], parameters: &[(&str, &str)]) -> Result<Foreign, ForeignError> {
    let files = files.iter().enumerate();
    let files: Vec<_> = files
        .map(|(number, text)| (format!("t{number}.yaml"), (*text).to_owned()))
        .collect();
    let parameters = parameters
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let surroundings = Surroundings {
        partition: Some("aws".into()),
        region: Some("eu-west-1".into()),
        account: None,
    };
    cloudformation(&files, &parameters.collect(), &surroundings)
}

/// A template with one set whose description is an expression.
fn described(expression: &str) -> String {
    format!(
        "Parameters:\n  Given: {{Type: String}}\n  Default: {{Type: String, Default: d}}\n  List: {{Type: CommaDelimitedList, Default: 'a, b'}}\n  \
         Stored: {{Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}}\n\
         Mappings: {{M: {{a: {{b: found}}}}}}\n\
         Conditions:\n  Yes: !Equals [!Ref Default, d]\n  No: !Not [!Condition Yes]\n  Both: !And [!Condition Yes, !Condition No]\n  \
         Either: {{\"Fn::Or\": [{{Condition: Yes}}, {{Condition: No}}]}}\n  Circle: !Not [!Condition Circle]\n\
         Resources:\n  S:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      Name: S\n      Description: {expression}\n"
    )
}

#[test]
fn functions_are_worked_out_in_both_of_their_forms() {
    for (expression, expected) in [
        ("!Ref Default", "d"),
        ("{Ref: Given}", "g"),
        ("!Ref AWS::Region", "eu-west-1"),
        (
            "!Sub 'x-${Default}-${!Kept}-${AWS::Partition}'",
            "x-d-${Kept}-aws",
        ),
        ("{'Fn::Sub': ['${Own}${Default}', {Own: !Ref Given}]}", "gd"),
        ("!Join ['+', !Ref List]", "a+b"),
        ("!Select [1, !Split ['/', 'x/y/z']]", "y"),
        ("!FindInMap [M, a, !Sub b]", "found"),
        ("!If [Yes, yes, no]", "yes"),
        ("!If [No, 1, !If [Both, 2, !If [Either, 3, 4]]]", "3"),
    ] {
        let foreign = read(&[&described(expression)], &[("Given", "g")]);
        let foreign = foreign.unwrap_or_else(|error| panic!("{expression}: {error}"));
        let set = foreign.sets.values().next().unwrap();
        assert_eq!(set.description.as_deref(), Some(expected), "{expression}");
    }
}

#[test]
fn what_cannot_be_worked_out_has_a_place_and_a_reason() {
    for (expression, reason) in [
        (
            "!Ref Given",
            "the parameter `Given` is not given; add --parameter Given=VALUE",
        ),
        (
            "!Ref Stored",
            "the parameter `Stored` is not given; add --parameter Stored=VALUE",
        ),
        ("!Ref Nobody", "nothing is called `Nobody`"),
        (
            "!Ref AWS::AccountId",
            "`AWS::AccountId` is not known; name the instance by --snapshot, or by credentials",
        ),
        (
            "!GetAtt S.PermissionSetArn",
            "`S.PermissionSetArn` is known to AWS alone",
        ),
        ("!Select [7, !Ref List]", "`Select` finds nothing there"),
        ("!If [Circle, a, b]", "it leads back to itself, or too deep"),
        (
            "!ImportValue x",
            "no template that is read here exports `x`; add its file by --from-cloudformation",
        ),
        (
            "!Base64 x",
            "the function `Base64` cannot be worked out here",
        ),
        ("!Sub '${Default'", "`${` is not closed"),
    ] {
        let Err(ForeignError::NotUnderstood(problems)) = read(&[&described(expression)], &[])
        else {
            panic!("{expression} was worked out")
        };
        assert_eq!(problems.len(), 1, "{problems:?}");
        let (place, said) = problems[0]
            .strip_prefix("S: t0.yaml:")
            .unwrap()
            .split_once(": ")
            .unwrap();
        assert!(place.parse::<u32>().is_ok(), "{place}");
        assert_eq!(said, reason, "{expression}");
    }
}

#[test]
fn templates_import_from_each_other_and_a_resource_without_its_condition_is_not_made() {
    let sets = "Outputs: {Ops: {Value: !GetAtt Ops.PermissionSetArn, Export: {Name: !Sub '${AWS::Region}-ops'}}}\n\
                Resources: {Ops: {Type: 'AWS::SSO::PermissionSet', DeletionPolicy: Retain, Properties: {Name: Ops}}}\n";
    let assignment = |name: &str, condition: &str, account: &str| {
        format!(
            "  {name}: {{Type: 'AWS::SSO::Assignment', {condition}Properties: {{PermissionSetArn: !ImportValue eu-west-1-ops, \
             PrincipalType: GROUP, PrincipalId: g-1, TargetType: AWS_ACCOUNT, TargetId: {account}}}}}\n"
        )
    };
    let assignments = format!(
        "Conditions: {{Never: !Equals [a, b]}}\nResources:\n{}{}",
        assignment("Dev", "", "012345678901"),
        assignment("Prod", "Condition: Never, ", "\"222222222222\""),
    );
    let foreign = read(&[sets, &assignments], &[]).unwrap();
    let made: Vec<_> = foreign.assignments.iter().collect();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(made[0].account.to_string(), "012345678901");
    assert!(foreign.sets.contains_key(&made[0].set), "{made:?}");
    let addresses: Vec<_> = foreign.addresses.iter().collect();
    assert_eq!(addresses, ["Dev (t1.yaml)"], "the set is retained already");
}

#[test]
fn conditions_and_imports_that_double_at_every_step_come_to_an_end() {
    let mut text = String::from("Conditions:\n  C0: !Equals [a, b]\n");
    for number in 1..60 {
        let before = number - 1;
        text.push_str(&format!(
            "  C{number}: !Or [!Condition C{before}, !Condition C{before}]\n"
        ));
    }
    text.push_str("Resources: {S: {Type: 'AWS::SSO::PermissionSet', Condition: C59, Properties: {Name: S}}}\n");
    let error = read(&[&text], &[]).unwrap_err();
    let error = format!("{error:?}");
    assert!(
        error.contains("too many steps") || error.contains("too deep"),
        "{error}"
    );
}

#[test]
fn a_mistyped_parameter_and_a_file_without_resources_are_told() {
    let error = read(&[&described("x")], &[("Givne", "x")]).unwrap_err();
    assert!(
        format!("{error:?}").contains("no template has a parameter `Givne`"),
        "{error}"
    );
    for text in ["", "a: b", "[]", "Resources: []", "{", "\u{0}"] {
        assert!(
            matches!(read(&[text], &[]), Err(ForeignError::NotReadable(_))),
            "{text}"
        );
    }
    let empty = read(&["Resources: {B: {Type: 'AWS::S3::Bucket'}}"], &[]);
    assert!(matches!(empty, Err(ForeignError::Nothing(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_expression_makes_the_reader_panic(
        name in proptest::sample::select(vec!["Ref", "Sub", "Join", "Select", "Split", "If", "GetAtt", "FindInMap", "ImportValue", "ToJsonString", "Cidr"]),
        argument in "[\\[\\]{}a-zA-Z0-9,:.!$ '\"-]{0,24}",
    ) {
        drop(read(&[&described(&format!("!{name} {argument}"))], &[]));
        drop(read(&[&described(&format!("{{\"Fn::{name}\": {argument}}}"))], &[]));
    }
}
