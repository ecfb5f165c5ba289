//! The journal: one JSON object a line for every operation, so that an apply can be read after the fact.

use std::io::{self, Write};
use std::time::SystemTime;

use serde::Serialize;

use crate::plan::Plan;
use crate::text;

use super::{Event, RoleLeft, Unconfirmed};

/// Writes events as JSON lines. Every line is written whole and flushed, so that a crash cuts none.
pub struct Journal<'a> {
    out: &'a mut dyn Write,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    status: &'a str,
    kind: &'a str,
    change: &'a str,
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
        let (status, change, account, request_id, message) = match event {
            Event::Phase { .. } => return Ok(()),
            Event::Interrupted => ("interrupted", None, None, None, None),
            Event::Started { change, account } => ("started", Some(change), *account, None, None),
            Event::Ended {
                change,
                account,
                request_id,
            } => ("ended", Some(change), *account, request_id.as_deref(), None),
            Event::OthersInProgress { count, is_complete } => {
                let more = if *is_complete { "" } else { " or more" };
                let message = format!("{count}{more} in progress that this apply did not start");
                ("note", None, None, None, Some(message))
            }
            Event::Unfinished(unfinished) => (
                "unfinished",
                Some(&unfinished.change),
                unfinished.account,
                unfinished.request_id.as_deref(),
                None,
            ),
            Event::Waiting {
                change,
                account,
                error,
            } => (
                "waiting",
                Some(change),
                *account,
                error.request_id(),
                Some(error.message().to_owned()),
            ),
            Event::Requested {
                change,
                account,
                request_id,
            } => (
                "requested",
                Some(change),
                *account,
                Some(request_id.as_str()),
                None,
            ),
            Event::Retried {
                change,
                account,
                error,
            } => (
                "retried",
                Some(change),
                *account,
                error.request_id(),
                Some(error.message().to_owned()),
            ),
            Event::Succeeded { change, request_id } => {
                ("succeeded", Some(change), None, request_id.as_deref(), None)
            }
            Event::Failed {
                change,
                account,
                error,
            } => (
                "failed",
                Some(change),
                *account,
                error.request_id(),
                Some(error.message().to_owned()),
            ),
            Event::Unconfirmed(Unconfirmed { change, accounts }) => {
                let ids: Vec<String> = accounts.iter().map(ToString::to_string).collect();
                let message = format!("still listed with an older version: {}", ids.join(", "));
                ("unconfirmed", Some(change), None, None, Some(message))
            }
            Event::RoleLeft(RoleLeft { change, account }) => {
                let message = "provisioned where nobody is assigned".to_owned();
                (
                    "role_left",
                    Some(change),
                    Some(*account),
                    None,
                    Some(message),
                )
            }
            Event::Skipped(skipped) => {
                let message = skipped.words(plan);
                ("skipped", Some(&skipped.change), None, None, Some(message))
            }
        };
        let planned = change.and_then(|index| plan.changes.get(*index));
        let words = planned.map(|planned| planned.change.words());
        let line = Line {
            time: humantime::format_rfc3339_millis(time).to_string(),
            status,
            kind: planned.map_or("", |planned| planned.change.kind()),
            change: words.as_deref().unwrap_or_default(),
            account: account.map(|account| account.to_string()),
            request_id,
            message,
            uncertain: matches!(event, Event::Failed { error, .. } if error.is_uncertain()),
        };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.out.write_all(text::json(&text).as_bytes())?;
        self.out.flush()
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
