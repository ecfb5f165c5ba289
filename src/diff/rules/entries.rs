//! Assignment entries: what they say of themselves, and entries that grant what is granted anyway.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Side, side};
use crate::model::{
    Account, AccountAssignment, AccountPattern, AssignmentRef, Date, Desired, EntryFacts,
    PermissionSetName, PrincipalType, Rule, Target,
};
use crate::plan::{Change, Plan, RuleChange, RuleSide, RuleTopic};
use crate::source::{Located, Span};

/// Adds what changes in entries that the plan does not show.
pub(super) fn compare(
    before: Side<'_>,
    after: Side<'_>,
    plan: &Plan,
    changes: &mut Vec<RuleChange>,
) {
    let (old, new) = (by_key(&before.catalog.rules), by_key(&after.catalog.rules));
    let (granted, revoked) = shown(plan);
    let mut facts = Facts::default();
    for (key, now) in &new {
        match old.get(key) {
            Some(was) => facts.compare(key, was, now),
            None => changes.extend(not_shown(key, now, &granted, after.desired, |side| {
                (None, Some(side))
            })),
        }
    }
    for (key, was) in &old {
        if !new.contains_key(key) {
            changes.extend(not_shown(key, was, &revoked, before.desired, |side| {
                (Some(side), None)
            }));
        }
    }
    facts.compare_ends(before, after);
    changes.extend(facts.changes());
    expired(before, after, changes);
}

/// Expired entries on one side only. They grant nothing, but they decide what counts as expired among the revocations
/// of the next apply.
fn expired(before: Side<'_>, after: Side<'_>, changes: &mut Vec<RuleChange>) {
    let (old, new) = (
        by_key(&before.catalog.expired),
        by_key(&after.catalog.expired),
    );
    let expired = |(key, rules): (&Key<'_>, &Vec<&Rule>)| {
        let rule = rules.first()?;
        let last_day = rule.facts.expires().map(|day| format!("expired on {day}"));
        let text = last_day.unwrap_or_else(|| "expired".to_owned());
        Some((subject(key), side(text, Some(rule.permission_set.span))))
    };
    for entry in new.iter().filter(|(key, _)| !old.contains_key(key)) {
        changes.extend(expired(entry).map(|(subject, after)| RuleChange {
            topic: RuleTopic::Expiry,
            subject,
            before: None,
            after: Some(after),
            loosens: true,
        }));
    }
    for entry in old.iter().filter(|(key, _)| !new.contains_key(key)) {
        changes.extend(expired(entry).map(|(subject, before)| RuleChange {
            topic: RuleTopic::Expiry,
            subject,
            before: Some(before),
            after: None,
            loosens: false,
        }));
    }
}

fn subject(key: &Key<'_>) -> String {
    let Key {
        kind,
        principal,
        permission_set,
        target,
    } = key;
    format!("the expired entry {permission_set} for {kind} {principal} in {target}")
}

/// Who has what where, as an entry says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    kind: PrincipalType,
    principal: &'a str,
    permission_set: &'a PermissionSetName,
    target: String,
}

fn by_key(rules: &[Rule]) -> BTreeMap<Key<'_>, Vec<&Rule>> {
    let mut found: BTreeMap<Key<'_>, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        // No `..`: what is added to a rule must be compared.
        let Rule {
            target,
            kind,
            principal,
            permission_set,
            facts: _,
        } = rule;
        let key = Key {
            kind: *kind,
            principal: &principal.value,
            permission_set: &permission_set.value,
            target: match target {
                Target::Account(account) => account.value.to_string(),
                Target::AccountType(name) => format!("account type {}", name.value),
            },
        };
        found.entry(key).or_default().push(rule);
    }
    found
}

/// The accounts in which the plan shows that a principal gains, or loses, a permission set.
type ShownAccounts<'a> = HashMap<(PrincipalType, &'a str, &'a PermissionSetName), Vec<&'a Account>>;

/// What the plan shows as granted, and as revoked.
fn shown(plan: &Plan) -> (ShownAccounts<'_>, ShownAccounts<'_>) {
    let (mut granted, mut revoked) = (ShownAccounts::new(), ShownAccounts::new());
    for planned in &plan.changes {
        let (shown, assignment) = match &planned.change {
            Change::CreateAssignment(assignment) => (&mut granted, assignment),
            Change::DeleteAssignment { assignment, .. } => (&mut revoked, assignment),
            _ => continue,
        };
        let principal = &assignment.principal;
        shown
            .entry((principal.kind, &principal.name, &assignment.permission_set))
            .or_default()
            .push(&assignment.account);
    }
    (granted, revoked)
}

/// Whether a target is, or has, one of these accounts. A type that is not expanded is an account of its own.
fn has_one_of(target: &Target, desired: &Desired, accounts: &[&Account]) -> bool {
    let same = |one: &Account, other: &Account| match (one.id, other.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name == other.name,
    };
    match target {
        Target::Account(wanted) => accounts.iter().any(|account| match &wanted.value {
            AccountPattern::Id(id) => account.id == Some(*id),
            pattern => *pattern.to_string() == *account.catalog_name(),
        }),
        Target::AccountType(name) => {
            let stand_in = crate::desired::stand_in(&name.value);
            let members = desired.account_types.get(&name.value);
            accounts.iter().any(|account| {
                let mut members = members.into_iter().flatten();
                account.name == stand_in || members.any(|member| same(member, account))
            })
        }
    }
}

/// An entry on one side only, if it grants nothing that changes: it will, as soon as the accounts of its type change.
fn not_shown(
    key: &Key<'_>,
    rules: &[&Rule],
    shown: &ShownAccounts<'_>,
    desired: &Desired,
    sides: impl Fn(RuleSide) -> (Option<RuleSide>, Option<RuleSide>),
) -> Option<RuleChange> {
    let hidden = rules.first()?;
    let accounts = shown.get(&(key.kind, key.principal, key.permission_set));
    if accounts.is_some_and(|accounts| has_one_of(&hidden.target, desired, accounts)) {
        return None;
    }
    let until = hidden
        .facts
        .expires()
        .map_or(String::new(), |last| format!(" until {last}"));
    let text = format!("{} in {}{until}", key.permission_set, key.target);
    let (before, after) = sides(side(text, Some(hidden.permission_set.span)));
    Some(RuleChange {
        topic: RuleTopic::Entry,
        subject: format!("entry of {} {}", key.kind, key.principal),
        before,
        after,
        loosens: false,
    })
}

/// One change of what entries say, by all that have it in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct FactKey {
    topic: RuleTopic,
    field: &'static str,
    kind: PrincipalType,
    principal: String,
    before: Option<(String, Option<Span>)>,
    after: Option<(String, Option<Span>)>,
    loosens: bool,
}

#[derive(Debug, Default)]
struct Facts {
    found: BTreeMap<FactKey, (BTreeSet<PermissionSetName>, BTreeSet<String>)>,
}

/// A value and its place.
type Value = Option<(String, Option<Span>)>;

fn value<T: ToString>(located: Option<&Located<T>>) -> Value {
    located.map(|found| (found.value.to_string(), Some(found.span)))
}

impl Facts {
    fn compare(&mut self, key: &Key<'_>, was: &[&Rule], is: &[&Rule]) {
        let all = |rules: &[&Rule]| -> BTreeSet<[Option<String>; 5]> {
            rules.iter().map(|rule| texts(&rule.facts)).collect()
        };
        if all(was) == all(is) {
            return;
        }
        // Of several entries for the same thing, the one that lasts longest decides.
        let (Some(old), Some(new)) = (longest(was), longest(is)) else {
            return;
        };
        if texts(old) == texts(new) {
            self.add(
                key,
                (RuleTopic::Remark, "what its entries say"),
                Some((format!("{} entries", was.len()), place(was))),
                Some((format!("{} entries", is.len()), place(is))),
                false,
            );
            return;
        }
        // No `..`: what is added to the facts must be compared.
        let EntryFacts {
            owner,
            reason,
            ticket,
            expires,
            review_by,
        } = new;
        self.add(
            key,
            (RuleTopic::Owner, "owner"),
            value(old.owner.as_ref()),
            value(owner.as_ref()),
            old.owner.is_some(),
        );
        self.add(
            key,
            (RuleTopic::Remark, "reason"),
            value(old.reason.as_ref()),
            value(reason.as_ref()),
            false,
        );
        self.add(
            key,
            (RuleTopic::Remark, "ticket"),
            value(old.ticket.as_ref()),
            value(ticket.as_ref()),
            false,
        );
        self.add(
            key,
            (RuleTopic::Expiry, "expires"),
            value(old.expires.as_ref()),
            value(expires.as_ref()),
            is_later(old.expires(), new.expires()),
        );
        self.add(
            key,
            (RuleTopic::Review, "review_by"),
            value(old.review_by.as_ref()),
            value(review_by.as_ref()),
            is_later(old.review_by(), new.review_by()),
        );
    }

    fn add(
        &mut self,
        key: &Key<'_>,
        (topic, field): (RuleTopic, &'static str),
        before: Value,
        after: Value,
        loosens: bool,
    ) {
        let text = |value: &Value| value.as_ref().map(|(text, _)| text.clone());
        if text(&before) == text(&after) {
            return;
        }
        let fact = FactKey {
            topic,
            field,
            kind: key.kind,
            principal: key.principal.to_owned(),
            before,
            after,
            loosens,
        };
        let (sets, targets) = self.found.entry(fact).or_default();
        sets.insert(key.permission_set.clone());
        targets.insert(key.target.clone());
    }

    /// The last days of assignments that stay, whichever entries ask for them: an entry may be written anew, in
    /// another place and without its end.
    fn compare_ends(&mut self, before: Side<'_>, after: Side<'_>) {
        let ends = |side: Side<'_>| {
            let assignments = side.desired.state.assignments.iter();
            let found = assignments.filter_map(|one| {
                let expires = side.desired.rule(one)?.facts.expires?;
                Some((one.to_assignment(), expires))
            });
            found.collect::<HashMap<AccountAssignment, Located<Date>>>()
        };
        let (old, new) = (ends(before), ends(after));
        if old.is_empty() && new.is_empty() {
            return;
        }
        let known: BTreeSet<_> = self
            .found
            .iter()
            .filter(|(fact, _)| fact.topic == RuleTopic::Expiry)
            .flat_map(|(fact, (sets, _))| {
                sets.iter().map(|set| {
                    let text = |value: &Value| value.as_ref().map(|(text, _)| text.clone());
                    let principal = (fact.kind, fact.principal.clone());
                    (
                        principal,
                        set.clone(),
                        text(&fact.before),
                        text(&fact.after),
                    )
                })
            })
            .collect();
        let was = before.desired.state.assignments.iter();
        let was: BTreeSet<AccountAssignment> = was.map(AssignmentRef::to_assignment).collect();
        for one in after.desired.state.assignments.iter() {
            let assignment = one.to_assignment();
            let (then, now) = (old.get(&assignment), new.get(&assignment));
            let day = |end: Option<&Located<Date>>| end.map(|end| end.value);
            if day(then) == day(now) || !was.contains(&assignment) {
                continue;
            }
            let text = |end: Option<&Located<Date>>| day(end).map(|day| day.to_string());
            let principal = (
                assignment.principal.kind,
                assignment.principal.name.to_string(),
            );
            let set = assignment.permission_set.clone();
            if known.contains(&(principal, set, text(then), text(now))) {
                continue;
            }
            let asked_by = after.desired.rule(one).map(|rule| rule.place);
            let name = assignment.permission_set.clone();
            let key = Key {
                kind: assignment.principal.kind,
                principal: &assignment.principal.name,
                permission_set: &name,
                target: assignment.account.to_string(),
            };
            let without_end = || Some(("no last day".to_owned(), asked_by));
            self.add(
                &key,
                (RuleTopic::Expiry, "expires"),
                value(then),
                value(now).or_else(without_end),
                is_later(day(then), day(now)),
            );
        }
    }

    fn changes(self) -> impl Iterator<Item = RuleChange> {
        self.found.into_iter().map(|(fact, (sets, targets))| {
            let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
            let targets: Vec<String> = targets.into_iter().collect();
            let value = |value: Value| value.map(|(text, place)| side(text, place));
            RuleChange {
                topic: fact.topic,
                subject: format!(
                    "{} of {} {} ({} in {})",
                    fact.field,
                    fact.kind,
                    fact.principal,
                    some(&sets),
                    some(&targets),
                ),
                before: value(fact.before),
                after: value(fact.after),
                loosens: fact.loosens,
            }
        })
    }
}

/// As many names are listed; the rest is counted.
const NAMED: usize = 8;

fn some(names: &[String]) -> String {
    match names.get(NAMED..) {
        Some(rest) if !rest.is_empty() => {
            let named = names.get(..NAMED).unwrap_or_default();
            format!("{} and {} more", named.join(", "), rest.len())
        }
        _ => names.join(", "),
    }
}

fn longest<'a>(rules: &[&'a Rule]) -> Option<&'a EntryFacts> {
    let lasting = |rule: &&&Rule| {
        let expires = rule.facts.expires();
        (expires.is_none(), expires)
    };
    rules.iter().max_by_key(lasting).map(|rule| &*rule.facts)
}

fn place(rules: &[&Rule]) -> Option<Span> {
    rules.first().map(|rule| rule.permission_set.span)
}

/// Every fact as text.
fn texts(facts: &EntryFacts) -> [Option<String>; 5] {
    let EntryFacts {
        owner,
        reason,
        ticket,
        expires,
        review_by,
    } = facts;
    let text = |value: &Option<Located<std::sync::Arc<str>>>| {
        value.as_ref().map(|value| value.value.to_string())
    };
    let day = |value: &Option<Located<Date>>| value.map(|day| day.value.to_string());
    [
        text(owner),
        text(reason),
        text(ticket),
        day(expires),
        day(review_by),
    ]
}

/// Whether a day that limits something is later than before, or is no longer given.
fn is_later(before: Option<Date>, after: Option<Date>) -> bool {
    match (before, after) {
        (Some(_), None) => true,
        (Some(before), Some(after)) => after > before,
        (None, _) => false,
    }
}
