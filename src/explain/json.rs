//! Why somebody has access, and why not, for programs.

use serde_json::{Value, json};

use super::text::sentences;
use super::{Explanation, Obstacle, Route};
use crate::model::{ClauseTrace, Condition, Looks, Target};
use crate::source::{Sources, Span};

/// One explanation. `through` is the user who is asked about, where the principal is a group of that user.
pub fn explain_json(explanation: &Explanation, through: Option<&str>, sources: &Sources) -> Value {
    let account = &explanation.account;
    let unit = (!account.organizational_units.is_empty()).then(|| account.unit_path());
    let routes =
        |routes: &[Route]| -> Vec<Value> { routes.iter().map(|one| route(one, sources)).collect() };
    let mut json = json!({
        "account": account.account.name,
        "account_id": account.account.id,
        "state": account.state,
        "management_account": explanation.is_management,
        "organizational_unit": unit,
        "principal_type": explanation.kind,
        "principal": explanation.principal,
        "given": routes(&explanation.given),
        "not_given": routes(&explanation.not_given),
        "not_known": routes(&explanation.not_known),
    });
    if let Some(user) = through {
        json["member"] = user.into();
    }
    let expected = explanation.expected.iter().map(|(set, is_given)| {
        json!({
            "permission_set": set,
            "given": is_given,
            "assigned": !explanation.unassigned.contains(set),
        })
    });
    if !explanation.expected.is_empty() {
        json["expected"] = expected.collect();
    }
    json
}

fn route(route: &Route, sources: &Sources) -> Value {
    let place = |span: Span| sources.file_line(span);
    let reasons: Vec<&str> = route.obstacles.iter().map(reason).collect();
    let messages = sentences(route).into_iter().map(|line| {
        let places: Vec<String> = line.places.iter().map(|span| place(*span)).collect();
        json!({ "message": line.text, "sources": places })
    });
    let mut json = json!({
        "permission_sets": route.permission_sets,
        "sources": route.places.iter().map(|span| place(*span)).collect::<Vec<_>>(),
        "principal_type": route.kind,
        "principal": route.principal.value,
        "because": messages.collect::<Vec<_>>(),
    });
    if !reasons.is_empty() {
        json["reasons"] = reasons.into();
    }
    match &route.target {
        Target::Account(account) => json["entry_account"] = account.value.to_string().into(),
        Target::AccountType(name) => json["account_type"] = (*name.value).into(),
    }
    if let Some(trace) = &route.selection {
        json["clauses"] = trace
            .clauses
            .iter()
            .map(|one| clause(one, sources))
            .collect();
        json["except"] = trace
            .except
            .iter()
            .map(|one| clause(one, sources))
            .collect();
    }
    let facts = &route.facts;
    let day = |day: Option<crate::model::Date>| day.map(|day| day.to_string());
    for (key, said) in [
        ("owner", facts.owner().map(str::to_owned)),
        ("reason", facts.reason().map(str::to_owned)),
        ("ticket", facts.ticket().map(str::to_owned)),
        ("expires", day(facts.expires())),
        ("review_by", day(facts.review_by())),
    ] {
        if let Some(said) = said {
            json[key] = said.into();
        }
    }
    json
}

fn reason(obstacle: &Obstacle) -> &'static str {
    match obstacle {
        Obstacle::OtherAccount => "other_account",
        Obstacle::NotSelected => "not_selected",
        Obstacle::Excluded(_) => "excluded",
        Obstacle::ManagementAccount(_) => "management_account",
        Obstacle::Expired(_) => "expired",
        Obstacle::Inactive(_) => "inactive_account",
        Obstacle::OtherPrincipal => "other_principal",
        Obstacle::Unresolved => "unresolved_account_type",
    }
}

fn clause(clause: &ClauseTrace, sources: &Sources) -> Value {
    let conditions = clause.conditions.iter().map(condition);
    json!({
        "source": sources.file_line(clause.span),
        "holds": clause.holds,
        "conditions": conditions.collect::<Vec<_>>(),
    })
}

fn condition(condition: &Condition) -> Value {
    let of = match &condition.looks {
        Looks::Account => "account".to_owned(),
        Looks::OrganizationalUnit => "organizational_unit".to_owned(),
        Looks::Tag(key) => format!("tag:{key}"),
    };
    json!({
        "of": of,
        "patterns": condition.patterns,
        "found": condition.found,
        "holds": condition.holds,
    })
}
