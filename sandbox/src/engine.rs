//! One request after the other: rate, faults, rules, answer, log.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::digest::digest;
use super::faults::{Fault, Faults};
use super::id::RequestId;
use super::protocol::{self, Caller, Dialect, Operation, Service};
use super::requests::{Request, Requests};
use super::token_bucket::TokenBucket;
use super::world::{Actor, Answer, Moment, Refusal, World};

/// A request as it came over the wire.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// `X-Amz-Target`; absent for the query protocol of STS.
    pub target: Option<&'a str>,
    /// The region of the signature's credential scope.
    pub region: Option<String>,
    pub body: &'a [u8],
}

/// An answer for the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub content_type: &'static str,
    pub request_id: String,
    pub body: String,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Outcome {
    /// It is answered.
    Reply(Reply),
    /// The connection is closed without an answer.
    Dropped,
    /// The connection stays open, without an answer.
    NoAnswer,
}

/// The world, with the rate limits, faults and log between it and the wire.
#[derive(Debug)]
pub struct Engine {
    pub world: World,
    started: Moment,
    buckets: Vec<(Dialect, TokenBucket)>,
    faults: Faults,
    fault_counts: BTreeMap<&'static str, usize>,
    log: Vec<Request>,
    /// Counts what may have changed the world.
    changes: u64,
    changed: Moment,
}

impl Engine {
    /// Returns an engine for this world, started at `now`.
    pub fn new(mut world: World, now: Moment) -> Self {
        world.note_listings(now);
        let rate = world.options.requests_per_second;
        let bucket = |dialect| Some((dialect, TokenBucket::new(rate?, now)));
        let dialects = [
            Dialect::SsoAdmin,
            Dialect::IdentityStore,
            Dialect::Organizations,
        ];
        Self {
            buckets: dialects.into_iter().filter_map(bucket).collect(),
            world,
            started: now,
            faults: Faults::default(),
            fault_counts: BTreeMap::new(),
            log: Vec::new(),
            changes: 0,
            changed: now,
        }
    }

    /// Decides what becomes of a request, and records it.
    pub fn answer(&mut self, now: Moment, incoming: &Incoming<'_>) -> Outcome {
        self.settle(now);
        let request_id = self.request_id();
        let Some(target) = incoming.target else {
            return Outcome::Reply(self.answer_sts(now, incoming, request_id));
        };
        let body = String::from_utf8_lossy(incoming.body);
        let found = protocol::find(target);
        let mut entry = Request {
            at: now.since(self.started),
            service: "unknown",
            operation: "unknown",
            refused: None,
            body: None,
            answered: true,
            started: None,
        };
        let mut dialect = None;
        let mut fault = None;
        let begun = self.world.operations.count();
        let answer = found.and_then(|(service, operation)| {
            (entry.service, entry.operation) = (service.name, operation.name);
            entry.body = operation.writes.then(|| Arc::from(&*body));
            dialect = Some(service.dialect);
            fault = self
                .faults
                .next(&self.world.options, target, &body, operation.writes);
            self.outcome(now, fault, (service, operation), incoming)
        });
        if let Some(fault) = fault {
            *self.fault_counts.entry(fault.option()).or_default() += 1;
        }
        entry.refused = answer.as_ref().err().map(|refusal| refusal.code);
        let started = self.world.operations.count();
        // Of two, the first is that of another client.
        entry.started = (started > begun && answer.is_ok()).then_some(started);
        let outcome = match fault {
            Some(Fault::DropConnection) => {
                entry.refused = Some("ConnectionDropped");
                Outcome::Dropped
            }
            Some(Fault::LoseAnswer) => Outcome::Dropped,
            Some(Fault::TimeOut) => Outcome::NoAnswer,
            _ => Outcome::Reply(reply(&answer, request_id, dialect)),
        };
        entry.answered = matches!(outcome, Outcome::Reply(_));
        self.log.push(entry);
        outcome
    }

    fn outcome(
        &mut self,
        now: Moment,
        fault: Option<Fault>,
        (service, operation): (&'static Service, &'static Operation),
        incoming: &Incoming<'_>,
    ) -> Answer<Value> {
        Err(match fault {
            // A dropped connection carries no answer.
            Some(Fault::DropConnection | Fault::InternalError) => service.dialect.internal_error(),
            Some(Fault::Throttle) => service.dialect.throttled(),
            Some(Fault::Conflict) => service.dialect.conflict(),
            Some(Fault::LoseAnswer | Fault::TimeOut) | None => {
                if !self.admits(now, service.dialect) {
                    return Err(service.dialect.throttled());
                }
                let caller = Caller {
                    actor: self.world.actor(),
                    region: incoming.region.clone(),
                };
                let run = |input| {
                    protocol::run(&mut self.world, now, caller, (service, operation), &input)
                };
                let answer = protocol::decode(incoming.body).and_then(run);
                self.note_change(now, operation.writes && answer.is_ok());
                return answer;
            }
        })
    }

    fn answer_sts(&mut self, now: Moment, incoming: &Incoming<'_>, request_id: String) -> Reply {
        let body = String::from_utf8_lossy(incoming.body);
        let answer = protocol::caller_identity(&self.world, &body, &request_id);
        let refused = answer.as_ref().err().map(|refusal| refusal.code);
        self.log.push(Request {
            at: now.since(self.started),
            service: "sts",
            operation: if refused.is_none() {
                "GetCallerIdentity"
            } else {
                "unknown"
            },
            refused,
            body: None,
            answered: true,
            started: None,
        });
        Reply {
            status: if refused.is_none() { 200 } else { 400 },
            content_type: "text/xml",
            body: answer
                .unwrap_or_else(|refusal| protocol::encode_sts_refusal(&refusal, &request_id)),
            request_id,
        }
    }

    /// Runs a call of the management account's administrator, without rate limits, faults and log.
    pub fn call(&mut self, now: Moment, target: &str, body: &Value) -> Answer<Value> {
        self.settle(now);
        let (service, operation) = protocol::find(target)?;
        let input = protocol::decode(body.to_string().as_bytes())?;
        let (allow, deny) = (
            std::mem::take(&mut self.world.options.allow),
            std::mem::take(&mut self.world.options.deny),
        );
        let administrator = Caller {
            actor: Actor::Management,
            region: None,
        };
        let answer = protocol::run(
            &mut self.world,
            now,
            administrator,
            (service, operation),
            &input,
        );
        (self.world.options.allow, self.world.options.deny) = (allow, deny);
        self.note_change(now, operation.writes && answer.is_ok());
        answer
    }

    /// Ends the operations whose time has come.
    pub fn settle(&mut self, now: Moment) {
        let ended = self.world.settle(now);
        self.note_change(now, ended);
    }

    fn note_change(&mut self, now: Moment, changed: bool) {
        if changed {
            self.world.note_listings(now);
            self.changes += 1;
            self.changed = now;
        }
    }

    /// Returns how often the world was changed, and when last.
    pub fn last_change(&self) -> (u64, Moment) {
        (self.changes, self.changed)
    }

    fn admits(&mut self, now: Moment, dialect: Dialect) -> bool {
        let bucket = self.buckets.iter_mut().find(|(of, _)| *of == dialect);
        bucket.is_none_or(|(_, bucket)| bucket.take(now))
    }

    fn request_id(&self) -> String {
        let number = self.log.len().to_string();
        RequestId(digest(self.world.options.seed, &["http", &number])).to_string()
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Requests {
        let peaks = self.world.operations.peaks();
        let failed = self.world.operations.failed();
        let mut faults = self.fault_counts.clone();
        for (fault, count) in &self.world.fault_counts {
            *faults.entry(fault).or_default() += count;
        }
        Requests {
            log: self.log.clone(),
            failed: failed
                .map(|(number, at)| (number, at.since(self.started)))
                .collect(),
            faults,
            most_outstanding_assignments: peaks.assignments,
            most_outstanding_provisionings: peaks.provisionings,
            most_outstanding_in_one_account: peaks.in_one_account,
        }
    }
}

const JSON: &str = "application/x-amz-json-1.1";

fn reply(answer: &Answer<Value>, request_id: String, dialect: Option<Dialect>) -> Reply {
    let (status, body) = match answer {
        Ok(value) => (200, value.to_string()),
        Err(refusal) => (
            protocol::status(refusal),
            protocol::encode_refusal(refusal, &request_id, dialect).to_string(),
        ),
    };
    Reply {
        status,
        content_type: JSON,
        request_id,
        body,
    }
}

/// Returns the refusal of a request that [`Access`](super::access::Access) does not let in, with the reason.
pub fn forbidden(reason: &str) -> Reply {
    let refusal = Refusal::new("AccessDeniedException", reason.to_owned());
    Reply {
        status: 403,
        ..reply(&Err(refusal), RequestId(0).to_string(), None)
    }
}

/// Returns the answer to a body that is larger than any request of these services.
pub fn too_large(limit: usize) -> Reply {
    let refusal = Refusal::new(
        "RequestEntityTooLargeException",
        format!("The request is larger than {limit} bytes."),
    );
    Reply {
        status: 413,
        ..reply(&Err(refusal), RequestId(0).to_string(), None)
    }
}
