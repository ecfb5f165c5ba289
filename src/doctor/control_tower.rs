//! AWS Control Tower beside a catalog.

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use crate::model::{OWNERSHIP_TAG, is_control_tower_group, is_control_tower_name};

/// Finds sets with a name of Control Tower that a catalog manages, in an instance that Control Tower works with: its
/// groups show that. Without them, a set with such a name is the user's own.
pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let groups: Vec<&str> = examined
        .groups()
        .iter()
        .filter_map(|group| group.display_name.as_deref())
        .filter(|name| is_control_tower_group(name))
        .collect();
    let Some(evidence) = groups.iter().min() else {
        return;
    };
    for set in &examined.snapshot.permission_sets {
        let owner = set.tags.get(OWNERSHIP_TAG);
        if let Some(owner) = owner.filter(|_| is_control_tower_name(&set.name)) {
            findings.push(Finding::new(
                FindingCode::ControlTowerSet,
                format!("permission set {}", set.name),
                format!(
                    "managed by the catalog `{owner}`, while groups of Control Tower exist, such as {evidence}"
                ),
            ));
        }
    }
}
