//! Operations whose end is not known: sent to AWS and not answered, or taken by AWS and not ended.

use std::collections::BTreeMap;

use crate::model::AccountId;

use super::Event;

/// An operation that was begun and whose end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Its change, as an index in the plan.
    pub change: usize,
    /// The account, where the change takes one operation for each.
    pub account: Option<AccountId>,
    /// The id under which AWS knows the operation; `None` where its answer has not arrived.
    pub request_id: Option<String>,
}

/// The operations that are begun, kept by the events of an apply.
#[derive(Debug, Default)]
pub struct InFlight(BTreeMap<(usize, Option<AccountId>), Option<String>>);

impl InFlight {
    /// Takes note of an event.
    pub fn note(&mut self, event: &Event) {
        match event {
            Event::Started { change, account } => {
                self.0.insert((*change, *account), None);
            }
            Event::Requested {
                change,
                account,
                request_id,
            } => {
                self.0.insert((*change, *account), Some(request_id.clone()));
            }
            Event::Retried {
                change, account, ..
            }
            | Event::Waiting {
                change, account, ..
            }
            | Event::Ended {
                change, account, ..
            }
            | Event::Failed {
                change, account, ..
            } => {
                self.0.remove(&(*change, *account));
            }
            Event::Succeeded { change, .. } => self.0.retain(|(of, _), _| of != change),
            Event::Phase { .. }
            | Event::Skipped(_)
            | Event::Unconfirmed(_)
            | Event::RoleLeft(_)
            | Event::OthersInProgress { .. }
            | Event::Unfinished(_)
            | Event::Interrupted => {}
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// How many of them AWS has taken.
    pub fn taken(&self) -> usize {
        self.0.values().flatten().count()
    }

    /// Whether an operation of the change is among them.
    pub fn concerns(&self, change: usize) -> bool {
        self.0.keys().any(|(of, _)| *of == change)
    }

    /// All of them, in the order of the plan.
    pub fn all(&self) -> Vec<Unfinished> {
        let all = self.0.iter();
        all.map(|((change, account), request_id)| Unfinished {
            change: *change,
            account: *account,
            request_id: request_id.clone(),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_is_kept_with_its_request_id_until_its_end() {
        let dev = AccountId::parse("222222222222").ok();
        let mut in_flight = InFlight::default();
        let started = |change, account| Event::Started { change, account };
        let requested = |change, account, id: &str| Event::Requested {
            change,
            account,
            request_id: id.to_owned(),
        };
        in_flight.note(&started(0, None));
        in_flight.note(&started(1, dev));
        in_flight.note(&requested(1, dev, "7c1e"));
        in_flight.note(&started(1, None));
        in_flight.note(&started(2, None));
        in_flight.note(&Event::Ended {
            change: 1,
            account: None,
            request_id: None,
        });
        in_flight.note(&Event::Succeeded {
            change: 2,
            request_id: None,
        });
        let unfinished = |change, account, id: Option<&str>| Unfinished {
            change,
            account,
            request_id: id.map(str::to_owned),
        };
        assert_eq!(
            in_flight.all(),
            [unfinished(0, None, None), unfinished(1, dev, Some("7c1e"))]
        );
        assert!(in_flight.concerns(1) && !in_flight.concerns(2));
    }
}
