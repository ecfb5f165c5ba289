//! What must hold of every run, whatever happens to it.

use std::collections::{BTreeMap, BTreeSet};

use rolecall::sandbox::{AccessEvent, Requests};

use super::facts::Tuple;

/// Account, principal's id.
type Pair = (String, String);

fn pairs(tuples: &BTreeSet<Tuple>) -> BTreeSet<Pair> {
    let pair = |(account, _, principal): &Tuple| (account.clone(), principal.clone());
    tuples.iter().map(pair).collect()
}

/// Those who have access before and after.
pub struct Keepers {
    before: BTreeSet<Tuple>,
    tuples: BTreeSet<Tuple>,
    pairs: BTreeSet<Pair>,
}

impl Keepers {
    pub fn between(before: &BTreeSet<Tuple>, after: &BTreeSet<Tuple>) -> Self {
        Self {
            before: before.clone(),
            tuples: before.intersection(after).cloned().collect(),
            pairs: pairs(before).intersection(&pairs(after)).cloned().collect(),
        }
    }

    pub fn count(&self) -> usize {
        self.pairs.len()
    }

    /// Follows every gain and loss in its order: who keeps a permission set in an account never loses it, and who
    /// keeps any access to an account always has some.
    pub fn always_had_access(&self, log: &[AccessEvent]) -> Result<(), String> {
        let mut held: BTreeMap<Pair, usize> = BTreeMap::new();
        for (account, _, principal) in &self.before {
            *held
                .entry((account.clone(), principal.clone()))
                .or_default() += 1;
        }
        for event in log {
            let pair = (event.account.clone(), event.principal.clone());
            let (account, principal) = pair.clone();
            let count = held.entry(pair.clone()).or_default();
            if event.gained {
                *count += 1;
                continue;
            }
            *count -= 1;
            if *count == 0 && self.pairs.contains(&pair) {
                return Err(format!("without access in between: {event:?}"));
            }
            if self
                .tuples
                .contains(&(account, event.permission_set.clone(), principal))
            {
                return Err(format!("lost what is kept: {event:?}"));
            }
        }
        Ok(())
    }
}

/// No write is made again once its success was answered, unless the operation that it started has failed since: a
/// second assignment operation, a second provisioning without an edit between, a second creation.
pub fn nothing_twice(requests: &Requests) -> Result<(), String> {
    // The edits are one after the other, so that the bodies of provisionings of one run are all different.
    let mut succeeded: BTreeMap<(&str, &str), Option<usize>> = BTreeMap::new();
    for request in &requests.log {
        let Some(body) = &request.body else {
            continue;
        };
        let call = (request.operation, &**body);
        if let Some(started) = succeeded.get(&call) {
            let failed = started.and_then(|number| requests.failed.get(&number));
            if failed.is_none_or(|at| *at > request.at) {
                return Err(format!("made again after it succeeded: {request:?}"));
            }
        }
        if request.refused.is_none() && request.answered {
            succeeded.insert(call, request.started);
        }
    }
    Ok(())
}

#[test]
fn a_law_that_is_broken_is_found_broken() {
    let tuple = |set: &str| ("1".to_owned(), set.to_owned(), "g".to_owned());
    let keepers = Keepers::between(
        &[tuple("Kept"), tuple("Before")].into(),
        &[tuple("Kept"), tuple("After")].into(),
    );
    let event = |gained, set: &str| AccessEvent {
        operation: 1,
        gained,
        account: "1".to_owned(),
        permission_set: set.to_owned(),
        principal_type: "GROUP",
        principal: "g".to_owned(),
    };
    let (gain, loss) = (|set| event(true, set), |set| event(false, set));
    let had = |log: &[AccessEvent]| keepers.always_had_access(log).is_ok();
    assert!(had(&[gain("After"), loss("Before")]));
    assert!(!had(&[gain("After"), loss("Kept"), gain("Kept")]));

    let mover = Keepers::between(&[tuple("Before")].into(), &[tuple("After")].into());
    let had = |log: &[AccessEvent]| mover.always_had_access(log).is_ok();
    assert!(had(&[gain("After"), loss("Before")]));
    assert!(!had(&[loss("Before"), gain("After")]));

    let request = |at, started| rolecall::sandbox::Request {
        at: std::time::Duration::from_millis(at),
        service: "sso-admin",
        operation: "CreateAccountAssignment",
        refused: None,
        body: Some("{}".into()),
        answered: true,
        started: Some(started),
    };
    let mut requests = Requests {
        log: vec![request(1, 1), request(5, 2)],
        ..Requests::default()
    };
    assert!(nothing_twice(&requests).is_err());
    requests
        .failed
        .insert(1, std::time::Duration::from_millis(9));
    assert!(nothing_twice(&requests).is_err());
    requests
        .failed
        .insert(1, std::time::Duration::from_millis(3));
    assert!(nothing_twice(&requests).is_ok());
    requests.failed.clear();
    requests.log[0].answered = false;
    assert!(nothing_twice(&requests).is_ok());
}
