//! IAM policies of the caller: statements with actions, resources and conditions on tags.
//!
//! As much of IAM's language as policies for IAM Identity Center need. What is not supported is refused when the
//! policy is read, so that no condition is ignored.

use std::collections::BTreeMap;

use serde_json::Value;
use wildmatch::WildMatch;

/// The statements of one or more policies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policies {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq)]
struct Statement {
    allows: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq)]
struct Condition {
    operator: Operator,
    key: String,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    StringEquals { if_exists: bool },
    StringNotEquals { if_exists: bool },
    Null,
}

/// One resource of a request, with what conditions ask about it.
#[derive(Clone, Debug, Default)]
pub struct RequestedResource {
    /// The ARN.
    pub resource: String,
    /// Condition keys with their values: `aws:ResourceTag/team`.
    pub context: BTreeMap<String, String>,
}

impl Policies {
    /// Reads a policy document and adds its statements.
    ///
    /// # Errors
    /// What is not understood, in words.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        for statement in list(document.get("Statement")) {
            self.statements.push(Statement::parse(statement)?);
        }
        Ok(())
    }

    /// Returns whether there is any policy; without one everything is allowed.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Returns whether an action is allowed on a resource: some statement allows it, and none denies it.
    pub fn allow(&self, action: &str, asked: &RequestedResource) -> bool {
        let mut fitting = self
            .statements
            .iter()
            .filter(|statement| statement.fits(action, asked))
            .peekable();
        fitting.peek().is_some() && fitting.all(|statement| statement.allows)
    }
}

impl Statement {
    fn parse(statement: &Value) -> Result<Self, String> {
        let members = statement
            .as_object()
            .ok_or("a statement is not an object")?;
        for name in members.keys() {
            if !["Sid", "Effect", "Action", "Resource", "Condition"].contains(&name.as_str()) {
                return Err(format!("`{name}` of a statement is not evaluated"));
            }
        }
        let mut conditions = Vec::new();
        let operators = statement.get("Condition").and_then(Value::as_object);
        for (operator, keys) in operators.into_iter().flatten() {
            let operator = match operator.as_str() {
                "StringEquals" => Operator::StringEquals { if_exists: false },
                "StringEqualsIfExists" => Operator::StringEquals { if_exists: true },
                "StringNotEquals" => Operator::StringNotEquals { if_exists: false },
                "StringNotEqualsIfExists" => Operator::StringNotEquals { if_exists: true },
                "Null" => Operator::Null,
                other => return Err(format!("the operator `{other}` is not evaluated")),
            };
            for (key, values) in keys.as_object().into_iter().flatten() {
                conditions.push(Condition {
                    operator,
                    key: key.clone(),
                    values: texts(Some(values)),
                });
            }
        }
        Ok(Self {
            allows: statement.get("Effect").and_then(Value::as_str) == Some("Allow"),
            actions: texts(statement.get("Action")),
            resources: texts(statement.get("Resource")),
            conditions,
        })
    }

    fn fits(&self, action: &str, asked: &RequestedResource) -> bool {
        self.actions
            .iter()
            .any(|pattern| matches(&pattern.to_lowercase(), &action.to_lowercase()))
            && self
                .resources
                .iter()
                .any(|pattern| matches(pattern, &asked.resource))
            && self
                .conditions
                .iter()
                .all(|condition| condition.holds(&asked.context))
    }
}

impl Condition {
    fn holds(&self, context: &BTreeMap<String, String>) -> bool {
        let value = context.get(&self.key);
        match (self.operator, value) {
            (Operator::Null, value) => {
                let absent = if value.is_none() { "true" } else { "false" };
                self.values.iter().any(|wanted| wanted == absent)
            }
            (Operator::StringEquals { if_exists }, None) => if_exists,
            (Operator::StringEquals { .. }, Some(value)) => self.values.contains(value),
            // A negated operator holds for a key that is absent.
            (Operator::StringNotEquals { .. }, None) => true,
            (Operator::StringNotEquals { .. }, Some(value)) => !self.values.contains(value),
        }
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(values)) => values,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let texts = list(value).iter().map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    texts.collect()
}

/// Returns whether a text fits a pattern in which `*` stands for anything, and `?` for one character.
fn matches(pattern: &str, text: &str) -> bool {
    WildMatch::new(pattern).matches(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"{"Statement": [
        {"Effect": "Allow", "Action": "sso:Update*", "Resource": "arn:aws:sso:::permissionSet/*/*",
         "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}},
        {"Effect": "Allow", "Action": ["sso:UpdatePermissionSet"], "Resource": ["arn:aws:sso:::instance/*"]},
        {"Effect": "Allow", "Action": "sso:TagResource", "Resource": "*",
         "Condition": {"Null": {"aws:ResourceTag/team": "true"}, "StringEquals": {"aws:RequestTag/team": "a"}}},
        {"Effect": "Deny", "Action": "sso:UpdateInstance", "Resource": "*"}
    ]}"#;

    fn asked(resource: &str, context: &[(&str, &str)]) -> RequestedResource {
        RequestedResource {
            resource: resource.to_owned(),
            context: context
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_condition_on_a_tag_holds_only_for_the_resource_that_has_it() {
        let mut policies = Policies::default();
        policies.add(POLICY).unwrap();
        let set = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
        let own = [("aws:ResourceTag/team", "a")];
        assert!(policies.allow("sso:UpdatePermissionSet", &asked(set, &own)));
        assert!(!policies.allow("sso:UpdatePermissionSet", &asked(set, &[])));
        let other = [("aws:ResourceTag/team", "b")];
        assert!(!policies.allow("sso:UpdatePermissionSet", &asked(set, &other)));
        let instance = asked("arn:aws:sso:::instance/ssoins-1", &[]);
        assert!(policies.allow("sso:UpdatePermissionSet", &instance));
        assert!(!policies.allow("sso:UpdateInstance", &asked(set, &own)));
        let new = [("aws:RequestTag/team", "a")];
        assert!(policies.allow("sso:TagResource", &asked(set, &new)));
        let taken = [("aws:RequestTag/team", "a"), ("aws:ResourceTag/team", "b")];
        assert!(!policies.allow("sso:TagResource", &asked(set, &taken)));
    }

    #[test]
    fn what_is_not_evaluated_is_refused_when_it_is_read() {
        let mut policies = Policies::default();
        for text in [
            r#"{"Statement": {"Effect": "Allow", "NotAction": "x", "Resource": "*"}}"#,
            r#"{"Statement": {"Effect": "Allow", "Action": "x", "Resource": "*", "Condition": {"IpAddress": {}}}}"#,
        ] {
            assert!(policies.add(text).is_err(), "{text}");
        }
    }
}
