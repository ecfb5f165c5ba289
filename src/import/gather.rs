//! From what is observed to what a catalog can say of it, and to what it cannot.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use wildmatch::WildMatch;

use super::observed::Observed;
use super::remark::Remark;
use crate::model::snapshot::{PermissionSet, live};
use crate::model::{
    Account, AccountId, AccountState, Assignments, AssignmentsBuilder, CatalogName, Directory,
    LiveScope, OWNERSHIP_TAG, PermissionSetName, PolicyDocument, Principal, PrincipalType, Scan,
    State, is_control_tower_name,
};

/// Which permission sets are imported.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Globs over names; none means all.
    pub permission_sets: Vec<WildMatch>,
    /// Whether sets that AWS Control Tower creates and assigns by itself are imported, too.
    pub control_tower: bool,
}

impl Selection {
    fn takes(&self, name: &str) -> bool {
        let globs = &self.permission_sets;
        globs.is_empty() || globs.iter().any(|glob| glob.matches(name))
    }
}

/// What a catalog can say, and what it cannot.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub state: State,
    /// The sets that the catalog governs already: leaving one out would delete it.
    pub governed: BTreeSet<PermissionSetName>,
    pub remarks: Vec<Remark>,
}

impl Gathered {
    pub(super) fn of(observed: &Observed, selection: &Selection, catalog: &CatalogName) -> Self {
        let mut gathered = Self::default();
        let mut sets: Vec<&PermissionSet> = Vec::new();
        for set in &observed.permission_sets {
            let owner = set.tags.get(OWNERSHIP_TAG);
            let other = owner.filter(|owner| owner.as_str() != catalog.as_str());
            match other {
                None if owner.is_some() && !selection.takes(&set.name) => {
                    gathered.remarks.push(Remark::NotSelected {
                        permission_set: set.name.clone(),
                    });
                }
                _ if !selection.takes(&set.name) => {}
                Some(other) => gathered.remarks.push(Remark::OtherCatalog {
                    permission_set: set.name.clone(),
                    catalog: CatalogName::new(other.as_str()),
                }),
                // A set with the tag was made or adopted by a catalog: it is not Control Tower's, whatever its name is.
                None if owner.is_none()
                    && !selection.control_tower
                    && is_control_tower_name(&set.name) =>
                {
                    gathered.remarks.push(Remark::ControlTower {
                        permission_set: set.name.clone(),
                    });
                }
                None => match understood(set, observed) {
                    Err(reason) => gathered.remarks.push(Remark::Refused {
                        permission_set: set.name.clone(),
                        reason,
                    }),
                    Ok(name) => {
                        gathered.governed.extend(owner.map(|_| name));
                        sets.push(set);
                    }
                },
            }
        }
        let sets: Vec<PermissionSet> = sets.into_iter().cloned().collect();
        // Each of them was understood alone, so they are together.
        if let Ok(state) = read(&sets, observed) {
            let assignments = gathered.expressible(&state.assignments, &observed.directory);
            gathered.state = State {
                permission_sets: state.permission_sets,
                assignments,
            };
        }
        gathered.names_by_case();
        gathered.remarks.sort();
        gathered
    }

    /// The assignments that a catalog can name, the others told.
    fn expressible(&mut self, all: &Assignments, directory: &Directory) -> Assignments {
        let principals = all.per_principal(|principal| leads_back(principal, directory));
        let states: HashMap<AccountId, AccountState> = directory
            .accounts
            .iter()
            .filter_map(|entry| Some((entry.account.id?, entry.state)))
            .collect();
        let accounts = all.per_account(|account| states.get(&account.id?).copied());
        let mut builder = AssignmentsBuilder::default();
        let mut lost_principals: BTreeMap<&Principal, usize> = BTreeMap::new();
        let mut lost_accounts: BTreeMap<(&Account, Option<AccountState>), usize> = BTreeMap::new();
        for one in all.iter() {
            let (principal, account) = (one.principal(), one.account());
            let state = *accounts.get(one.account_key());
            let named = *principals.get(one.principal_key());
            if state != Some(AccountState::Active) {
                *lost_accounts.entry((account, state)).or_default() += 1;
            } else if !named {
                *lost_principals.entry(principal).or_default() += 1;
            } else {
                builder.add(principal, one.permission_set(), account, 0);
            }
        }
        for (principal, assignments) in lost_principals {
            let principal = principal.clone();
            self.remarks.push(match principal.is_orphan() {
                true => Remark::Orphan {
                    principal,
                    assignments,
                },
                false => Remark::Unnameable {
                    principal,
                    assignments,
                },
            });
        }
        for ((account, state), assignments) in lost_accounts {
            let account = account.clone();
            self.remarks.push(match state {
                Some(state) => Remark::Inactive {
                    account,
                    state,
                    assignments,
                },
                None => Remark::UnknownAccount {
                    account,
                    assignments,
                },
            });
        }
        builder.finish()
    }

    /// Tells of principals whose names differ by case alone: in a review they look the same.
    fn names_by_case(&mut self) {
        let mut folded: BTreeMap<(PrincipalType, String), BTreeSet<Arc<str>>> = BTreeMap::new();
        for principal in self.state.assignments.principals() {
            let key = (principal.kind, principal.name.to_lowercase());
            folded
                .entry(key)
                .or_default()
                .insert(Arc::clone(&principal.name));
        }
        let several = folded.into_values().filter(|names| names.len() > 1);
        self.remarks.extend(several.map(|names| Remark::OtherCase {
            names: names.into_iter().collect(),
        }));
    }
}

/// Whether the principal's name leads to it again.
fn leads_back(principal: &Principal, directory: &Directory) -> bool {
    let known = directory.principals.as_ref();
    let id = known.and_then(|known| known.id(principal.kind, &principal.name));
    id.is_some() && id == principal.id.as_ref()
}

/// The set's name, if the set is one that AWS could have.
fn understood(set: &PermissionSet, observed: &Observed) -> Result<PermissionSetName, String> {
    // A text that is no policy may live: AWS looks into it only when it provisions.
    let policy = set.inline_policy.as_deref().filter(|text| !text.is_empty());
    if let Some(Err(error)) = policy.map(PolicyDocument::parse) {
        return Err(error.to_string());
    }
    let without_accounts = PermissionSet {
        accounts: BTreeMap::new(),
        arn: set.arn.clone(),
        name: set.name.clone(),
        description: set.description.clone(),
        session_duration: set.session_duration.clone(),
        relay_state: set.relay_state.clone(),
        tags: set.tags.clone(),
        managed_policies: set.managed_policies.clone(),
        customer_managed_policies: set.customer_managed_policies.clone(),
        inline_policy: set.inline_policy.clone(),
        permissions_boundary: set.permissions_boundary.clone(),
    };
    let state = read(std::slice::from_ref(&without_accounts), observed)?;
    let name = state.permission_sets.into_keys().next();
    name.ok_or_else(|| "it is not understood".to_owned())
}

fn read(sets: &[PermissionSet], observed: &Observed) -> Result<State, String> {
    let names = sets.iter().map(|set| PermissionSetName::parse(&set.name));
    let scope = LiveScope {
        catalog: CatalogName::default(),
        names: names
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())?,
        previously: BTreeSet::new(),
        users: BTreeSet::new(),
        scan: Scan::Full,
        directory: &observed.directory,
    };
    let live = live(sets, &scope, &observed.groups, &observed.users);
    live.map(|live| live.state).map_err(|error| error.reason)
}
