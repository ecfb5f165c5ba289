//! Organizations as they are: with AWS Control Tower, with units whose last account left, with names in two spellings.

use rolecall::sandbox::{Sandbox, Start, fresh};
use serde_json::{Value, json};

use crate::aws::proxy::{Pass, Proxy};
use crate::support::rolecall::Project;

fn organization() -> Value {
    serde_json::from_str(&fresh()).unwrap()
}

fn id_of(state: &Value, list: &str, key: &str, name: &str) -> Value {
    let all = state["identity_store"][list].as_array().unwrap();
    all.iter().find(|one| one[key] == name).unwrap()["id"].clone()
}

/// The fresh organization with Control Tower's sets, one of them with a catalog's tag.
fn with_control_tower(groups: &[&str], tagged: &str) -> Value {
    let mut state = organization();
    let group = id_of(&state, "groups", "display_name", "DevOps");
    let names = [
        "AWSAdministratorAccess",
        "AWSReadOnlyAccess",
        "AWSServiceCatalogEndUserAccess",
        "Own",
    ];
    let sets = names.iter().enumerate().map(|(number, name)| {
        let tags = match *name == tagged {
            true => json!({"rolecall:catalog": "default"}),
            false => json!({}),
        };
        json!({
            "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{number:016x}"),
            "name": name, "tags": tags,
            "managed_policies": ["arn:aws:iam::aws:policy/SecurityAudit"],
            "accounts": {"333333333301": {"groups": [group]}},
        })
    });
    state["permission_sets"] = sets.collect();
    for (number, name) in groups.iter().enumerate() {
        let group =
            json!({"id": format!("00000000-0000-4000-8000-{number:012x}"), "display_name": name});
        let all = state["identity_store"]["groups"].as_array_mut().unwrap();
        all.push(group);
    }
    state
}

fn project(state: &Value) -> Project {
    let project = Project::new();
    project.write("live.json", &state.to_string());
    project
}

#[test]
fn an_import_leaves_control_towers_sets_out_and_says_so() {
    let project = project(&with_control_tower(&[], "AWSAdministratorAccess"));
    let run = project.run(&["import", "--snapshot", "live.json"]).ended(0);
    // The one with the tag was adopted on purpose.
    for name in ["AWSAdministratorAccess", "Own"] {
        assert!(
            run.stdout.contains(&format!("permission_sets: [{name}"))
                || run.stdout.contains(&format!("{name}:")),
            "{}",
            run.all()
        );
    }
    for name in ["AWSReadOnlyAccess", "AWSServiceCatalogEndUserAccess"] {
        let named = run.stdout.lines().filter(|line| line.contains(name));
        let named: Vec<&str> = named.collect();
        assert!(!named.is_empty(), "{}", run.all());
        for line in named {
            assert!(line.trim_start().starts_with('#'), "{line}");
        }
        let told = run.stderr.lines().any(|line| {
            line.contains(name)
                && line.contains("Control Tower")
                && line.contains("--include-control-tower")
        });
        assert!(told, "{}", run.all());
    }
    let all = project
        .run(&[
            "import",
            "--snapshot",
            "live.json",
            "--include-control-tower",
        ])
        .ended(0);
    assert!(!all.all().contains("Control Tower"), "{}", all.all());
    assert!(all.stdout.contains("AWSReadOnlyAccess"), "{}", all.all());
}

#[test]
fn the_doctor_finds_a_catalog_that_manages_control_towers_sets() {
    let examined = |groups: &[&str]| {
        let project = project(&with_control_tower(groups, "AWSReadOnlyAccess"));
        let run = project.run(&["doctor", "--snapshot", "live.json"]);
        run.all()
    };
    let found = examined(&["AWSControlTowerAdmins"]);
    assert!(found.contains("control-tower-set"), "{found}");
    assert!(
        found.contains("permission set AWSReadOnlyAccess"),
        "{found}"
    );
    assert!(
        !found.contains("permission set AWSAdministratorAccess"),
        "{found}"
    );
    // Its groups are created in Identity Center beside those of the provider, and are no stray ones.
    assert!(!found.contains("AWSControlTowerAdmins ("), "{found}");
    assert!(!found.contains("group AWSControlTowerAdmins"), "{found}");
    // Without Control Tower it is a set like any other.
    let own = examined(&[]);
    assert!(!own.contains("control-tower-set"), "{own}");
}

#[test]
fn a_plan_that_adopts_control_towers_set_warns() {
    let project = project(&with_control_tower(&[], "none"));
    project.write(
        "c.yaml",
        "account_types: {dev: [plat-dev]}\naccount_type_assignments:\n  dev: {groups: {DevOps: {permission_sets: [AWSReadOnlyAccess, Own]}}}\n\
         permission_sets:\n  AWSReadOnlyAccess: {policy_attachments: [SecurityAudit]}\n  Own: {policy_attachments: [SecurityAudit]}\n",
    );
    let run = project
        .run(&["plan", "-c", "c.yaml", "--snapshot", "live.json", "--adopt"])
        .ended(0);
    let warned: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.contains("Control Tower"))
        .collect();
    assert_eq!(warned.len(), 1, "{}", run.all());
    assert!(
        warned[0].contains("Warning: AWSReadOnlyAccess"),
        "{}",
        run.all()
    );
}

/// A type by an organizational unit, and another that has accounts.
const BY_UNIT: &str = "\
account_types:
  sandbox: [{organizational_units: [UNIT]}]
account_type_assignments:
  sandbox: {groups: {DevOps: {permission_sets: [ReadOnlyAccess]}}}
";

#[test]
fn a_unit_whose_last_account_left_selects_nothing_and_is_not_called_unknown() {
    let mut state = organization();
    let accounts = state["organization"]["accounts"].as_array_mut().unwrap();
    let moved = accounts
        .iter_mut()
        .find(|one| one["name"] == "plat-sandbox")
        .unwrap();
    moved["parent"] = json!("ou-ab12-22222201");
    let project = project(&state);
    for (unit, expected) in [
        ("plat/sandbox", "empty-selector"),
        ("ou-ab12-22222202", "empty-selector"),
        ("plat/sandpit", "unknown-organizational-unit"),
    ] {
        project.write("c.yaml", &BY_UNIT.replace("UNIT", unit));
        let run = project
            .run(&["plan", "-c", "c.yaml", "--snapshot", "live.json"])
            .ended(1);
        assert!(
            run.stderr.contains(&format!("error[{expected}]")),
            "{unit}: {}",
            run.all()
        );
        assert_eq!(
            run.stderr.contains("which exists and has no account"),
            expected == "empty-selector",
            "{}",
            run.all()
        );
    }
    let sandbox = Sandbox::start(Start {
        snapshot: Some(state.to_string()),
        ..Start::default()
    })
    .unwrap();
    project.write("c.yaml", &BY_UNIT.replace("UNIT", "plat/sandbox"));
    let live = project
        .run_against(&sandbox.url(), &["plan", "-c", "c.yaml"])
        .ended(1);
    assert!(
        live.stderr.contains("which exists and has no account"),
        "{}",
        live.all()
    );
    // Where it is meant, it is a warning; and so it is beside a unit with accounts.
    for text in [
        "sandbox: {any: [{organizational_units: [plat/sandbox]}], may_be_empty: true}",
        "sandbox: [{organizational_units: [plat/sandbox]}, {organizational_units: [plat/dev]}]",
    ] {
        let catalog = BY_UNIT.replace("sandbox: [{organizational_units: [UNIT]}]", text);
        project.write("c.yaml", &catalog);
        let run = project
            .run(&["plan", "-c", "c.yaml", "--snapshot", "live.json"])
            .ended(0);
        assert!(
            run.stderr.contains("warning[empty-selector]"),
            "{}",
            run.all()
        );
    }
}

#[test]
fn two_spellings_of_one_user_are_one_error_with_both_places() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let id = id_of(&organization(), "users", "user_name", "cleo@example.com");
    // AWS finds users by their names in upper or lower case alike.
    let proxy = Proxy::start(&sandbox.url(), move |operation, _| match operation {
        "GetUserId" => Pass::Status(
            200,
            "application/x-amz-json-1.1",
            json!({"UserId": id, "IdentityStoreId": "d-9067642ac7"}).to_string(),
        ),
        _ => Pass::AsItIs,
    });
    let project = Project::with_catalog(
        "account_assignments:\n  plat-dev:\n    users:\n      cleo@example.com: {permission_sets: [ReadOnlyAccess]}\n  plat-prod:\n    users:\n      Cleo@example.com: {permission_sets: [ReadOnlyAccess]}\n",
    );
    let run = project.run_against(&proxy.url(), &["plan"]).ended(1);
    assert!(
        run.stderr.contains("are one user of Identity Center"),
        "{}",
        run.all()
    );
    for place in ["this spelling", "and this one lead to the same id"] {
        assert!(run.stderr.contains(place), "{}", run.all());
    }
}
