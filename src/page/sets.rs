//! Permission sets as a page shows them.

use similar::ChangeTag;

use crate::report::line_difference;

use super::data::{Definition, Edit, SetData};
use crate::model::{PermissionSet, PermissionSetName, PermissionsBoundary};
use crate::risk::{Classification, DangerClass, Rule};
use crate::text::{visible, visible_lines};

/// A set of which only the name is known.
pub(super) fn unseen(name: &PermissionSetName) -> SetData {
    SetData {
        name: name.to_string(),
        class: DangerClass::Unknown,
        reasons: Vec::new(),
        dangers: Vec::new(),
        definition: None,
        place: String::new(),
        standing: None,
        governed_by: None,
        edits: Vec::new(),
        outdated: Vec::new(),
        unassigned: Vec::new(),
    }
}

/// A set with its class and all that it is made of.
pub(super) fn described(set: &PermissionSet) -> SetData {
    let Classification {
        class,
        reasons,
        dangers,
    } = Classification::of(set);
    let shown = |text: String| visible(&text).into_owned();
    let dangers = dangers
        .iter()
        .filter(|danger| danger.rule != Rule::AdministratorEquivalent);
    SetData {
        class,
        reasons: reasons.into_iter().map(shown).collect(),
        dangers: dangers.map(|danger| shown(danger.message())).collect(),
        definition: Some(definition(set)),
        ..unseen(&set.name)
    }
}

fn definition(set: &PermissionSet) -> Definition {
    let managed = set.managed_policies.iter();
    let customer = set.customer_managed_policies.iter();
    let inline = set.inline_policy.as_ref();
    Definition {
        attributes: attributes(set),
        managed_policies: managed
            .map(|policy| (policy.to_string(), Classification::of_managed(policy)))
            .collect(),
        customer_managed_policies: customer.map(ToString::to_string).collect(),
        inline_policy: inline
            .map(|policy| visible_lines(&policy.pretty()))
            .unwrap_or_default(),
    }
}

fn attributes(set: &PermissionSet) -> Vec<(String, String)> {
    let mut found = vec![("session_duration", set.session_duration.to_string())];
    if let Some(description) = &set.description {
        found.insert(0, ("description", description.clone()));
    }
    if let Some(relay_state) = &set.relay_state {
        found.push(("relay_state", relay_state.clone()));
    }
    if let Some(boundary) = &set.permissions_boundary {
        let text = match boundary {
            PermissionsBoundary::Managed(policy) => format!("AWS managed policy {policy}"),
            PermissionsBoundary::CustomerManaged(policy) => {
                format!("customer managed policy {policy}")
            }
        };
        found.push(("permissions_boundary", text));
    }
    let mut found: Vec<(String, String)> = found
        .into_iter()
        .map(|(name, value)| (name.to_owned(), visible(&value).into_owned()))
        .collect();
    found.extend(set.tags.iter().map(|(key, value)| {
        let name = format!("tag {}", visible(key));
        (name, visible(value).into_owned())
    }));
    found
}

/// What differs between the set that lives and the one of the catalog. Two sets that a plan would leave alone differ
/// in nothing.
pub(super) fn edits(live: &PermissionSet, desired: &PermissionSet) -> Vec<Edit> {
    let (before, after) = (definition(live), definition(desired));
    let mut edits = Vec::new();
    let names = before
        .attributes
        .iter()
        .chain(&after.attributes)
        .map(|(name, _)| name);
    let mut seen: Vec<&String> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let of = |side: &Definition| {
            let mut found = side.attributes.iter().filter(|(known, _)| known == name);
            found.next().map(|(_, value)| value.clone())
        };
        edits.extend(replaced(name, of(&before), of(&after)));
    }
    let policies = |side: &Definition| {
        let managed = side.managed_policies.iter().map(|(name, _)| name.clone());
        managed.collect::<Vec<_>>()
    };
    edits.extend(listed(
        "AWS managed policies",
        &policies(&before),
        &policies(&after),
    ));
    edits.extend(listed(
        "customer managed policies",
        &before.customer_managed_policies,
        &after.customer_managed_policies,
    ));
    if live.inline_policy != desired.inline_policy {
        edits.push(Edit {
            what: "inline policy".to_owned(),
            lines: unified(&before.inline_policy, &after.inline_policy),
        });
    }
    edits
}

fn replaced(what: &str, before: Option<String>, after: Option<String>) -> Option<Edit> {
    (before != after).then(|| Edit {
        what: what.to_owned(),
        lines: before
            .map(|text| format!("-{text}"))
            .into_iter()
            .chain(after.map(|text| format!("+{text}")))
            .collect(),
    })
}

fn listed(what: &str, before: &[String], after: &[String]) -> Option<Edit> {
    let lost = before.iter().filter(|one| !after.contains(one));
    let gained = after.iter().filter(|one| !before.contains(one));
    let lines: Vec<String> = lost
        .map(|one| format!("-{one}"))
        .chain(gained.map(|one| format!("+{one}")))
        .collect();
    (!lines.is_empty()).then(|| Edit {
        what: what.to_owned(),
        lines,
    })
}

/// The lines of both texts, each with what became of it.
pub(super) fn unified(before: &str, after: &str) -> Vec<String> {
    let diff = line_difference(before, after);
    let lines = diff.iter_all_changes().map(|change| {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        format!("{sign}{}", change.value().trim_end_matches(['\n', '\r']))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{ManagedPolicy, PolicyDocument, SessionDuration};

    fn set() -> PermissionSet {
        PermissionSet::new(PermissionSetName::parse("Team").unwrap())
    }

    #[test]
    fn what_a_plan_would_leave_alone_differs_in_nothing() {
        let policy = |action| {
            let document =
                json!({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]});
            Some(PolicyDocument::from_value(document).unwrap())
        };
        let (mut live, mut desired) = (set(), set());
        live.inline_policy = policy(json!("s3:GetObject"));
        desired.inline_policy = policy(json!(["s3:GetObject"]));
        assert_eq!(edits(&live, &desired), []);
    }

    #[test]
    fn each_difference_is_told_with_what_was_before() {
        let (live, mut desired) = (set(), set());
        desired.session_duration = SessionDuration::parse("PT8H").unwrap();
        desired
            .managed_policies
            .insert(ManagedPolicy::parse("ReadOnlyAccess").unwrap());
        desired.tags.insert("team".into(), "a".into());
        let told: Vec<String> = edits(&live, &desired)
            .into_iter()
            .map(|edit| format!("{}: {}", edit.what, edit.lines.join(" ")))
            .collect();
        assert_eq!(
            told,
            [
                "session_duration: -PT1H +PT8H",
                "tag team: +a",
                "AWS managed policies: +ReadOnlyAccess"
            ]
        );
        assert_eq!(unified("a\nb\n", "a\nc\n"), [" a", "-b", "+c"]);
    }
}
