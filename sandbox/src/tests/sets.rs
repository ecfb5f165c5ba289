use serde_json::json;

use super::{Harness, INSTANCE};

fn refusal(
    harness: &mut Harness,
    operation: &str,
    set: &str,
    mut body: serde_json::Value,
) -> String {
    body["PermissionSetArn"] = json!(set);
    harness
        .request(&format!("sso.{operation}"), body)
        .unwrap_err()
}

#[test]
fn an_update_removes_a_relay_state_and_keeps_a_description_that_it_leaves_out() {
    let mut harness = Harness::new("");
    let body = json!({"Name": "Lab", "Description": "d", "RelayState": "https://example.com", "SessionDuration": "PT8H"});
    let arn =
        harness.request("sso.CreatePermissionSet", body).unwrap()["PermissionSet"]["PermissionSetArn"]
            .clone();
    harness
        .request(
            "sso.UpdatePermissionSet",
            json!({"PermissionSetArn": arn, "SessionDuration": "PT2H"}),
        )
        .unwrap();
    let set = harness
        .request(
            "sso.DescribePermissionSet",
            json!({"PermissionSetArn": arn}),
        )
        .unwrap()["PermissionSet"]
        .clone();
    assert_eq!(set["SessionDuration"], "PT2H");
    assert_eq!(
        (set.get("Description"), set.get("RelayState")),
        (Some(&json!("d")), None)
    );
}

#[test]
fn a_name_is_taken_once_and_free_again_after_deletion() {
    let mut harness = Harness::new("");
    let arn = harness.set("Lab");
    let error = harness
        .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
        .unwrap_err();
    assert_eq!(
        error,
        "ConflictException: PermissionSet with name Lab already exists"
    );
    harness
        .request("sso.DeletePermissionSet", json!({"PermissionSetArn": arn}))
        .unwrap();
    assert_ne!(harness.set("Lab"), arn);
}

#[test]
fn session_durations_lie_between_one_and_twelve_hours() {
    let mut harness = Harness::new("");
    for (number, (duration, fits)) in [
        ("PT1H", true),
        ("PT12H", true),
        ("PT90M", true),
        ("PT59M", false),
        ("PT12H1S", false),
        ("P1D", false),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"Name": format!("Lab{number}"), "SessionDuration": duration});
        assert_eq!(
            harness.request("sso.CreatePermissionSet", body).is_ok(),
            fits,
            "{duration}"
        );
    }
}

#[test]
fn a_managed_policy_exists_if_the_list_an_option_or_the_state_file_names_it() {
    let arn = |policy: &str| format!("arn:aws:iam::aws:policy/{policy}");
    let attach = |harness: &mut Harness, policy: &str| {
        let set = harness.sets().len().to_string();
        let set = harness.set(&format!("Set{set}"));
        let body = json!({"PermissionSetArn": set, "ManagedPolicyArn": arn(policy)});
        harness.request("sso.AttachManagedPolicyToPermissionSet", body)
    };
    let options = "additional-policies=Newer+service-role/Newest,unknown-policies=ReadOnlyAccess";
    let mut harness = Harness::with(options, |file| {
        file["permission_sets"] = json!([{
            "arn": format!("{}/ps-0123456789abcdef", INSTANCE.replace("instance", "permissionSet")),
            "name": "Kept",
            "managed_policies": [arn("job-function/OfTheFile")],
        }]);
    });
    for policy in [
        "PowerUserAccess",
        "job-function/Billing",
        "Newer",
        "job-function/Newer",
        "service-role/Newest",
        "job-function/OfTheFile",
    ] {
        assert!(attach(&mut harness, policy).is_ok(), "{policy}");
    }
    for policy in [
        "Billing",
        "Newest",
        "OfTheFile",
        "ReadOnlyAccess",
        "NoSuchPolicy",
    ] {
        let expected = format!(
            "ResourceNotFoundException: Policy does not exist with ARN: {}",
            arn(policy)
        );
        assert_eq!(attach(&mut harness, policy), Err(expected));
    }
}

#[test]
fn a_policy_that_does_not_exist_is_refused_in_aws_words() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let arn = "arn:aws:iam::aws:policy/Nonsense";
    let expected = format!("ResourceNotFoundException: Policy does not exist with ARN: {arn}");
    assert_eq!(
        refusal(
            &mut harness,
            "AttachManagedPolicyToPermissionSet",
            &set,
            json!({"ManagedPolicyArn": arn})
        ),
        expected
    );
    let body = json!({"PermissionsBoundary": {"ManagedPolicyArn": arn}});
    assert_eq!(
        refusal(
            &mut harness,
            "PutPermissionsBoundaryToPermissionSet",
            &set,
            body
        ),
        expected
    );
    let china = json!({"ManagedPolicyArn": "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"});
    assert!(
        refusal(
            &mut harness,
            "AttachManagedPolicyToPermissionSet",
            &set,
            china
        )
        .starts_with("ResourceNotFoundException")
    );
}

#[test]
fn several_violations_are_reported_in_one_message() {
    let mut harness = Harness::new("");
    let body = json!({"Name": "has space", "Description": "em — dash", "Tags": [{"Key": "k"}]});
    assert_eq!(
        harness
            .request("sso.CreatePermissionSet", body)
            .unwrap_err(),
        "ValidationException: 3 validation errors detected: \
         Value 'has space' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+; \
         Value 'em — dash' at 'description' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*; \
         Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn a_new_set_is_not_found_until_it_is_visible_but_its_name_is_taken() {
    let mut harness = Harness::new("visibility-delay=500ms");
    let set = harness.set("Lab");
    let error = harness
        .request(
            "sso.DescribePermissionSet",
            json!({"PermissionSetArn": set}),
        )
        .unwrap_err();
    assert!(error.starts_with("ResourceNotFoundException"), "{error}");
    assert!(
        harness
            .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
            .is_err()
    );
    harness.wait(500);
    assert!(
        harness
            .request(
                "sso.DescribePermissionSet",
                json!({"PermissionSetArn": set})
            )
            .is_ok()
    );
}

#[test]
fn a_token_of_another_request_is_refused_and_a_page_survives_a_deletion() {
    let mut harness = Harness::new("");
    let mut sets: Vec<_> = (0..5)
        .map(|number| harness.set(&format!("Lab{number}")))
        .collect();
    sets.sort();
    let first = harness
        .request("sso.ListPermissionSets", json!({"MaxResults": 2}))
        .unwrap();
    assert_eq!(first["PermissionSets"], json!(sets[..2]));
    let token = first["NextToken"].clone();
    let elsewhere = harness.request(
        "sso.ListPermissionSetsProvisionedToAccount",
        json!({"AccountId": super::AUDIT, "NextToken": token}),
    );
    assert_eq!(
        elsewhere.unwrap_err(),
        "ValidationException: The provided NextToken is invalid."
    );
    // The last set of the first page goes; the second page goes on where it stood.
    harness
        .request(
            "sso.DeletePermissionSet",
            json!({"PermissionSetArn": sets[1]}),
        )
        .unwrap();
    let second = harness
        .request(
            "sso.ListPermissionSets",
            json!({"MaxResults": 100, "NextToken": token}),
        )
        .unwrap();
    assert_eq!(second, json!({"PermissionSets": sets[2..]}));
}

#[test]
fn refusals_of_policies_are_in_the_words_of_aws() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let id = set.rsplit('/').next().unwrap().to_owned();
    let policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let managed = json!({"ManagedPolicyArn": policy});
    let customer = json!({"CustomerManagedPolicyReference": {"Name": "N", "Path": "/p/"}});
    for (operation, body, expected) in [
        (
            "DetachManagedPolicyFromPermissionSet",
            managed.clone(),
            format!("ResourceNotFoundException: Could not find ManagedPolicy with arn {policy}"),
        ),
        (
            "DetachCustomerManagedPolicyReferenceFromPermissionSet",
            customer.clone(),
            "ResourceNotFoundException: Given managed policy with name: N  and path /p/ does not exist on PermissionSet".to_owned(),
        ),
    ] {
        assert_eq!(refusal(&mut harness, operation, &set, body), expected);
    }
    for (operation, body) in [
        ("AttachManagedPolicyToPermissionSet", &managed),
        (
            "AttachCustomerManagedPolicyReferenceToPermissionSet",
            &customer,
        ),
    ] {
        let mut body = body.clone();
        body["PermissionSetArn"] = json!(set);
        harness.request(&format!("sso.{operation}"), body).unwrap();
    }
    let both = json!({"PermissionsBoundary": {
        "ManagedPolicyArn": policy, "CustomerManagedPolicyReference": {"Name": "N"},
    }});
    let large = json!({"InlinePolicy": format!("{{\"Statement\":\"{}\"}}", "x".repeat(10_240))});
    let malformed = json!({"ManagedPolicyArn": "arn:aws:iam::111111111111:policy/Own"});
    for (operation, body, expected) in [
        (
            "AttachManagedPolicyToPermissionSet",
            managed,
            format!("ConflictException: Permission set with id {id} already has a typed link attachment to a manged policy with {policy}"),
        ),
        (
            "AttachCustomerManagedPolicyReferenceToPermissionSet",
            customer,
            "ConflictException: Given customer managed policy with name: N  and path /p/ already attached".to_owned(),
        ),
        (
            "PutPermissionsBoundaryToPermissionSet",
            both,
            "ValidationException: Only ManagedPolicyArn or CustomerManagedPolicyReference should be given".to_owned(),
        ),
        (
            "PutInlinePolicyToPermissionSet",
            large,
            "ValidationException: Current size of the non-whitespace characters present in the InlinePolicy Document is 10256 bytes which has exceeded the maximum limit of 10240 bytes".to_owned(),
        ),
    ] {
        assert_eq!(refusal(&mut harness, operation, &set, body), expected);
    }
    assert_eq!(
        refusal(
            &mut harness,
            "AttachManagedPolicyToPermissionSet",
            &set,
            malformed
        ),
        "ValidationException: Given managed policy ARN: arn:aws:iam::111111111111:policy/Own, is invalid"
    );
    let error = refusal(
        &mut harness,
        "PutInlinePolicyToPermissionSet",
        &set,
        json!({"InlinePolicy": "{\u{2014}}"}),
    );
    assert!(
        error.starts_with("ValidationException: Value of input 'inlinePolicy' failed to satisfy constraint: Member must satisfy regular expression pattern: "),
        "{error}"
    );
    let missing = set.replace(&id, "ps-ffffffffffffffff");
    assert_eq!(
        harness
            .request(
                "sso.DescribePermissionSet",
                json!({"PermissionSetArn": missing})
            )
            .unwrap_err(),
        "ResourceNotFoundException: Could not find PermissionSet with id ps-ffffffffffffffff"
    );
}
