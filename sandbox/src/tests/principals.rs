use serde_json::json;

use super::{AUDIT, Harness, SANDBOX};

#[test]
fn a_deleted_group_leaves_orphans_and_its_successor_is_another_group() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let created = harness
        .request("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap();
    let group = created["GroupId"].as_str().unwrap().to_owned();
    harness.assign(&set, AUDIT, &group);
    harness
        .request("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    assert_eq!(harness.assigned(&set, AUDIT), [group.as_str()]);
    let successor = harness
        .request("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap();
    assert_ne!(successor["GroupId"], group);
    assert_eq!(harness.unassign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn a_group_created_again_after_a_restart_does_not_take_over_its_orphans() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let body = json!({"DisplayName": "Crew"});
    let group = harness.request("ids.CreateGroup", body.clone()).unwrap()["GroupId"]
        .as_str()
        .unwrap()
        .to_owned();
    harness.assign(&set, AUDIT, &group);
    harness
        .request("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    let saved = serde_json::to_value(harness.engine.world.save()).unwrap();
    let mut restarted = Harness::with("", |file| *file = saved);
    assert_ne!(
        restarted.request("ids.CreateGroup", body).unwrap()["GroupId"],
        group
    );
}

#[test]
fn orphans_can_be_made_undeletable() {
    let mut harness = Harness::new("orphans-undeletable=true");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    harness
        .request("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    assert_eq!(
        harness.unassign(&set, AUDIT, &group),
        format!(
            "Received a 404 status error: the GROUP assignee {group} was not found in directory d-9067642ac7"
        )
    );
}

#[test]
fn a_group_that_is_not_visible_yet_cannot_be_assigned() {
    let mut harness = Harness::new("visibility-delay=1m");
    let set = harness.set("Lab");
    harness.wait(60_000);
    let group = harness
        .request("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap()["GroupId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        harness
            .request("ids.DescribeGroup", json!({"GroupId": group}))
            .is_err()
    );
    let failure = harness.assign(&set, AUDIT, &group);
    assert!(failure.contains("was not found in directory"), "{failure}");
    harness.wait(60_000);
    assert_eq!(harness.assign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn the_assignments_of_a_user_may_include_those_of_the_users_groups() {
    for (options, expected) in [
        ("", vec![]),
        ("users-include-inherited=true", vec![AUDIT, SANDBOX]),
    ] {
        let mut harness = Harness::new(options);
        let (set, group) = (harness.set("Lab"), harness.group("Managers"));
        harness.assign(&set, AUDIT, &group);
        harness.assign(&set, SANDBOX, &group);
        let attribute = json!({"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "ann@example.com"}});
        let ann = harness
            .request("ids.GetUserId", json!({"AlternateIdentifier": attribute}))
            .unwrap()["UserId"]
            .clone();
        let (mut accounts, mut token) = (Vec::new(), json!(null));
        loop {
            let body = json!({"PrincipalType": "USER", "PrincipalId": ann, "MaxResults": 1, "NextToken": token});
            let page = harness
                .request("sso.ListAccountAssignmentsForPrincipal", body)
                .unwrap();
            for row in page["AccountAssignments"].as_array().unwrap() {
                assert_eq!(
                    (row["PrincipalType"].as_str(), row["PrincipalId"].as_str()),
                    (Some("GROUP"), Some(group.as_str()))
                );
                accounts.push(row["AccountId"].as_str().unwrap().to_owned());
            }
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(accounts, expected, "{options}");
    }
}

#[test]
fn group_names_are_unique_and_matched_exactly() {
    let mut harness = Harness::new("");
    let error = harness
        .request("ids.CreateGroup", json!({"DisplayName": "DevOps"}))
        .unwrap_err();
    assert_eq!(error, "ConflictException: Duplicate GroupDisplayName");
    assert!(
        harness
            .request("ids.CreateGroup", json!({"DisplayName": "devops"}))
            .is_ok()
    );
    let group = harness.group("devops");
    let rename = json!({"GroupId": group, "Operations": [{"AttributePath": "displayName", "AttributeValue": "DevOps"}]});
    assert!(harness.request("ids.UpdateGroup", rename).is_err());
    assert_eq!(harness.group("devops"), group);
}

#[test]
fn deleting_a_user_ends_the_memberships() {
    let mut harness = Harness::new("");
    let group = harness.group("DevOps");
    let members = |harness: &mut Harness| {
        harness
            .request("ids.ListGroupMemberships", json!({"GroupId": group}))
            .unwrap()["GroupMemberships"]
            .clone()
    };
    let before = members(&mut harness);
    assert_eq!(before.as_array().unwrap().len(), 2);
    harness
        .request(
            "ids.DeleteUser",
            json!({"UserId": before[0]["MemberId"]["UserId"]}),
        )
        .unwrap();
    assert_eq!(members(&mut harness), json!([before[1]]));
}

#[test]
fn refusals_of_users_are_in_the_words_of_aws() {
    let mut harness = Harness::new("");
    let error = |harness: &mut Harness, operation: &str, body| {
        harness
            .request(&format!("ids.{operation}"), body)
            .unwrap_err()
    };
    for (body, expected) in [
        (json!({}), "userName is a required attribute"),
        (
            json!({"UserName": "new"}),
            "displayname: The attribute displayname is required, name: The attribute name is required",
        ),
        (
            json!({"UserName": "new", "DisplayName": "New", "Name": {"GivenName": "N"}}),
            "familyname: The attribute familyname is required",
        ),
    ] {
        assert_eq!(
            error(&mut harness, "CreateUser", body),
            format!("ValidationException: {expected}")
        );
    }
    let by = |path: &str, value: &str| json!({"AlternateIdentifier": {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}});
    assert_eq!(
        error(&mut harness, "GetUserId", by("title", "x")),
        "ValidationException: The attribute title is not a unique attribute"
    );
    assert_eq!(
        error(&mut harness, "GetUserId", by("userName", "")),
        "ValidationException: attribute value cannot be empty or null for attribute path userName"
    );
}

#[test]
fn organizations_refuses_in_few_words() {
    let mut harness = Harness::new("");
    for (operation, body, expected) in [
        (
            "DescribeAccount",
            json!({"AccountId": "12"}),
            "InvalidInputException: You provided a value that does not match the required pattern.",
        ),
        (
            "ListChildren",
            json!({"ParentId": "r-abcd", "ChildType": "ROOT"}),
            "InvalidInputException: You specified an invalid value.",
        ),
    ] {
        assert_eq!(
            harness
                .request(&format!("orgs.{operation}"), body)
                .unwrap_err(),
            expected
        );
    }
}

/// A user as CreateUser takes it, with attributes that a state file's short form does not express.
fn engineer() -> serde_json::Value {
    json!({
        "UserName": "eva", "DisplayName": "Eva", "Title": "Engineer", "Locale": "de-AT",
        "Name": {"GivenName": "Eva", "FamilyName": "Engels", "HonorificPrefix": "Dr."},
        "Emails": [{"Value": "eva@example.com", "Type": "home", "Primary": false}],
        "PhoneNumbers": [{"Value": "+43 1", "Type": "work", "Primary": true}],
        "Addresses": [{"Locality": "Graz", "Country": "AT", "Primary": true}],
    })
}

#[test]
fn the_attributes_of_a_user_are_kept_as_given_also_through_a_state_file() {
    let mut harness = Harness::new("");
    let user = harness.request("ids.CreateUser", engineer()).unwrap()["UserId"].clone();
    let described = |harness: &mut Harness| {
        let user = harness
            .request("ids.DescribeUser", json!({"UserId": user}))
            .unwrap();
        let given = engineer();
        let given = given.as_object().unwrap().keys();
        given
            .map(|name| (name.clone(), user[name].clone()))
            .collect::<serde_json::Value>()
    };
    assert_eq!(described(&mut harness), engineer());
    let saved = harness.engine.world.save().to_text();
    let file: serde_json::Value = serde_json::from_str(&saved).unwrap();
    let users = file["identity_store"]["users"].as_array().unwrap();
    let eva = users
        .iter()
        .find(|user| user["user_name"] == "eva")
        .unwrap();
    // What the short form expresses is not written twice.
    assert_eq!(eva["given_name"], "Eva");
    assert_eq!(eva["attributes"]["PhoneNumbers"], serde_json::Value::Null);
    assert!(
        users
            .iter()
            .all(|user| user["user_name"] == "eva" || user.get("attributes").is_none())
    );
    let mut again = Harness::with("", |state| *state = file.clone());
    assert_eq!(described(&mut again), engineer());
}

#[test]
fn an_update_of_a_user_replaces_adds_and_removes_attributes() {
    let mut harness = Harness::new("");
    let user = harness.request("ids.CreateUser", engineer()).unwrap()["UserId"].clone();
    let mut update = |path: &str, value: serde_json::Value| {
        let operations = json!([{"AttributePath": path, "AttributeValue": value}]);
        harness.request(
            "ids.UpdateUser",
            json!({"UserId": user, "Operations": operations}),
        )?;
        harness.request("ids.DescribeUser", json!({"UserId": user}))
    };
    let address = json!([{"streetAddress": "Ring 1", "postalCode": "1010", "primary": true}]);
    assert_eq!(
        update("addresses", address).unwrap()["Addresses"],
        json!([{"StreetAddress": "Ring 1", "PostalCode": "1010", "Primary": true}])
    );
    assert_eq!(update("title", json!("Lead")).unwrap()["Title"], "Lead");
    assert_eq!(update("title", json!(null)).unwrap().get("Title"), None);
    assert_eq!(
        update("name.middleName", json!("Maria")).unwrap()["Name"],
        json!({"GivenName": "Eva", "FamilyName": "Engels", "HonorificPrefix": "Dr.", "MiddleName": "Maria"})
    );
    assert_eq!(
        update(
            "emails",
            json!([{"value": "e@example.com", "type": "work", "primary": true}])
        )
        .unwrap()["Emails"],
        json!([{"Value": "e@example.com", "Type": "work", "Primary": true}])
    );
    for (path, value) in [
        ("shoeSize", json!("40")),
        ("title.short", json!("x")),
        ("name.nick", json!("x")),
        ("identityStoreId", json!("d-0000000000")),
        ("userName", json!(null)),
        ("title", json!("")),
        ("title", json!({"a": "b"})),
        ("emails", json!([{"value": "a"}, {"value": "b"}])),
    ] {
        let refused = update(path, value).unwrap_err();
        assert!(
            refused.starts_with("ValidationException: ")
                || refused.starts_with("SerializationException: "),
            "{path}: {refused}"
        );
    }
}
