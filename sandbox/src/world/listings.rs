//! What the lists of provisioned accounts show: with `provisioning-list-lag` not what is so, but what was.
//!
//! AWS promises for no list that it shows a write at once.

use std::collections::{BTreeMap, HashMap};

use super::World;
use super::moment::Moment;
use crate::id::{AccountId, SetId};

/// The accounts in which a set is provisioned, and whether each has an older version.
type Listing = BTreeMap<AccountId, bool>;

/// What was so of each set, and since when; kept only as far as a list may still show it.
#[derive(Clone, Debug, Default)]
pub(super) struct Listings(HashMap<SetId, Vec<(Moment, Listing)>>);

impl World {
    /// Notes where the sets are provisioned since `now`. Without a lag nothing is kept.
    pub fn note_listings(&mut self, now: Moment) {
        let lag = self.options.provisioning_list_lag;
        if lag.is_zero() {
            return;
        }
        for (id, set) in &self.sets {
            let accounts = set.accounts.iter();
            let listing: Listing = accounts
                .map(|(account, there)| (*account, set.is_outdated(there)))
                .collect();
            let known = self.listings.0.entry(*id).or_default();
            if known.last().is_none_or(|(_, last)| *last != listing) {
                known.push((now, listing));
            }
            let shown = known.partition_point(|(since, _)| since.plus(lag) <= now);
            known.drain(..shown.saturating_sub(1));
        }
    }

    /// Returns the accounts in which a set is listed as provisioned at `now`, and whether each is listed with an older
    /// version.
    pub fn listing(&self, now: Moment, id: SetId) -> Listing {
        if let Some(shown) = self.shown(now, id) {
            return shown.clone();
        }
        let set = self.set_by_id(id).into_iter();
        let accounts = set.flat_map(|set| set.accounts.iter().map(move |role| (set, role)));
        accounts
            .map(|(set, (account, there))| (*account, set.is_outdated(there)))
            .collect()
    }

    /// Returns the same for one account; `None` where the set is not listed there.
    pub fn listed(&self, now: Moment, id: SetId, account: AccountId) -> Option<bool> {
        if let Some(shown) = self.shown(now, id) {
            return shown.get(&account).copied();
        }
        let set = self.set_by_id(id)?;
        let there = set.accounts.get(&account)?;
        Some(set.is_outdated(there))
    }

    /// Returns what a list with a lag shows at `now`; `None` without a lag.
    fn shown(&self, now: Moment, id: SetId) -> Option<&Listing> {
        let lag = self.options.provisioning_list_lag;
        if lag.is_zero() {
            return None;
        }
        let known = self.listings.0.get(&id)?;
        let shown = known.partition_point(|(since, _)| since.plus(lag) <= now);
        let (_, listing) = known.get(shown.saturating_sub(1))?;
        Some(listing)
    }
}
