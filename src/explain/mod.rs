//! Why somebody has access in an account, and why somebody has not: every rule that could give it, with what speaks for
//! it and against it.

mod json;
mod names;
mod route;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use json::explain_json;
pub use names::{Unknown, account, permission_set, principal};
pub use route::{Obstacle, Route};
pub use text::explain_text;

use crate::desired::SymbolicTypes;
use crate::model::{
    AccountState, Catalog, Directory, OrganizationAccount, PermissionSetName, PrincipalType, Rule,
    Trace,
};
use crate::text::nearest;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The catalog, without what expired.
    pub catalog: &'a Catalog,
    /// The rules that hold no longer.
    pub expired: &'a [Rule],
    /// The accounts.
    pub directory: &'a Directory,
    /// The account types whose accounts are not known.
    pub unresolved: &'a SymbolicTypes,
    /// Where.
    pub account: &'a OrganizationAccount,
    /// Who: a group or a user.
    pub kind: PrincipalType,
    /// By which name.
    pub principal: &'a str,
    /// The permission sets that were expected; if there are none, what the principal has elsewhere is explained.
    pub why_not: &'a BTreeSet<PermissionSetName>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Where.
    pub account: OrganizationAccount,
    /// Whether that is the management account.
    pub is_management: bool,
    /// Who.
    pub kind: PrincipalType,
    /// By which name.
    pub principal: Arc<str>,
    /// The rules that give something, in the order of the catalog.
    pub given: Vec<Route>,
    /// The rules that do not, though they name the principal or what was expected.
    pub not_given: Vec<Route>,
    /// The rules of which it is not known: the accounts of their account types are not.
    pub not_known: Vec<Route>,
    /// What was expected, and whether it is given; `None` where that is not known.
    pub expected: BTreeMap<PermissionSetName, Option<bool>>,
    /// The sets that were expected and that no rule gives to anybody.
    pub unassigned: BTreeSet<PermissionSetName>,
    /// Whether a rule names the principal at all.
    pub is_named: bool,
    /// A name like the principal's, where none does.
    pub similar: Option<Arc<str>>,
}

/// Answers a question. Says of every assignment the same as the desired state.
pub fn explain(question: &Question<'_>) -> Explanation {
    let rules = || question.catalog.rules.iter().chain(question.expired);
    let mut routes = Routes::new(question);
    for rule in &question.catalog.rules {
        routes.add(rule, false);
    }
    for rule in question.expired {
        routes.add(rule, true);
    }
    let (given, mut not_given): (Vec<Route>, Vec<Route>) = routes
        .found
        .into_iter()
        .partition(|route| route.obstacles.is_empty());
    let has: BTreeSet<PermissionSetName> = given
        .iter()
        .flat_map(|route| route.permission_sets.iter().cloned())
        .collect();
    for route in &mut not_given {
        route.permission_sets.retain(|set| !has.contains(set));
    }
    not_given.retain(|route| !route.permission_sets.is_empty());
    let (not_known, not_given): (Vec<Route>, Vec<Route>) = not_given
        .into_iter()
        .partition(|route| route.obstacles.contains(&Obstacle::Unresolved));
    let may_have: BTreeSet<&PermissionSetName> = not_known
        .iter()
        .flat_map(|route| &route.permission_sets)
        .collect();
    let assigned = |set: &PermissionSetName| rules().any(|rule| rule.permission_set.value == *set);
    let unassigned = question.why_not.iter().filter(|set| !assigned(set));
    let mut named = rules().filter(|rule| rule.kind == question.kind);
    let is_named = named.any(|rule| *rule.principal.value == *question.principal);
    Explanation {
        account: question.account.clone(),
        is_management: question.directory.is_management(&question.account.account),
        kind: question.kind,
        principal: question.principal.into(),
        expected: question
            .why_not
            .iter()
            .map(|set| {
                let is_given = has.contains(set);
                let is_known = is_given || !may_have.contains(set);
                (set.clone(), is_known.then_some(is_given))
            })
            .collect(),
        unassigned: unassigned.cloned().collect(),
        is_named,
        similar: match is_named {
            true => None,
            false => similar(question, rules()),
        },
        given,
        not_given,
        not_known,
    }
}

fn similar<'a>(question: &Question<'_>, rules: impl Iterator<Item = &'a Rule>) -> Option<Arc<str>> {
    let named = rules
        .filter(|rule| rule.kind == question.kind)
        .map(|rule| &*rule.principal.value);
    let names: BTreeSet<&str> = named.collect();
    nearest(question.principal, names).map(|known| known.name().into())
}

/// Collects routes; what is known of an account type is asked once.
struct Routes<'a> {
    question: &'a Question<'a>,
    traces: BTreeMap<Arc<str>, Trace>,
    found: Vec<Route>,
}

impl<'a> Routes<'a> {
    fn new(question: &'a Question<'a>) -> Self {
        let Question {
            catalog, account, ..
        } = question;
        let types = catalog.account_types.iter();
        let types = types.filter(|(name, _)| !question.unresolved.contains(name));
        let traces = types.map(|(name, account_type)| {
            let trace = account_type.selector.trace(account, question.directory);
            (Arc::clone(name), trace)
        });
        Self {
            question,
            traces: traces.collect(),
            found: Vec::new(),
        }
    }

    /// Adds a rule that names the principal, or that gives somebody else here what was expected.
    fn add(&mut self, rule: &Rule, is_expired: bool) {
        let question = self.question;
        let is_meant = rule.kind == question.kind && *rule.principal.value == *question.principal;
        let is_expected = question.why_not.contains(&rule.permission_set.value);
        if !is_meant && !is_expected {
            return;
        }
        let mut obstacles = self.obstacles(rule, is_expired);
        let is_given = is_meant && obstacles.is_empty();
        if !is_given && !is_expected && !question.why_not.is_empty() {
            return;
        }
        if !is_meant {
            if !obstacles.is_empty() {
                return;
            }
            obstacles.push(Obstacle::OtherPrincipal);
        }
        match self.found.last_mut() {
            Some(last) if last.is_of_entry(rule) && last.obstacles == obstacles => last.add(rule),
            _ => {
                let selection = self.trace(rule).cloned();
                self.found.push(Route::new(rule, selection, obstacles));
            }
        }
    }

    /// Why the rule's account type selects the account, or does not; `None` where that is not known.
    fn trace(&self, rule: &Rule) -> Option<&Trace> {
        self.traces.get(route::account_type(rule)?)
    }

    fn is_unresolved(&self, rule: &Rule) -> bool {
        route::account_type(rule).is_some_and(|name| self.question.unresolved.contains(name))
    }

    /// What keeps a rule from giving its set in the account, whoever the principal is.
    fn obstacles(&self, rule: &Rule, is_expired: bool) -> Vec<Obstacle> {
        let account = self.question.account;
        let mut obstacles = Vec::new();
        match self.trace(rule) {
            None if self.is_unresolved(rule) => obstacles.push(Obstacle::Unresolved),
            Some(trace) => obstacles.extend(Obstacle::of_selection(trace)),
            None if route::names(rule, account) => {}
            None => obstacles.push(Obstacle::OtherAccount),
        }
        // Where the rule does not lead, it matters not that it is over.
        if obstacles.is_empty() {
            let last_day = rule.facts.expires.filter(|_| is_expired);
            obstacles.extend(last_day.map(Obstacle::Expired));
            if account.state != AccountState::Active {
                obstacles.push(Obstacle::Inactive(account.state));
            }
        }
        obstacles
    }
}
