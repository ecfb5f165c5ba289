use serde_json::{Value, json};

use super::{AUDIT, Harness, MANAGEMENT, SANDBOX};

const ROOT: &str = "r-ab12";
const CORE: &str = "ou-ab12-11111111";

fn unit(harness: &mut Harness, parent: &str, name: &str) -> Result<String, String> {
    let created = harness.request(
        "orgs.CreateOrganizationalUnit",
        json!({"ParentId": parent, "Name": name}),
    )?;
    Ok(created["OrganizationalUnit"]["Id"]
        .as_str()
        .unwrap()
        .to_owned())
}

#[test]
fn an_account_names_the_units_above_it_and_follows_a_move() {
    let mut harness = Harness::new("");
    let paths = |harness: &mut Harness| {
        harness
            .request("orgs.DescribeAccount", json!({"AccountId": SANDBOX}))
            .unwrap()["Account"]["Paths"]
            .clone()
    };
    let before = "o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/ou-ab12-22222202/333333333302/";
    assert_eq!(paths(&mut harness), json!([before]));
    let body = json!({"AccountId": SANDBOX, "SourceParentId": "ou-ab12-22222202", "DestinationParentId": CORE});
    harness.request("orgs.MoveAccount", body.clone()).unwrap();
    assert_eq!(
        paths(&mut harness),
        json!(["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/333333333302/"])
    );
    let again = harness.request("orgs.MoveAccount", body).unwrap_err();
    assert!(
        again.starts_with("SourceParentNotFoundException"),
        "{again}"
    );
}

fn state(harness: &mut Harness, account: &str) -> String {
    let account = json!({"AccountId": account});
    let described = harness.request("orgs.DescribeAccount", account).unwrap()["Account"].clone();
    assert_eq!(described.get("Status"), None);
    described["State"].as_str().unwrap().to_owned()
}

#[test]
fn an_account_that_is_being_closed_is_pending_and_then_closed() {
    let mut harness = Harness::new("operation-time=2s");
    let audit = json!({"AccountId": AUDIT});
    assert_eq!(state(&mut harness, AUDIT), "ACTIVE");
    harness.request("orgs.CloseAccount", audit.clone()).unwrap();
    assert_eq!(state(&mut harness, AUDIT), "PENDING_CLOSURE");
    let again = harness
        .request("orgs.CloseAccount", audit.clone())
        .unwrap_err();
    assert!(again.starts_with("ConflictException"), "{again}");
    // A state file has what AWS would come to without the caller.
    let mut later = harness.engine.world.clone();
    later.settle_all();
    assert!(later.save().to_text().contains("\"CLOSED\""));
    harness.wait(2_000);
    assert_eq!(state(&mut harness, AUDIT), "CLOSED");
    let again = harness.request("orgs.CloseAccount", audit).unwrap_err();
    assert!(
        again.starts_with("AccountAlreadyClosedException"),
        "{again}"
    );
    let management = harness
        .request("orgs.CloseAccount", json!({"AccountId": MANAGEMENT}))
        .unwrap_err();
    assert!(
        management.starts_with("ConstraintViolationException"),
        "{management}"
    );
}

#[test]
fn the_root_has_tags_which_a_state_file_keeps() {
    let mut harness = Harness::new("");
    let tags = json!([{"Key": "owner", "Value": "platform"}, {"Key": "stage", "Value": "all"}]);
    harness
        .request(
            "orgs.TagResource",
            json!({"ResourceId": ROOT, "Tags": tags}),
        )
        .unwrap();
    harness
        .request(
            "orgs.UntagResource",
            json!({"ResourceId": ROOT, "TagKeys": ["stage"]}),
        )
        .unwrap();
    let saved = harness.engine.world.save().to_text();
    let mut again = Harness::with("", |file| *file = serde_json::from_str(&saved).unwrap());
    let found = again.request("orgs.ListTagsForResource", json!({"ResourceId": ROOT}));
    assert_eq!(
        found.unwrap()["Tags"],
        json!([{"Key": "owner", "Value": "platform"}])
    );
}

#[test]
fn an_organization_begins_from_nothing_and_ends_when_it_is_empty() {
    let mut harness = Harness::with("", |file| {
        *file = serde_json::from_str(&crate::empty()).unwrap();
    });
    let none = harness
        .request("orgs.DescribeOrganization", json!({}))
        .unwrap_err();
    assert!(
        none.starts_with("AWSOrganizationsNotInUseException"),
        "{none}"
    );
    let early = harness
        .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
        .unwrap_err();
    assert!(early.contains("account instance"), "{early}");

    let created = harness
        .request("orgs.CreateOrganization", json!({"FeatureSet": "ALL"}))
        .unwrap();
    assert_eq!(created["Organization"]["MasterAccountId"], MANAGEMENT);
    assert_eq!(
        harness
            .request("orgs.DescribeOrganization", json!({}))
            .unwrap(),
        created
    );
    let again = harness
        .request("orgs.CreateOrganization", json!({}))
        .unwrap_err();
    assert!(
        again.starts_with("AlreadyInOrganizationException"),
        "{again}"
    );
    let set = harness.set("Lab");
    let group = harness
        .request("ids.CreateGroup", json!({"DisplayName": "Crew"}))
        .unwrap()["GroupId"]
        .clone();
    assert_eq!(
        harness.assign(&set, MANAGEMENT, group.as_str().unwrap()),
        "SUCCEEDED"
    );
    harness
        .request("orgs.DeleteOrganization", json!({}))
        .unwrap();
    assert!(harness.sets().is_empty());
    let saved = harness.engine.world.save().to_text();
    Harness::with("", |file| *file = serde_json::from_str(&saved).unwrap());

    let billing = json!({"FeatureSet": "CONSOLIDATED_BILLING"});
    harness.request("orgs.CreateOrganization", billing).unwrap();
    let account = json!({"AccountName": "dev", "Email": "dev@example.com"});
    harness.request("orgs.CreateAccount", account).unwrap();
    let refused = harness
        .request("orgs.DeleteOrganization", json!({}))
        .unwrap_err();
    assert!(
        refused.starts_with("OrganizationNotEmptyException"),
        "{refused}"
    );
    let saved = harness.engine.world.save().to_text();
    let mut again = Harness::with("", |file| *file = serde_json::from_str(&saved).unwrap());
    let described = again
        .request("orgs.DescribeOrganization", json!({}))
        .unwrap();
    assert_eq!(
        described["Organization"]["FeatureSet"],
        "CONSOLIDATED_BILLING"
    );
}

#[test]
fn units_nest_five_deep_and_have_unique_names_within_their_parent() {
    let mut harness = Harness::new("");
    let mut parent = ROOT.to_owned();
    for _ in 0..5 {
        parent = unit(&mut harness, &parent, "lab").unwrap();
    }
    let deeper = unit(&mut harness, &parent, "lab").unwrap_err();
    assert!(
        deeper.starts_with("ConstraintViolationException"),
        "{deeper}"
    );
    let twin = unit(&mut harness, ROOT, "lab").unwrap_err();
    assert!(
        twin.starts_with("DuplicateOrganizationalUnitException"),
        "{twin}"
    );
    let rename = harness
        .request(
            "orgs.UpdateOrganizationalUnit",
            json!({"OrganizationalUnitId": CORE, "Name": "lab"}),
        )
        .unwrap_err();
    assert!(
        rename.starts_with("DuplicateOrganizationalUnitException"),
        "{rename}"
    );
}

#[test]
fn a_unit_is_deleted_only_when_it_is_empty() {
    let mut harness = Harness::new("");
    let full = harness
        .request(
            "orgs.DeleteOrganizationalUnit",
            json!({"OrganizationalUnitId": CORE}),
        )
        .unwrap_err();
    assert!(
        full.starts_with("OrganizationalUnitNotEmptyException"),
        "{full}"
    );
    let lab = unit(&mut harness, ROOT, "lab").unwrap();
    harness
        .request(
            "orgs.DeleteOrganizationalUnit",
            json!({"OrganizationalUnitId": lab}),
        )
        .unwrap();
    assert!(unit(&mut harness, ROOT, "lab").is_ok());
}

#[test]
fn identity_center_has_one_delegated_administrator() {
    let mut harness = Harness::new("");
    let register = |harness: &mut Harness, account: &str| {
        let body = json!({"AccountId": account, "ServicePrincipal": "sso.amazonaws.com"});
        harness
            .request("orgs.RegisterDelegatedAdministrator", body)
            .map(|_| ())
    };
    assert!(
        register(&mut harness, MANAGEMENT)
            .unwrap_err()
            .starts_with("ConstraintViolationException")
    );
    assert_eq!(register(&mut harness, AUDIT), Ok(()));
    assert!(
        register(&mut harness, AUDIT)
            .unwrap_err()
            .starts_with("AccountAlreadyRegisteredException")
    );
    assert!(
        register(&mut harness, SANDBOX)
            .unwrap_err()
            .starts_with("ConstraintViolationException")
    );
    let listed = harness
        .request(
            "orgs.ListDelegatedAdministrators",
            json!({"ServicePrincipal": "sso.amazonaws.com"}),
        )
        .unwrap();
    assert_eq!(listed["DelegatedAdministrators"][0]["Id"], AUDIT);
    let other = harness
        .request(
            "orgs.ListDelegatedAdministrators",
            json!({"ServicePrincipal": "config.amazonaws.com"}),
        )
        .unwrap();
    assert_eq!(other["DelegatedAdministrators"], json!([]));
}

#[test]
fn pages_of_accounts_have_twenty_at_most() {
    let mut harness = Harness::new("");
    for number in 0..12 {
        let body = json!({"Email": format!("lab{number}@example.com"), "AccountName": format!("lab-{number}")});
        harness.request("orgs.CreateAccount", body).unwrap();
    }
    let first = harness.request("orgs.ListAccounts", json!({})).unwrap();
    assert_eq!(first["Accounts"].as_array().unwrap().len(), 20);
    let second = harness
        .request(
            "orgs.ListAccounts",
            json!({"NextToken": first["NextToken"]}),
        )
        .unwrap();
    assert_eq!(second["Accounts"].as_array().unwrap().len(), 3);
    assert_eq!(second.get("NextToken"), None::<&Value>);
    let error = harness
        .request("orgs.ListAccounts", json!({"MaxResults": 21}))
        .unwrap_err();
    assert!(error.contains("Value '21' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 20"), "{error}");
}
