//! Every writing operation, and what the sandbox has afterwards.

use std::collections::BTreeMap;

use rolecall::aws::{Connection, Polled, Started, Target, Writer};
use rolecall::model::{
    AccountId, CatalogName, CustomerManagedPolicy, ManagedPolicy, PermissionsBoundary,
    PolicyDocument, PrincipalType, SessionDuration,
};
use rolecall::plan::Attributes;
use serde_json::{Value, json};

use super::harness::{Case, DEV, attributes, group, name, run, set, state};

fn writer(connection: &Connection) -> Writer {
    connection.writer(CatalogName::default())
}

/// Runs `act` on a set that lives, and gives the set as it is afterwards.
fn after<F>(before: &Value, act: impl FnOnce(Writer, Target) -> F) -> Value
where
    F: Future<Output = ()>,
{
    let mut state = state();
    state["permission_sets"] = json!([before]);
    let case = Case::new(&state, "");
    let connection = case.open().unwrap();
    let target = Target {
        arn: before["arn"].as_str().unwrap().into(),
        fresh: false,
    };
    run(act(writer(&connection), target));
    case.live_set("Ops")
}

fn ops() -> Value {
    set("Ops", 1, None, json!({}))
}

#[test]
fn a_group_is_created_once_and_found_the_second_time() {
    let case = Case::fresh("");
    let connection = case.open().unwrap();
    let created = run(writer(&connection).create_group("Auditors")).unwrap();
    assert!(created.request_id.is_some());
    let again = run(writer(&connection).create_group("Auditors")).unwrap();
    assert_eq!((again.value, again.request_id), (created.value, None));
}

#[test]
fn a_permission_set_is_created_with_its_tags_and_its_owner() {
    let case = Case::fresh("");
    let connection = case.open().unwrap();
    let attributes = Attributes {
        description: Some("Operations".to_owned()),
        session_duration: SessionDuration::parse("PT8H").unwrap(),
        relay_state: Some("https://example.com/".to_owned()),
    };
    let tags = BTreeMap::from([("team".to_owned(), "platform".to_owned())]);
    let created =
        run(writer(&connection).create_permission_set(&name("Ops"), &attributes, &tags)).unwrap();
    let live = case.live_set("Ops");
    assert_eq!(live["arn"], *created.value);
    assert_eq!(
        live["tags"],
        json!({"rolecall:catalog": "default", "team": "platform"})
    );
    assert_eq!(live["description"], "Operations");
    assert_eq!(live["session_duration"], "PT8H");
    assert_eq!(live["relay_state"], "https://example.com/");
}

#[test]
fn a_name_that_is_taken_is_ours_only_by_its_tag() {
    let taken = |owner: Option<&str>| {
        let mut state = state();
        state["permission_sets"] = json!([
            set("First", 1, owner, json!({})),
            set("Ops", 2, owner, json!({}))
        ]);
        let case = Case::new(&state, "");
        let connection = case.open().unwrap();
        let attributes = Attributes {
            description: Some("after".to_owned()),
            ..attributes()
        };
        let answer = run(writer(&connection).create_permission_set(
            &name("Ops"),
            &attributes,
            &BTreeMap::new(),
        ));
        (answer, case.live_set("Ops"))
    };
    let (answer, live) = taken(Some("default"));
    assert_eq!(*answer.unwrap().value, *live["arn"].as_str().unwrap());
    assert_eq!(live["description"], "after");
    for owner in [None, Some("other")] {
        let (answer, live) = taken(owner);
        let error = answer.unwrap_err();
        assert!(error.message().contains("already exists"), "{error}");
        assert_eq!(live["description"], Value::Null);
    }
}

#[test]
fn attributes_are_replaced_and_a_description_that_is_left_out_stays() {
    let mut before = ops();
    before["description"] = json!("before");
    before["relay_state"] = json!("https://example.com/");
    before["session_duration"] = json!("PT2H");
    let live = after(&before, async |writer, target| {
        writer
            .update_permission_set(&target, &attributes())
            .await
            .unwrap();
    });
    assert_eq!(live["description"], "before");
    assert_eq!(live["relay_state"], Value::Null);
    assert_eq!(live["session_duration"], "PT1H");
}

#[test]
fn tags_are_set_changed_and_removed_and_a_set_is_adopted() {
    let mut before = ops();
    before["tags"] = json!({"a": "1", "b": "2"});
    let live = after(&before, async |writer, target| {
        let add = BTreeMap::from([
            ("b".to_owned(), "3".to_owned()),
            ("c".to_owned(), "4".to_owned()),
        ]);
        writer.tag_permission_set(&target, &add).await.unwrap();
        writer
            .untag_permission_set(&target, &["a".to_owned()])
            .await
            .unwrap();
        writer.adopt_permission_set(&target).await.unwrap();
    });
    assert_eq!(
        live["tags"],
        json!({"b": "3", "c": "4", "rolecall:catalog": "default"})
    );
}

#[test]
fn policies_are_attached_and_detached_and_doing_so_twice_is_no_failure() {
    let billing = ManagedPolicy::parse("job-function/Billing").unwrap();
    let team = CustomerManagedPolicy::parse("Team", "/teams/").unwrap();
    let attached = after(&ops(), async |writer, target| {
        for _ in 0..2 {
            writer
                .attach_managed_policy(&target, &billing)
                .await
                .unwrap();
            writer
                .attach_customer_managed_policy(&target, &team)
                .await
                .unwrap();
        }
    });
    assert_eq!(
        attached["managed_policies"],
        json!(["arn:aws:iam::aws:policy/job-function/Billing"])
    );
    assert_eq!(
        attached["customer_managed_policies"],
        json!([{"name": "Team", "path": "/teams/"}])
    );
    let detached = after(&attached, async |writer, target| {
        for _ in 0..2 {
            writer
                .detach_managed_policy(&target, &billing)
                .await
                .unwrap();
            writer
                .detach_customer_managed_policy(&target, &team)
                .await
                .unwrap();
        }
    });
    assert_eq!(detached["managed_policies"], json!([]));
    assert_eq!(detached["customer_managed_policies"], json!([]));
}

#[test]
fn the_inline_policy_and_the_boundary_come_and_go() {
    let policy = PolicyDocument::parse(r#"{"Version": "2012-10-17", "Statement": []}"#).unwrap();
    let managed = PermissionsBoundary::Managed(ManagedPolicy::parse("PowerUserAccess").unwrap());
    let customer =
        PermissionsBoundary::CustomerManaged(CustomerManagedPolicy::parse("Limit", "/").unwrap());
    let there = after(&ops(), async |writer, target| {
        writer.put_inline_policy(&target, &policy).await.unwrap();
        writer
            .put_permissions_boundary(&target, &managed)
            .await
            .unwrap();
    });
    assert_eq!(
        there["inline_policy"],
        r#"{"Version":"2012-10-17","Statement":[]}"#
    );
    assert_eq!(
        there["permissions_boundary"],
        json!({"managed_policy": "arn:aws:iam::aws:policy/PowerUserAccess"})
    );
    let other = after(&there, async |writer, target| {
        writer
            .put_permissions_boundary(&target, &customer)
            .await
            .unwrap();
    });
    assert_eq!(
        other["permissions_boundary"],
        json!({"customer_managed_policy": {"name": "Limit", "path": "/"}})
    );
    let gone = after(&there, async |writer, target| {
        for _ in 0..2 {
            writer.delete_inline_policy(&target).await.unwrap();
            writer.delete_permissions_boundary(&target).await.unwrap();
        }
    });
    assert_eq!(
        (&gone["inline_policy"], &gone["permissions_boundary"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_set_is_deleted_and_one_that_is_gone_counts_as_deleted() {
    let live = after(&ops(), async |writer, target| {
        for _ in 0..2 {
            writer.delete_permission_set(&target).await.unwrap();
        }
    });
    assert_eq!(live, Value::Null);
}

#[test]
fn an_operation_is_under_way_until_aws_says_how_it_ended() {
    let mut state = state();
    state["permission_sets"] = json!([ops()]);
    let case = Case::new(&state, "operation-time=1s");
    let connection = case.open().unwrap();
    let writer = writer(&connection);
    let target = Target {
        arn: ops()["arn"].as_str().unwrap().into(),
        fresh: false,
    };
    let dev = AccountId::parse(DEV).unwrap();
    run(async {
        let id = group("Managers");
        let started = writer
            .create_assignment(&target, PrincipalType::Group, &id, dev)
            .await
            .unwrap();
        let Started::Outstanding(handle) = started else {
            panic!("{started:?}");
        };
        let asked = || writer.endings(vec![handle.clone()], Vec::new());
        let goes_on = |polled: &Polled| matches!(polled, Polled::InProgress);
        assert!(goes_on(&asked().await.unwrap()[0].1));
        let ended = loop {
            let answer = asked().await.unwrap();
            if !goes_on(&answer[0].1) {
                break answer;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        };
        assert_eq!(ended[0].0, handle);
    });
    assert_eq!(
        case.live_set("Ops")["accounts"][DEV]["groups"],
        json!([group("Managers").as_str()])
    );
    assert_eq!(
        case.calls("sso-admin.ListAccountAssignmentCreationStatus"),
        0
    );
}
