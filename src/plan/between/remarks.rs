//! What a reader should know beside the changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::{Note, RevocationReason, ending};
use super::Planner;
use super::moves::Moves;
use crate::model::{Account, PermissionSetName, Principal};

impl Planner<'_> {
    pub(super) fn remarks(&mut self, moves: &Moves) {
        let orphans = moves
            .revoked
            .iter()
            .filter(|(_, reason)| *reason == RevocationReason::PrincipalDeleted);
        let mut by_orphan: BTreeMap<&Principal, BTreeSet<(&PermissionSetName, &Account)>> =
            BTreeMap::new();
        for (revoked, _) in orphans {
            let pair = (&revoked.permission_set, &revoked.account);
            by_orphan
                .entry(&revoked.principal)
                .or_default()
                .insert(pair);
        }
        let mut by_grantee: BTreeMap<&Principal, BTreeSet<(&PermissionSetName, &Account)>> =
            BTreeMap::new();
        for (granted, _) in &moves.granted {
            let pair = (&granted.permission_set, &granted.account);
            by_grantee
                .entry(&granted.principal)
                .or_default()
                .insert(pair);
        }
        let mut unexplained = 0;
        let mut recreated = BTreeSet::new();
        for (orphan, pairs) in &by_orphan {
            let same = by_grantee
                .iter()
                .find(|(grantee, granted)| grantee.kind == orphan.kind && *granted == pairs);
            match same {
                Some((grantee, _)) if recreated.insert(*grantee) => {
                    self.notes.push(Note::GroupRecreated {
                        group: Arc::clone(&grantee.name),
                        assignments: pairs.len(),
                    })
                }
                _ => unexplained += pairs.len(),
            }
        }
        if unexplained > 0 {
            self.notes.push(Note::Orphans {
                assignments: unexplained,
            });
        }
        for (account, state) in &self.desired.inactive_accounts {
            self.notes.push(Note::Inactive {
                account: account.clone(),
                state: *state,
                assignments: moves.left_alone.get(account).copied().unwrap_or(0),
            });
        }
        if !self.desired.untyped_accounts.is_empty() {
            self.notes.push(Note::Untyped {
                accounts: self.desired.untyped_accounts.clone(),
            });
        }
        if let Some(today) = self.scope.today {
            self.notes.extend(ending::notes(self.desired, today));
        }
        if !self.scope.only.is_everything() {
            let to = self.scope.only.words();
            self.notes.push(Note::Limited { to });
        }
        self.notes.push(Note::NotLookedFor {
            scan: self.live.scan,
            found: None,
        });
    }
}
