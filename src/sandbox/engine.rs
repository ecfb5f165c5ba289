//! One request after the other: rate, faults, rules, answer, log.

use serde_json::Value;

use super::faults::{Fault, Faults};
use super::pace::Bucket;
use super::protocol::{self, Caller, Dialect, Operation, Service};
use super::requests::{Request, Requests};
use super::world::{Actor, Answer, Moment, Refusal, World, digest};

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

/// The world with all that stands between it and the wire.
#[derive(Debug)]
pub struct Engine {
    pub world: World,
    started: Moment,
    buckets: Vec<(Dialect, Bucket)>,
    faults: Faults,
    log: Vec<Request>,
    /// Counts what may have changed the world.
    changes: u64,
    changed: Moment,
}

impl Engine {
    /// An engine for this world, started at `now`.
    pub fn new(world: World, now: Moment) -> Self {
        let rate = world.options.requests_per_second;
        let bucket = |dialect| Some((dialect, Bucket::new(rate?, now)));
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
            log: Vec::new(),
            changes: 0,
            changed: now,
        }
    }

    /// Answers a request; `None` means that the connection is closed without an answer.
    pub fn answer(&mut self, now: Moment, incoming: &Incoming<'_>) -> Option<Reply> {
        self.settle(now);
        let request_id = self.request_id();
        let Some(target) = incoming.target else {
            return Some(self.answer_sts(now, incoming, request_id));
        };
        let found = protocol::find(target);
        let (service, operation, dialect) = match &found {
            Ok((service, operation)) => (service.name, operation.name, Some(service.dialect)),
            Err(_) => ("unknown", "unknown", None),
        };
        let outcome = match found {
            Ok(found) => self.outcome(now, target, found, incoming),
            Err(refusal) => Some(Err(refusal)),
        };
        self.log.push(Request {
            at: now.since(self.started),
            service,
            operation,
            refused: match &outcome {
                None => Some("ConnectionDropped"),
                Some(answer) => answer.as_ref().err().map(|refusal| refusal.code),
            },
        });
        outcome.map(|answer| reply(&answer, request_id, dialect))
    }

    fn outcome(
        &mut self,
        now: Moment,
        target: &str,
        (service, operation): (&'static Service, &'static Operation),
        incoming: &Incoming<'_>,
    ) -> Option<Answer<Value>> {
        let body = String::from_utf8_lossy(incoming.body);
        let options = &self.world.options;
        let refusal = match self.faults.next(options, target, &body, operation.writes) {
            Some(Fault::DropConnection) => return None,
            Some(Fault::InternalError) => service.dialect.internal_error(),
            Some(Fault::Throttle) => service.dialect.throttled(),
            Some(Fault::Conflict) => service.dialect.conflict(),
            None if !self.admits(now, service.dialect) => service.dialect.throttled(),
            None => {
                let caller = Caller {
                    actor: self.world.actor(),
                    region: incoming.region.clone(),
                };
                let run = |input| {
                    protocol::run(&mut self.world, now, caller, (service, operation), &input)
                };
                let answer = protocol::decode(incoming.body).and_then(run);
                self.note_change(now, operation.writes && answer.is_ok());
                return Some(answer);
            }
        };
        Some(Err(refusal))
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
        });
        Reply {
            status: if refused.is_none() { 200 } else { 400 },
            content_type: "text/xml",
            body: answer
                .unwrap_or_else(|refusal| protocol::encode_sts_refusal(&refusal, &request_id)),
            request_id,
        }
    }

    /// Makes a call as the management account's administrator would, from any region, past rate, faults and log.
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
            self.changes += 1;
            self.changed = now;
        }
    }

    /// How often the world was changed, and when last.
    pub fn last_change(&self) -> (u64, Moment) {
        (self.changes, self.changed)
    }

    fn admits(&mut self, now: Moment, dialect: Dialect) -> bool {
        let bucket = self.buckets.iter_mut().find(|(of, _)| *of == dialect);
        bucket.is_none_or(|(_, bucket)| bucket.take(now))
    }

    fn request_id(&self) -> String {
        let number = self.log.len().to_string();
        super::world::RequestId(digest(self.world.options.seed, &["http", &number])).to_string()
    }

    /// What was asked so far.
    pub fn requests(&self) -> Requests {
        let peaks = self.world.operations.peaks();
        Requests {
            log: self.log.clone(),
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

/// The answer to a body that is larger than any request of these services.
pub fn too_large(limit: usize) -> Reply {
    let refusal = Refusal::new(
        "RequestEntityTooLargeException",
        format!("The request is larger than {limit} bytes."),
    );
    Reply {
        status: 413,
        ..reply(&Err(refusal), super::world::RequestId(0).to_string(), None)
    }
}
