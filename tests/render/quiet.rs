//! A small change of the catalog is a small change of the artifacts.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use super::case::files;
use crate::support::rolecall::Project;

const CATALOG: &str = "
account_map:
  full_account_map:
    # more accounts
    dev: '111111111111'
    prod: '222222222222'
account_assignments:
  dev: {groups: {Team: {permission_sets: [ReadOnlyAccess]}}}
  prod: {groups: {Team: {permission_sets: [ReadOnlyAccess]}}}
  # more assignments
";

fn rendered(project: &Project, layout: &str) -> BTreeMap<String, String> {
    let command = ["render", "terraform", "--out", "tf", "--layout", layout];
    project.run(&command).ended(0);
    files(&project.file("tf"))
}

/// Lines that are gone, and how many are new.
fn difference(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> (Vec<String>, usize) {
    let mut gone = Vec::new();
    let mut new = 0;
    for (name, text) in after {
        let empty = String::new();
        let before = before.get(name).unwrap_or(&empty);
        for change in TextDiff::from_lines(before, text).iter_all_changes() {
            match change.tag() {
                ChangeTag::Delete => gone.push(format!("{name}: {}", change.value())),
                ChangeTag::Insert => new += 1,
                ChangeTag::Equal => {}
            }
        }
    }
    (gone, new)
}

#[test]
fn an_account_more_adds_lines_and_changes_none() {
    for layout in ["map", "resources"] {
        let project = Project::with_catalog(CATALOG);
        let before = rendered(&project, layout);
        project.edit(
            "catalog/aws-sso.yaml",
            "    # more accounts\n",
            "    an-account-with-a-longer-name: '333333333333'\n",
        );
        project.edit(
            "catalog/aws-sso.yaml",
            "  # more assignments\n",
            "  an-account-with-a-longer-name: {groups: {'A group with a longer name': {permission_sets: [ReadOnlyAccess]}}}\n",
        );
        let (gone, new) = difference(&before, &rendered(&project, layout));
        assert_eq!(gone, [""; 0], "{layout}");
        assert!(new > 6, "{layout}");
    }
}

#[test]
fn the_order_of_a_catalog_changes_nothing() {
    let project = Project::with_catalog(CATALOG);
    let before = rendered(&project, "map");
    project.edit(
        "catalog/aws-sso.yaml",
        "  dev: {groups: {Team: {permission_sets: [ReadOnlyAccess]}}}\n",
        "",
    );
    project.edit(
        "catalog/aws-sso.yaml",
        "  # more assignments\n",
        "  dev: {groups: {Team: {permission_sets: [ReadOnlyAccess]}}}\n",
    );
    assert_eq!(rendered(&project, "map"), before);
}
