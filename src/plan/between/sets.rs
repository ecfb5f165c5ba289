//! What happens to permission sets: created, adopted, edited, provisioned, deleted.

use std::collections::BTreeSet;

use super::super::{Change, Note, permission_sets};
use super::Planner;
use super::moves::Moves;
use super::provisioning::Places;
use crate::model::{PermissionSet, PermissionSetName, is_control_tower_name};
use crate::source::Span;

impl Planner<'_> {
    pub(super) fn permission_sets(&mut self, moves: &Moves) {
        let granted: BTreeSet<&PermissionSetName> = moves
            .granted
            .iter()
            .map(|(grant, _)| &grant.permission_set)
            .collect();
        let places = Places::of(self.live, moves);
        let desired = self.desired;
        for (name, after) in &desired.state.permission_sets {
            let place = desired.set_places.get(name).copied();
            if self.off_limits.contains(name) {
                continue;
            }
            if !self.scope.only.allows_set(name) {
                continue;
            }
            let may_edit = self.scope.only.allows_edits();
            let known = self.live.permission_sets.get(name);
            let Some((live, before)) = known.zip(self.live.state.permission_sets.get(name)) else {
                if may_edit || granted.contains(name) {
                    self.create_set(after, place);
                }
                continue;
            };
            let edits = permission_sets::edit(before, after);
            let adopted = !self.governs(live);
            if !may_edit {
                if adopted || !edits.is_empty() {
                    let permission_set = name.clone();
                    self.notes.push(Note::OutsideLimit { permission_set });
                }
                if self.scope.only.principals.is_none() {
                    self.provision((name, live), false, &places, place);
                }
                continue;
            }
            if adopted {
                if is_control_tower_name(name.as_str()) {
                    let permission_set = name.clone();
                    self.notes
                        .push(Note::ControlTowerAdopted { permission_set });
                }
                let change = Change::AdoptPermissionSet {
                    permission_set: name.clone(),
                    from: live.governed_by.clone(),
                };
                self.push(change, place);
            }
            if let Some(description) = &before.description
                && permission_sets::keeps_description(before, after)
            {
                self.notes.push(Note::DescriptionKept {
                    permission_set: name.clone(),
                    description: description.as_str().into(),
                });
            }
            let edited = edits.iter().any(Change::edits_permission_set);
            for change in edits {
                self.push(change, place);
            }
            self.provision((name, live), edited, &places, place);
        }
        self.delete_sets(moves);
    }

    fn create_set(&mut self, after: &PermissionSet, place: Option<Span>) {
        let renamed = self.desired.renames.get(&after.name);
        let previously = renamed
            .map(|before| before.value.clone())
            .filter(|before| self.live.permission_sets.contains_key(before));
        if let Some(before) = &previously {
            self.notes.push(Note::RoleChanges {
                before: before.clone(),
                after: after.name.clone(),
            });
        }
        for change in permission_sets::create(after, previously) {
            self.push(change, place);
        }
    }

    /// Deletes the sets that this catalog governs and no longer has.
    fn delete_sets(&mut self, moves: &Moves) {
        let live = self.live;
        for (name, set) in &live.permission_sets {
            let renamed = self
                .desired
                .renames
                .values()
                .any(|before| before.value == *name);
            let ours = self.governs(set) || (renamed && !self.off_limits.contains(name));
            let wanted = self.desired.state.permission_sets.contains_key(name);
            if !ours
                || wanted
                || self.off_limits.contains(name)
                || !self.scope.only.allows_set(name)
            {
                continue;
            }
            if !self.scope.only.allows_edits() {
                let permission_set = name.clone();
                self.notes.push(Note::OutsideLimit { permission_set });
                continue;
            }
            match moves.kept.get(name) {
                Some(accounts) => self.notes.push(Note::PermissionSetKept {
                    permission_set: name.clone(),
                    accounts: accounts.iter().cloned().collect(),
                }),
                None => {
                    let permission_set = name.clone();
                    let place = self
                        .desired
                        .renames
                        .values()
                        .find(|before| before.value == *name)
                        .map(|before| before.span);
                    self.push(Change::DeletePermissionSet { permission_set }, place);
                }
            }
        }
    }
}
