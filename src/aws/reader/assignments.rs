//! The live state: permission sets, and their assignments by the cheaper way.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aws_sdk_ssoadmin::types::AccountAssignment;

use crate::aws::clients::Clients;
use crate::aws::concurrent;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::member::member;
use crate::model::snapshot::{LiveScope, Names, PermissionSet, Provisioned, live};
use crate::model::{AccountId, Live, OWNERSHIP_TAG, PrincipalId, PrincipalType, Scan};

use super::cost::Spread;
use super::strategy::{AssignmentListing, Counts, ListingMethod, ListingReason, choose};
use super::{Reader, permission_sets};

const BY_PAIR: &str = "ListAccountAssignments";
const BY_PRINCIPAL: &str = "ListAccountAssignmentsForPrincipal";

/// Every permission set by its name, attributes and tags, before it is known which of them matter.
#[derive(Debug)]
pub struct Outlines(Vec<PermissionSet>);

impl Reader {
    /// The outlines of all permission sets. They depend on nothing else, so they can be read while the organization is,
    /// whose rate is another and lower.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails.
    pub async fn outlines(&self) -> Result<Outlines, AwsError> {
        permission_sets::outlines(&self.clients).await.map(Outlines)
    }

    /// Every permission set; policies and assignments of those that the scope concerns. Sets that go are read by
    /// pair, to the last assignment; the others by pair or by principal, whichever takes fewer calls for what the
    /// scan promises.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails, or of a set that breaks AWS's own rules.
    pub async fn live(&self, scope: &LiveScope<'_>) -> Result<Live, AwsError> {
        let outlines = self.outlines().await?;
        let (live, _) = self.live_of(outlines, scope, Spread::default()).await?;
        Ok(live)
    }

    /// The same of outlines that were just read, with the cheaper way chosen by what is `expected`; tells which way was
    /// taken.
    ///
    /// # Errors
    /// As for [`Reader::live`].
    pub async fn live_of(
        &self,
        outlines: Outlines,
        scope: &LiveScope<'_>,
        expected: Spread,
    ) -> Result<(Live, AssignmentListing), AwsError> {
        let (concerned, others): (Vec<_>, Vec<_>) = outlines
            .0
            .into_iter()
            .partition(|set| scope.concerns(&set.name, owner(set)));
        let concerned = permission_sets::complete(&self.clients, concerned).await?;
        let (complete, partial): (Vec<_>, Vec<_>) = concerned
            .into_iter()
            .partition(|set| scope.scan == Scan::Groups && scope.completely(&set.name, owner(set)));
        let mut sets = self.by_pair(self.with_accounts(complete).await?).await?;
        let (scanned, reading) = self.scanned(partial, scope, expected).await?;
        sets.extend(scanned);
        let (groups, users) = self.names_of(&sets, scope).await?;
        sets.extend(others);
        let live = live(&sets, scope, &groups, &users)
            .map_err(|error| AwsError::new(ErrorKind::UnexpectedAnswer, error.to_string()))?;
        Ok((live, reading))
    }

    /// The sets with the assignments that the scan asks for, by the cheaper way. Whichever it is, an account without
    /// any principal in the answer has no assignment of the set at all.
    async fn scanned(
        &self,
        sets: Vec<PermissionSet>,
        scope: &LiveScope<'_>,
        expected: Spread,
    ) -> Result<(Vec<PermissionSet>, AssignmentListing), AwsError> {
        let mut sets = self.with_accounts(sets).await?;
        let mut counts = Counts {
            scan: scope.scan,
            refused: self.clients.is_delegated_administrator(),
            principals: self.known_groups().map_or(0, |groups| groups.names.len()),
            pairs: sets.iter().map(|set| set.accounts.len()).sum(),
            expected,
        };
        let mut reason = match (scope.scan, counts.refused) {
            (Scan::Full, _) => ListingReason::FullScan,
            (Scan::Groups, true) => ListingReason::Refused,
            (Scan::Groups, false) => ListingReason::Fewer,
        };
        let mut principals = Vec::new();
        if reason == ListingReason::Fewer && !sets.is_empty() {
            principals = self.scanned_principals(scope).await?;
            counts.principals = principals.len();
        }
        let mut way = ListingMethod::ByPair;
        if choose(counts) == ListingMethod::ByPrincipal {
            match by_principal(&self.clients, principals).await {
                Ok(rows) => {
                    way = ListingMethod::ByPrincipal;
                    sets = with_rows(sets, rows);
                }
                // Who may describe no organization does not know that it is a delegated administrator.
                Err(error) if matches!(error.kind(), ErrorKind::AccessDenied { .. }) => {
                    reason = ListingReason::Refused;
                    self.clients.sso_lane.forgo(&error);
                }
                Err(error) => return Err(error),
            }
        }
        // By principal, this shows who else has the set where none of the principals has it.
        let sets = self.by_pair(sets).await?;
        let found = Spread::observed(&sets);
        let reading = AssignmentListing {
            way,
            reason,
            by_principal: found.by_principal(counts.principals, sets.len()),
            by_pair: found.by_pair(sets.len()),
        };
        Ok((sets, reading))
    }

    /// Every group that exists, and the users that the catalog names.
    async fn scanned_principals(
        &self,
        scope: &LiveScope<'_>,
    ) -> Result<Vec<(PrincipalType, PrincipalId)>, AwsError> {
        let groups = self.every_group().await?;
        let groups = groups
            .names
            .keys()
            .map(|id| (PrincipalType::Group, id.clone()));
        let known = scope.directory.principals.as_ref();
        let users = scope
            .users
            .iter()
            .filter_map(|name| known?.users.get(name))
            .map(|id| (PrincipalType::User, id.clone()));
        Ok(groups.chain(users).collect())
    }

    /// The sets with every account in which they are provisioned.
    pub(super) async fn with_accounts(
        &self,
        sets: Vec<PermissionSet>,
    ) -> Result<Vec<PermissionSet>, AwsError> {
        concurrent::each(sets, |mut set| {
            let clients = Arc::clone(&self.clients);
            async move {
                let accounts = clients.provisioned_accounts(&set.arn, false).await?;
                let operation = "ListAccountsForProvisionedPermissionSet";
                for account in super::account_ids(operation, &accounts)? {
                    set.accounts.entry(account).or_default();
                }
                Ok(set)
            }
        })
        .await
    }

    /// The sets with every assignment in each of their accounts of which no principal is known yet.
    pub(super) async fn by_pair(
        &self,
        mut sets: Vec<PermissionSet>,
    ) -> Result<Vec<PermissionSet>, AwsError> {
        let pairs: Vec<(usize, String, AccountId)> = sets
            .iter()
            .enumerate()
            .flat_map(|(index, set)| {
                let open = |there: &Provisioned| there.groups.is_empty() && there.users.is_empty();
                let accounts = set.accounts.iter().filter(move |(_, there)| open(there));
                accounts.map(move |(account, _)| (index, set.arn.clone(), *account))
            })
            .collect();
        let found = concurrent::each(pairs, |(index, arn, account)| {
            let clients = Arc::clone(&self.clients);
            async move {
                let rows = clients.assignments(&arn, &account.to_string()).await?;
                Ok::<_, AwsError>((index, account, rows))
            }
        })
        .await?;
        for (index, account, rows) in found {
            let provisioned = sets
                .get_mut(index)
                .and_then(|set| set.accounts.get_mut(&account))
                .expect("the pairs are of these sets");
            for row in rows {
                match holder(row)? {
                    (PrincipalType::Group, id) => provisioned.groups.push(id),
                    (PrincipalType::User, id) => provisioned.users.push(id),
                }
            }
        }
        Ok(sets)
    }

    /// The names of all principals that are assigned. Groups are known once they were listed, and then an id that
    /// is not among them is asked for by itself, in case it is younger than the list.
    pub(super) async fn names_of(
        &self,
        sets: &[PermissionSet],
        scope: &LiveScope<'_>,
    ) -> Result<(Names, Names), AwsError> {
        let mut groups = BTreeSet::new();
        let mut users = BTreeSet::new();
        for provisioned in sets.iter().flat_map(|set| set.accounts.values()) {
            groups.extend(provisioned.groups.iter().cloned());
            users.extend(provisioned.users.iter().cloned());
        }
        let principals = scope.directory.principals.clone().unwrap_or_default();
        let by_id = |names: std::collections::BTreeMap<Arc<str>, PrincipalId>| -> Names {
            names.into_iter().map(|(name, id)| (id, name)).collect()
        };
        let mut known_groups = by_id(principals.groups);
        let unknown = groups
            .iter()
            .filter(|id| !known_groups.contains_key(*id))
            .count();
        // A hundred groups are listed for the price of one that is described.
        if self.known_groups().is_some() || unknown > 1 {
            let every = self.every_group().await?;
            known_groups.extend(
                every
                    .names
                    .iter()
                    .map(|(id, name)| (id.clone(), Arc::clone(name))),
            );
        }
        tokio::try_join!(
            self.names(PrincipalType::Group, groups, known_groups),
            self.names(PrincipalType::User, users, by_id(principals.users)),
        )
    }
}

/// The catalog in a set's ownership tag.
fn owner(set: &PermissionSet) -> Option<&str> {
    set.tags.get(OWNERSHIP_TAG).map(String::as_str)
}

/// One row of an answer by principal.
struct PrincipalAssignment {
    set: String,
    account: AccountId,
    kind: PrincipalType,
    id: PrincipalId,
}

/// The assignments of each principal. Rows of others are dropped: AWS may show a user what it has through its
/// groups.
async fn by_principal(
    clients: &Arc<Clients>,
    principals: Vec<(PrincipalType, PrincipalId)>,
) -> Result<Vec<PrincipalAssignment>, AwsError> {
    let found = concurrent::each(principals, |(kind, id)| {
        let clients = Arc::clone(clients);
        async move {
            let rows = clients.assignments_of(kind, &id).await?;
            let mut own = Vec::new();
            for row in rows {
                let row_kind = row.principal_type().map(|kind| kind.as_str());
                if row.principal_id() != Some(id.as_str())
                    || kind_of(BY_PRINCIPAL, row_kind)? != kind
                {
                    continue;
                }
                let account = AccountId::parse(row.account_id().unwrap_or_default())
                    .map_err(|error| AwsError::unexpected(BY_PRINCIPAL, error))?;
                own.push(PrincipalAssignment {
                    set: member(
                        BY_PRINCIPAL,
                        "the permission set of an assignment",
                        row.permission_set_arn,
                    )?,
                    account,
                    kind,
                    id: id.clone(),
                });
            }
            Ok::<_, AwsError>(own)
        }
    })
    .await?;
    Ok(found.into_iter().flatten().collect())
}

/// The sets with those rows that are about them; a principal has assignments of other sets, too.
fn with_rows(mut sets: Vec<PermissionSet>, rows: Vec<PrincipalAssignment>) -> Vec<PermissionSet> {
    let places: HashMap<String, usize> = sets
        .iter()
        .enumerate()
        .map(|(index, set)| (set.arn.clone(), index))
        .collect();
    for row in rows {
        let set = places.get(&row.set).and_then(|index| sets.get_mut(*index));
        let Some(set) = set else {
            continue;
        };
        let provisioned = set.accounts.entry(row.account).or_default();
        match row.kind {
            PrincipalType::Group => provisioned.groups.push(row.id),
            PrincipalType::User => provisioned.users.push(row.id),
        }
    }
    sets
}

/// The principal of a row of `ListAccountAssignments`.
///
/// # Errors
/// [`ErrorKind::UnexpectedAnswer`] for a row without one, or of an unknown type.
pub(super) fn holder(row: AccountAssignment) -> Result<(PrincipalType, PrincipalId), AwsError> {
    let kind = kind_of(BY_PAIR, row.principal_type().map(|kind| kind.as_str()))?;
    let id = member(BY_PAIR, "the principal of an assignment", row.principal_id)?;
    Ok((kind, PrincipalId::new(id)))
}

fn kind_of(operation: &'static str, word: Option<&str>) -> Result<PrincipalType, AwsError> {
    match word {
        Some("GROUP") => Ok(PrincipalType::Group),
        Some("USER") => Ok(PrincipalType::User),
        other => Err(AwsError::unexpected(
            operation,
            format!("an assignment to a principal of type {other:?}"),
        )),
    }
}
