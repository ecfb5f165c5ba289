//! The state file on disk.

use std::path::Path;
use std::time::{Duration, Instant};

use rolecall::sandbox::{Sandbox, Start, fresh};
use serde_json::{Value, json};

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";

fn kept_at(path: &Path, snapshot: Option<String>) -> Sandbox {
    Sandbox::start(Start {
        snapshot,
        save_to: Some(path.to_owned()),
        ..Start::default()
    })
    .unwrap()
}

fn create(sandbox: &Sandbox, name: &str) {
    let body = json!({"InstanceArn": INSTANCE, "Name": name});
    sandbox
        .call("SWBExternalService.CreatePermissionSet", body)
        .unwrap();
}

fn names(path: &Path) -> Vec<String> {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let sets = file["permission_sets"].as_array().unwrap();
    sets.iter()
        .map(|set| set["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn stopping_saves_and_a_second_start_goes_on_where_the_first_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some/where/sandbox.json");
    let sandbox = kept_at(&path, None);
    create(&sandbox, "Lab");
    sandbox.stop().unwrap();
    assert_eq!(names(&path), ["Lab"]);

    let text = std::fs::read_to_string(&path).unwrap();
    let sandbox = kept_at(&path, Some(text.clone()));
    assert_eq!(sandbox.snapshot(), text);
    create(&sandbox, "Another");
    sandbox.stop().unwrap();
    assert_eq!(names(&path), ["Another", "Lab"]);
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1
    );
}

#[test]
fn a_fresh_sandbox_saves_the_fresh_organization() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    kept_at(&path, None).stop().unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fresh());
}

#[test]
fn a_change_is_saved_after_a_second_of_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let sandbox = kept_at(&path, None);
    let begun = Instant::now();
    create(&sandbox, "Lab");
    while !path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "nothing was saved"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(begun.elapsed() >= Duration::from_millis(900));
    assert_eq!(names(&path), ["Lab"]);
}

#[test]
fn a_dropped_sandbox_and_one_without_a_file_save_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let sandbox = kept_at(&path, None);
    create(&sandbox, "Lab");
    drop(sandbox);
    assert!(!path.exists());
    let sandbox = Sandbox::start(Start::default()).unwrap();
    sandbox.save().unwrap();
    sandbox.stop().unwrap();
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let path = folder.path().join("file/sandbox.json");
    let error = kept_at(&path, None).stop().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the sandbox's state cannot be saved to {}", path.display())
    );
}

#[test]
fn the_same_calls_leave_the_same_bytes() {
    let run = || {
        let sandbox = Sandbox::start(Start::default()).unwrap();
        create(&sandbox, "Lab");
        create(&sandbox, "Another");
        sandbox.snapshot()
    };
    assert_eq!(run(), run());
}

/// A production-sized file: 10 permission sets, 500 accounts, 20 groups in each.
#[test]
fn a_hundred_thousand_assignments_are_read_and_written() {
    let mut file: Value = serde_json::from_str(&fresh()).unwrap();
    let groups: Vec<_> = (0..20)
        .map(|number| format!("00000000-0000-4000-8000-{number:012}"))
        .collect();
    let accounts: Vec<_> = (0..500)
        .map(|number| format!("{:012}", 500_000_000_000_u64 + number))
        .collect();
    for account in &accounts {
        let member = json!({"id": account, "name": format!("account-{account}")});
        file["organization"]["accounts"]
            .as_array_mut()
            .unwrap()
            .push(member);
    }
    let role = json!({"groups": groups, "users": [], "outdated": false});
    let provisioned: serde_json::Map<_, _> = accounts
        .iter()
        .map(|account| (account.clone(), role.clone()))
        .collect();
    for number in 0..10 {
        let arn = format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016}");
        let set = json!({"arn": arn, "name": format!("Set{number}"), "accounts": provisioned});
        file["permission_sets"].as_array_mut().unwrap().push(set);
    }
    let text = file.to_string();
    let begun = Instant::now();
    let sandbox = Sandbox::start(Start {
        snapshot: Some(text),
        ..Start::default()
    })
    .unwrap();
    let started = begun.elapsed();
    let body = json!({"InstanceArn": INSTANCE, "PrincipalType": "GROUP", "PrincipalId": groups[7]});
    let page = sandbox
        .call(
            "SWBExternalService.ListAccountAssignmentsForPrincipal",
            body,
        )
        .unwrap();
    assert_eq!(page["AccountAssignments"].as_array().unwrap().len(), 100);
    let saved: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    assert_eq!(
        saved["permission_sets"][9]["accounts"]["500000000499"],
        role
    );
    // A debug build is more than ten times slower than a release build, and the machine may be busy; anything quadratic
    // takes far longer.
    assert!(
        started < Duration::from_secs(120),
        "reading took {started:?}"
    );
}
