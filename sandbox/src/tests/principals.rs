use serde_json::json;

use super::{AUDIT, Desk, SANDBOX};

#[test]
fn a_deleted_group_leaves_orphans_and_its_successor_is_another_group() {
    let mut desk = Desk::new("");
    let set = desk.set("Lab");
    let created = desk
        .ask("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap();
    let group = created["GroupId"].as_str().unwrap().to_owned();
    desk.assign(&set, AUDIT, &group);
    desk.ask("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    assert_eq!(desk.assigned(&set, AUDIT), [group.as_str()]);
    let successor = desk
        .ask("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap();
    assert_ne!(successor["GroupId"], group);
    assert_eq!(desk.unassign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn a_group_created_anew_after_a_restart_does_not_revive_its_orphans() {
    let mut desk = Desk::new("");
    let set = desk.set("Lab");
    let body = json!({"DisplayName": "Crew"});
    let group = desk.ask("ids.CreateGroup", body.clone()).unwrap()["GroupId"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.assign(&set, AUDIT, &group);
    desk.ask("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    let saved = serde_json::to_value(desk.engine.world.save()).unwrap();
    let mut restarted = Desk::with("", |file| *file = saved);
    assert_ne!(
        restarted.ask("ids.CreateGroup", body).unwrap()["GroupId"],
        group
    );
}

#[test]
fn orphans_can_be_made_undeletable() {
    let mut desk = Desk::new("orphans-undeletable=true");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    desk.ask("ids.DeleteGroup", json!({"GroupId": group}))
        .unwrap();
    assert_eq!(
        desk.unassign(&set, AUDIT, &group),
        format!(
            "Received a 404 status error: the GROUP assignee {group} was not found in directory d-9067642ac7"
        )
    );
}

#[test]
fn a_group_that_is_not_visible_yet_cannot_be_assigned() {
    let mut desk = Desk::new("visibility-delay=1m");
    let set = desk.set("Lab");
    desk.wait(60_000);
    let group = desk
        .ask("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap()["GroupId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        desk.ask("ids.DescribeGroup", json!({"GroupId": group}))
            .is_err()
    );
    let failure = desk.assign(&set, AUDIT, &group);
    assert!(failure.contains("was not found in directory"), "{failure}");
    desk.wait(60_000);
    assert_eq!(desk.assign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn the_assignments_of_a_user_may_include_those_of_the_users_groups() {
    for (options, expected) in [
        ("", vec![]),
        ("users-include-inherited=true", vec![AUDIT, SANDBOX]),
    ] {
        let mut desk = Desk::new(options);
        let (set, group) = (desk.set("Lab"), desk.group("Managers"));
        desk.assign(&set, AUDIT, &group);
        desk.assign(&set, SANDBOX, &group);
        let attribute = json!({"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "ann@example.com"}});
        let ann = desk
            .ask("ids.GetUserId", json!({"AlternateIdentifier": attribute}))
            .unwrap()["UserId"]
            .clone();
        let (mut accounts, mut token) = (Vec::new(), json!(null));
        loop {
            let body = json!({"PrincipalType": "USER", "PrincipalId": ann, "MaxResults": 1, "NextToken": token});
            let page = desk
                .ask("sso.ListAccountAssignmentsForPrincipal", body)
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
    let mut desk = Desk::new("");
    let error = desk
        .ask("ids.CreateGroup", json!({"DisplayName": "DevOps"}))
        .unwrap_err();
    assert_eq!(error, "ConflictException: Duplicate GroupDisplayName");
    assert!(
        desk.ask("ids.CreateGroup", json!({"DisplayName": "devops"}))
            .is_ok()
    );
    let group = desk.group("devops");
    let rename = json!({"GroupId": group, "Operations": [{"AttributePath": "displayName", "AttributeValue": "DevOps"}]});
    assert!(desk.ask("ids.UpdateGroup", rename).is_err());
    assert_eq!(desk.group("devops"), group);
}

#[test]
fn deleting_a_user_ends_the_memberships() {
    let mut desk = Desk::new("");
    let group = desk.group("DevOps");
    let members = |desk: &mut Desk| {
        desk.ask("ids.ListGroupMemberships", json!({"GroupId": group}))
            .unwrap()["GroupMemberships"]
            .clone()
    };
    let before = members(&mut desk);
    assert_eq!(before.as_array().unwrap().len(), 2);
    desk.ask(
        "ids.DeleteUser",
        json!({"UserId": before[0]["MemberId"]["UserId"]}),
    )
    .unwrap();
    assert_eq!(members(&mut desk), json!([before[1]]));
}

#[test]
fn refusals_of_users_are_in_the_words_of_aws() {
    let mut desk = Desk::new("");
    let error = |desk: &mut Desk, operation: &str, body| {
        desk.ask(&format!("ids.{operation}"), body).unwrap_err()
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
            error(&mut desk, "CreateUser", body),
            format!("ValidationException: {expected}")
        );
    }
    let by = |path: &str, value: &str| json!({"AlternateIdentifier": {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}});
    assert_eq!(
        error(&mut desk, "GetUserId", by("title", "x")),
        "ValidationException: The attribute title is not a unique attribute"
    );
    assert_eq!(
        error(&mut desk, "GetUserId", by("userName", "")),
        "ValidationException: attribute value cannot be empty or null for attribute path userName"
    );
}

#[test]
fn organizations_refuses_in_few_words() {
    let mut desk = Desk::new("");
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
            desk.ask(&format!("orgs.{operation}"), body).unwrap_err(),
            expected
        );
    }
}
