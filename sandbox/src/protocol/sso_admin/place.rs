//! The assignments of one principal as a list that can be resumed.

use std::fmt;
use std::ops::Bound;
use std::str::FromStr;

use serde_json::{Value, json};

use crate::id::{AccountId, SetId};
use crate::world::{Principal, World};

/// Where a list of a principal's assignments stands: the principal, which may be a group of the user asked for, then
/// account and set.
#[derive(Clone, Copy)]
pub struct Place {
    principal: Principal,
    account: AccountId,
    set: SetId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.principal, self.account, self.set)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.rsplitn(3, ' ');
        let set = parts.next().and_then(|part| part.parse().ok()).ok_or(())?;
        let account = parts.next().and_then(|part| part.parse().ok()).ok_or(())?;
        let principal = parts.next().and_then(|part| part.parse().ok()).ok_or(())?;
        Ok(Self {
            principal,
            account,
            set,
        })
    }
}

/// Returns the assignments of `principal` beyond `after`, in all accounts or in one.
pub fn places(
    world: &World,
    principal: Principal,
    only: Option<AccountId>,
    after: Option<Place>,
) -> impl Iterator<Item = (Place, Value)> {
    let principals = world.principals_of(principal);
    let rest = principals
        .into_iter()
        .filter(move |principal| after.is_none_or(|after| *principal >= after.principal));
    let assigned = rest.flat_map(move |principal| {
        let resumed = after.filter(|after| after.principal == principal);
        let start = resumed.map_or(Bound::Unbounded, |after| {
            Bound::Excluded((after.account, after.set))
        });
        let all = world
            .assigned(principal, start)
            .map(move |(account, set)| Place {
                principal,
                account,
                set,
            });
        all.filter(move |place| only.is_none_or(|only| place.account == only))
    });
    assigned.map(|place| {
        let row = json!({
            "AccountId": place.account,
            "PermissionSetArn": world.set_arn(place.set),
            "PrincipalId": place.principal.id,
            "PrincipalType": place.principal.kind.as_str(),
        });
        (place, row)
    })
}
