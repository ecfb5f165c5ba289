//! The journal: one JSON object a line for every operation, so that an apply can be read after the fact.

use std::io::{self, Write};
use std::time::SystemTime;

use serde::Serialize;

use crate::aws::AwsError;
use crate::model::AccountId;
use crate::plan::{Change, Plan};
use crate::text;

use super::{Event, RoleLeft, Unconfirmed};

/// Writes events as JSON lines. Every line is written whole and flushed, so that a crash cuts none.
pub struct Journal<'a> {
    out: &'a mut dyn Write,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    status: &'static str,
    kind: &'static str,
    change: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Whether AWS may have carried a failed operation out all the same.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    uncertain: bool,
}

impl<'a> Journal<'a> {
    /// A journal that ends in `out`.
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out }
    }

    /// Writes the line of an event at a time, in UTC. Phases have no line; the changes say what they are.
    ///
    /// # Errors
    /// What `out` says.
    pub fn record(&mut self, plan: &Plan, event: &Event, time: SystemTime) -> io::Result<()> {
        let Some(entry) = Entry::of(plan, event) else {
            return Ok(());
        };
        let planned = entry.change.map(|index| {
            let planned = plan.changes.get(index);
            &planned.expect("the event is of this plan").change
        });
        let line = Line {
            time: humantime::format_rfc3339_millis(time).to_string(),
            status: entry.status,
            kind: planned.map_or("", Change::kind),
            change: planned.map_or_else(String::new, Change::words),
            account: entry.account.map(|account| account.to_string()),
            request_id: entry.request_id,
            message: entry.message,
            uncertain: entry.uncertain,
        };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.out.write_all(text::json(&text).as_bytes())?;
        self.out.flush()
    }
}

/// What an event leaves in the journal.
#[derive(Default)]
struct Entry<'a> {
    status: &'static str,
    change: Option<usize>,
    account: Option<AccountId>,
    request_id: Option<&'a str>,
    message: Option<String>,
    uncertain: bool,
}

impl<'a> Entry<'a> {
    /// The entry of an event; `None` for one that has no line.
    fn of(plan: &Plan, event: &'a Event) -> Option<Self> {
        Some(match event {
            Event::Phase { .. } => return None,
            Event::Interrupted => Self::new("interrupted", None, None),
            Event::OthersInProgress { count, is_complete } => {
                let more = if *is_complete { "" } else { " or more" };
                let message = format!("{count}{more} in progress that this apply did not start");
                Self::new("note", None, None).saying(message)
            }
            Event::Started { change, account } => Self::new("started", Some(*change), *account),
            Event::Requested {
                change,
                account,
                request_id,
            } => Self::new("requested", Some(*change), *account).requested(Some(request_id)),
            Event::Waiting {
                change,
                account,
                error,
            } => Self::new("waiting", Some(*change), *account).refused(error),
            Event::Retried {
                change,
                account,
                error,
            } => Self::new("retried", Some(*change), *account).refused(error),
            Event::Ended {
                change,
                account,
                request_id,
            } => Self::new("ended", Some(*change), *account).requested(request_id.as_ref()),
            Event::Succeeded { change, request_id } => {
                Self::new("succeeded", Some(*change), None).requested(request_id.as_ref())
            }
            Event::Failed {
                change,
                account,
                error,
            } => Self {
                uncertain: error.is_uncertain(),
                ..Self::new("failed", Some(*change), *account).refused(error)
            },
            Event::Unfinished(one) => Self::new("unfinished", Some(one.change), one.account)
                .requested(one.request_id.as_ref()),
            Event::Unconfirmed(Unconfirmed { change, accounts }) => {
                let ids: Vec<String> = accounts.iter().map(ToString::to_string).collect();
                let message = format!("still listed with an older version: {}", ids.join(", "));
                Self::new("unconfirmed", Some(*change), None).saying(message)
            }
            Event::RoleLeft(RoleLeft { change, account }) => {
                Self::new("role_left", Some(*change), Some(*account))
                    .saying("provisioned where nobody is assigned".to_owned())
            }
            Event::Skipped(skipped) => {
                Self::new("skipped", Some(skipped.change), None).saying(skipped.words(plan))
            }
        })
    }

    fn new(status: &'static str, change: Option<usize>, account: Option<AccountId>) -> Self {
        Self {
            status,
            change,
            account,
            ..Self::default()
        }
    }

    fn requested(self, request_id: Option<&'a String>) -> Self {
        Self {
            request_id: request_id.map(String::as_str),
            ..self
        }
    }

    fn refused(self, error: &'a AwsError) -> Self {
        Self {
            request_id: error.request_id(),
            message: Some(error.message().to_owned()),
            ..self
        }
    }

    fn saying(self, message: String) -> Self {
        Self {
            message: Some(message),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::apply::{SkipReason, Skipped};
    use crate::aws::{AwsError, ErrorKind};
    use crate::plan::{Change, PlannedChange};

    #[test]
    fn a_line_says_when_what_and_how_it_ended() {
        let change = Change::CreateGroup {
            group: "Dev \"Ops\"".into(),
        };
        let plan = Plan {
            catalog: Default::default(),
            changes: vec![PlannedChange::new(change, None)],
            arns: BTreeMap::new(),
            ..Plan::default()
        };
        let mut out = Vec::new();
        let mut journal = Journal::new(&mut out);
        let error = AwsError::of_operation(ErrorKind::Quota, "CreateGroup", "too\nmany");
        for event in [
            Event::Failed {
                change: 0,
                account: None,
                error,
            },
            Event::Succeeded {
                change: 0,
                request_id: Some("7c1e".to_owned()),
            },
            Event::Skipped(Skipped {
                change: 0,
                because: 0,
                reason: SkipReason::Needed,
            }),
        ] {
            journal
                .record(&plan, &event, SystemTime::UNIX_EPOCH)
                .unwrap();
        }
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"time":"1970-01-01T00:00:00.000Z","status":"failed","kind":"create_group","change":"create group Dev \"Ops\"","message":"too\nmany"}
{"time":"1970-01-01T00:00:00.000Z","status":"succeeded","kind":"create_group","change":"create group Dev \"Ops\"","request_id":"7c1e"}
{"time":"1970-01-01T00:00:00.000Z","status":"skipped","kind":"create_group","change":"create group Dev \"Ops\"","message":"needs: create group Dev \"Ops\""}
"#
        );
    }
}
