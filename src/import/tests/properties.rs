//! What holds for every organization.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::organization::organizations;
use super::{imported, plan, vars};
use crate::catalog::node::{Node, Value};
use crate::import::Remark;
use crate::model::{AccountState, Scan};
use crate::plan::{Change, RevocationReason};
use crate::source::Sources;

/// A node as another reader of YAML would have it.
fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null | Value::Unresolved(_) => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::String(text) => text.as_str().into(),
        Value::List(nodes) => nodes.iter().map(json).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.name.clone(), json(node)))
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn a_plan_after_an_import_adopts_and_does_nothing_else(snapshot in organizations()) {
        let imported = imported(&snapshot).unwrap();
        prop_assert!(!imported.remarks.iter().any(Remark::loses_access), "{:?}", imported.remarks);
        let plan = plan(&imported.text, &snapshot, Scan::Groups);
        prop_assert!(plan.problems.is_empty(), "{:?}\n{}", plan.problems, imported.text);
        for planned in &plan.changes {
            let adopts = matches!(planned.change, Change::AdoptPermissionSet { .. });
            prop_assert!(adopts, "{:?}\n{}", planned.change, imported.text);
        }
    }

    #[test]
    fn a_full_scan_finds_orphans_besides_and_nothing_else(snapshot in organizations()) {
        let imported = imported(&snapshot).unwrap();
        let plan = plan(&imported.text, &snapshot, Scan::Full);
        let mut orphans = 0;
        for planned in &plan.changes {
            match &planned.change {
                Change::AdoptPermissionSet { .. } => {}
                Change::DeleteAssignment { assignment, reason: RevocationReason::PrincipalDeleted } => {
                    prop_assert!(assignment.principal.is_orphan());
                    orphans += 1;
                }
                other => prop_assert!(false, "{other:?}\n{}", imported.text),
            }
        }
        let told: usize = imported.remarks.iter().map(|remark| match remark {
            Remark::Orphan { assignments, .. } => *assignments,
            _ => 0,
        }).sum();
        prop_assert_eq!(orphans, told, "{}", imported.text);
    }

    #[test]
    fn every_set_is_written_or_told(snapshot in organizations()) {
        let imported = imported(&snapshot).unwrap();
        let told = imported.remarks.iter().filter(|remark| matches!(remark, Remark::OtherCatalog { .. } | Remark::Refused { .. }));
        prop_assert_eq!(imported.permission_sets + told.count(), snapshot.permission_sets.len(), "{}", imported.text);
    }

    #[test]
    fn every_assignment_is_written_or_told(snapshot in organizations()) {
        let imported = imported(&snapshot).unwrap();
        let left_out: BTreeSet<&str> = imported.remarks.iter().filter_map(|remark| match remark {
            Remark::OtherCatalog { permission_set, .. } | Remark::Refused { permission_set, .. } => Some(permission_set.as_str()),
            _ => None,
        }).collect();
        let sets = snapshot.permission_sets.iter().filter(|set| !left_out.contains(set.name.as_str()));
        let all: usize = sets.flat_map(|set| set.accounts.values()).map(|one| one.groups.len() + one.users.len()).sum();
        let told: usize = imported.remarks.iter().map(|remark| match remark {
            Remark::Orphan { assignments, .. } | Remark::Inactive { assignments, state: AccountState::Suspended, .. } => *assignments,
            _ => 0,
        }).sum();
        prop_assert_eq!(imported.assignments + told, all, "{}", imported.text);
    }

    #[test]
    fn another_reader_of_yaml_finds_the_same_text(snapshot in organizations()) {
        let imported = imported(&snapshot).unwrap();
        let mut sources = Sources::default();
        let ours = json(&vars(&imported.text, &mut sources));
        let theirs: serde_yaml::Value = serde_yaml::from_str(&imported.text).unwrap();
        let theirs = &theirs["components"]["terraform"]["aws-sso"]["vars"];
        prop_assert_eq!(ours, serde_json::to_value(theirs).unwrap(), "{}", imported.text);
    }

    #[test]
    fn the_same_organization_gives_the_same_bytes(snapshot in organizations()) {
        let mut shuffled = snapshot.clone();
        shuffled.permission_sets.reverse();
        shuffled.identity_store.groups.reverse();
        if let Some(organization) = &mut shuffled.organization {
            organization.accounts.reverse();
            organization.organizational_units.reverse();
        }
        prop_assert_eq!(imported(&snapshot), imported(&shuffled));
    }
}
