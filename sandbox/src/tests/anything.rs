//! Whatever a client sends, every answer is one of the protocol, and what is left behind is a consistent state file.

use std::collections::BTreeSet;
use std::ops::Bound;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Harness, INSTANCE};
use crate::engine::{Incoming, Outcome};
use crate::id::AccountId;
use crate::options::Options;
use crate::protocol::SERVICES;
use crate::service_model::{Member, Shape};
use crate::snapshot::Snapshot;
use crate::world::{Principal, PrincipalType, World};

/// Reads decisions from a list of bytes; zero when they are used up.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % count.max(1)
    }
}

/// Texts that fit one shape or another.
fn texts(file: &Value) -> Vec<String> {
    let mut texts: Vec<String> = [
        INSTANCE,
        "d-9067642ac7",
        "r-ab12",
        "lab@example.com",
        "PT4H",
        "{\"Statement\":[]}",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "/team/",
        "displayName",
        "sso.amazonaws.com",
        "us-east-1",
        "Lab",
        "DevOps",
        "",
        "nonsense — 🙂",
    ]
    .map(str::to_owned)
    .into();
    let ids = |pointer: &str, member: &str| {
        let list = file
            .pointer(pointer)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        list.filter_map(|item| item[member].as_str().map(str::to_owned))
            .take(3)
            .collect::<Vec<_>>()
    };
    texts.extend(ids("/organization/accounts", "id"));
    texts.extend(ids("/organization/organizational_units", "id"));
    texts.extend(ids("/identity_store/groups", "id"));
    texts.extend(ids("/identity_store/users", "id"));
    texts.extend(ids("/identity_store/memberships", "id"));
    texts.extend(ids("/permission_sets", "arn"));
    texts
}

fn structure(members: &[Member], texts: &[String], choices: &mut Choices<'_>) -> Value {
    let mut all = Map::new();
    for member in members {
        // Required members are left out now and then, optional ones every other time.
        let absent = if member.required {
            choices.below(40) == 39
        } else {
            choices.below(2) == 0
        };
        if !absent {
            all.insert(member.name.to_owned(), value(member.shape, texts, choices));
        }
    }
    Value::Object(all)
}

fn value(shape: &Shape, texts: &[String], choices: &mut Choices<'_>) -> Value {
    if choices.below(40) == 39 {
        return [
            json!(null),
            json!(-1),
            json!([[]]),
            json!({"a": 1}),
            json!("\u{0}"),
        ][choices.below(5)]
        .clone();
    }
    match shape {
        Shape::Text { pattern, .. } => {
            let fitting: Vec<_> = texts
                .iter()
                .filter(|text| pattern.as_ref().is_none_or(|pattern| pattern.matches(text)))
                .collect();
            json!(
                fitting
                    .get(choices.below(fitting.len()))
                    .map_or("x", |text| text.as_str())
            )
        }
        Shape::Choice(all) => json!(all[choices.below(all.len())]),
        Shape::Number { max, .. } => json!(choices.below(8).min(*max as usize + 1)),
        Shape::Flag => json!(choices.below(2) == 0),
        Shape::List { of, .. } => (0..choices.below(4))
            .map(|_| value(of, texts, choices))
            .collect(),
        Shape::Structure(members) => structure(members, texts, choices),
        Shape::Union(members) => {
            let member = &members[choices.below(members.len())];
            json!({member.name: value(member.shape, texts, choices)})
        }
        Shape::Document => json!(texts[choices.below(texts.len())]),
    }
}

/// Where every principal of a file is assigned, as the index by principal tells it.
fn index(world: &World, file: &Snapshot) -> BTreeSet<(Principal, AccountId, String)> {
    let roles = file
        .permission_sets
        .iter()
        .flat_map(|set| set.accounts.values());
    let principals = roles.flat_map(|role| {
        let groups = role.groups.iter().map(|id| Principal {
            kind: PrincipalType::Group,
            id: *id,
        });
        groups.chain(role.users.iter().map(|id| Principal {
            kind: PrincipalType::User,
            id: *id,
        }))
    });
    let places = principals
        .collect::<BTreeSet<_>>()
        .into_iter()
        .flat_map(|principal| {
            let places = world.assigned(principal, Bound::Unbounded);
            places.map(move |(account, set)| (principal, account, set.to_string()))
        });
    places.collect()
}

/// Where every principal of a file is assigned, as the permission sets tell it.
fn assignments(file: &Snapshot) -> BTreeSet<(Principal, AccountId, String)> {
    let mut all = BTreeSet::new();
    for set in &file.permission_sets {
        let id = set.arn.rsplit_once("/ps-").unwrap().1;
        for (account, role) in &set.accounts {
            for (kind, ids) in [
                (PrincipalType::Group, &role.groups),
                (PrincipalType::User, &role.users),
            ] {
                all.extend(ids.iter().map(|principal| {
                    (
                        Principal {
                            kind,
                            id: *principal,
                        },
                        *account,
                        id.to_owned(),
                    )
                }));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_calls_breaks_the_protocol_or_the_state(bytes in prop::collection::vec(any::<u8>(), 200..1500)) {
        let mut choices = Choices(bytes.iter());
        let options = ["", "operation-time=2s,orphans-undeletable=true", "odd-pages=true,visibility-delay=1s"];
        let mut harness = Harness::new(options[choices.below(3)]);
        harness.set("First");
        let operations: Vec<_> = SERVICES.iter().flat_map(|service| service.operations.iter().map(move |operation| (service, operation))).collect();
        while !choices.0.as_slice().is_empty() {
            harness.wait(choices.below(3) as u64 * 500);
            let file = serde_json::to_value(harness.engine.world.save()).unwrap();
            let (service, operation) = operations[choices.below(operations.len())];
            let body = structure(operation.members, &texts(&file), &mut choices).to_string();
            let target = format!("{}.{}", service.target, operation.name);
            let incoming = Incoming { target: Some(&target), region: None, body: body.as_bytes() };
            let Outcome::Reply(reply) = harness.engine.answer(harness.now, &incoming) else {
                panic!("no answer");
            };
            let answer: Value = serde_json::from_str(&reply.body).unwrap();
            prop_assert!(reply.status == 200 || (reply.status == 400 && answer["__type"].is_string()), "{target} {body}: {answer}");
        }
        harness.engine.world.settle_all();
        let saved = harness.engine.world.save();
        let text = saved.to_text();
        let reloaded = World::load(Snapshot::parse(&text).unwrap(), Options::default());
        let reloaded = reloaded.map_err(|contradiction| TestCaseError::fail(contradiction.reason))?;
        prop_assert_eq!(reloaded.save().to_text(), text);
        prop_assert_eq!(index(&harness.engine.world, &saved), assignments(&saved));
        prop_assert_eq!(index(&reloaded, &saved), assignments(&saved));
    }
}
