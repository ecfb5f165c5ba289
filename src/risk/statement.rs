//! The statements of an IAM policy, as far as a danger can be read from them.

use serde_json::Value;
use wildmatch::WildMatch;

use crate::model::PolicyDocument;

/// A list of patterns, or everything but what they match.
#[derive(Debug, Clone)]
pub enum Patterns {
    /// `Action`, `Resource`.
    Of(Vec<String>),
    /// `NotAction`, `NotResource`.
    AllBut(Vec<String>),
}

/// One statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Whether it allows; it denies otherwise.
    pub allows: bool,
    /// Which actions.
    pub actions: Patterns,
    /// On which resources.
    pub resources: Patterns,
    /// Whether it holds only sometimes.
    pub conditional: bool,
}

impl Statement {
    /// A statement on every resource, without a condition.
    pub fn allow(actions: &[&str]) -> Self {
        Self {
            allows: true,
            actions: Patterns::Of(actions.iter().map(ToString::to_string).collect()),
            resources: Patterns::Of(vec!["*".to_owned()]),
            conditional: false,
        }
    }

    /// The statements of a document. One that lacks what IAM wants is read as if it had it in the widest form.
    pub fn all(document: &PolicyDocument) -> Vec<Self> {
        let statements = match document.canonical().get("Statement") {
            Some(Value::Array(statements)) => statements.as_slice(),
            _ => &[],
        };
        statements.iter().map(Self::read).collect()
    }

    fn read(statement: &Value) -> Self {
        let patterns = |key: &str, not: &str| match (statement.get(key), statement.get(not)) {
            (None, Some(texts)) => Patterns::AllBut(strings(texts)),
            (Some(texts), _) => Patterns::Of(strings(texts)),
            (None, None) => Patterns::Of(vec!["*".to_owned()]),
        };
        Self {
            allows: statement.get("Effect").and_then(Value::as_str) == Some("Allow"),
            actions: patterns("Action", "NotAction"),
            resources: patterns("Resource", "NotResource"),
            conditional: matches!(statement.get("Condition"), Some(Value::Object(keys)) if !keys.is_empty()),
        }
    }

    /// Whether the statement speaks of an action, such as `iam:PassRole`.
    pub fn names(&self, action: &str) -> bool {
        match &self.actions {
            Patterns::Of(patterns) => patterns.iter().any(|pattern| covers(pattern, action)),
            Patterns::AllBut(patterns) => !patterns.iter().any(|pattern| covers(pattern, action)),
        }
    }

    /// Whether the statement reaches every resource there is.
    pub fn is_everywhere(&self) -> bool {
        match &self.resources {
            Patterns::Of(resources) => resources.iter().any(|resource| is_every(resource)),
            Patterns::AllBut(_) => false,
        }
    }

    /// Whether the statement reaches every resource of some kind, such as `arn:aws:iam::*:role/*`.
    pub fn is_broad(&self) -> bool {
        match &self.resources {
            Patterns::Of(resources) => resources.iter().any(|resource| is_broad(resource)),
            Patterns::AllBut(_) => true,
        }
    }

    /// Whether every resource that the statement reaches is called by its whole name; for what lies in a bucket, that
    /// is the bucket's.
    pub fn is_of_named(&self) -> bool {
        let is_named = |resource: &String| {
            let name = name_of(resource).unwrap_or("*");
            let is_s3 = resource.split(':').nth(2) == Some("s3");
            let known = match name.split_once('/') {
                Some((bucket, _)) if is_s3 => bucket,
                _ => name,
            };
            !known.is_empty() && !known.contains(['*', '?'])
        };
        match &self.resources {
            Patterns::Of(resources) => resources.iter().all(is_named),
            Patterns::AllBut(_) => false,
        }
    }

    /// The resources of a service whose bucket or table is not called by its whole name: `*`, `arn:aws:s3:::*-state/*`.
    pub fn wildcards_of(&self, service: &str) -> Vec<&str> {
        let is_wild = |resource: &str| {
            if is_every(resource) {
                return true;
            }
            let of_service = resource
                .split(':')
                .nth(2)
                .is_some_and(|named| covers(named, service));
            let Some(name) = name_of(resource).filter(|_| of_service) else {
                return false;
            };
            let holder = match service {
                "s3" => name.split('/').next(),
                _ => name.split('/').nth(1),
            };
            holder.unwrap_or(name).contains(['*', '?'])
        };
        match &self.resources {
            Patterns::Of(resources) => {
                let resources = resources.iter().map(String::as_str);
                resources.filter(|resource| is_wild(resource)).collect()
            }
            Patterns::AllBut(_) => Vec::new(),
        }
    }

    /// Whether the statement reaches resources that are not called by their whole names, such as
    /// `arn:aws:iam::*:role/team-*`. A policy variable is a name: `user/${aws:username}` is only oneself.
    pub fn is_open(&self) -> bool {
        match &self.resources {
            Patterns::Of(resources) => resources.iter().any(|resource| {
                is_every(resource)
                    || name_of(resource).is_some_and(|name| name.contains(['*', '?']))
            }),
            Patterns::AllBut(_) => true,
        }
    }
}

/// Whether a pattern of actions covers an action. IAM tells no case apart in actions, `*` is any text and `?` any one
/// character (IAM reference, "Action").
pub fn covers(pattern: &str, action: &str) -> bool {
    WildMatch::new(&pattern.to_ascii_lowercase()).matches(&action.to_ascii_lowercase())
}

fn is_every(resource: &str) -> bool {
    !resource.is_empty() && resource.chars().all(|c| c == '*')
        || resource.starts_with("arn:") && resource.split(':').skip(2).all(|part| part == "*")
}

/// The last part of an ARN: `role/team-a`.
fn name_of(resource: &str) -> Option<&str> {
    resource.splitn(6, ':').nth(5)
}

fn is_broad(resource: &str) -> bool {
    if is_every(resource) {
        return true;
    }
    let Some(name) = name_of(resource) else {
        return false;
    };
    // The objects of one bucket are not every object: only a bucket's name has no kind before it.
    let is_s3 = resource.split(':').nth(2) == Some("s3");
    let after_kind = match name.split_once(['/', ':']) {
        Some((_, rest)) if !is_s3 => rest,
        Some((bucket, _)) => bucket,
        None => name,
    };
    !after_kind.is_empty() && after_kind.chars().all(|c| matches!(c, '*' | '/' | ':'))
}

fn strings(value: &Value) -> Vec<String> {
    let strings = value.as_array().into_iter().flatten();
    strings
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_matched_as_iam_does() {
        for (pattern, action) in [
            ("*", "iam:PassRole"),
            ("*:*", "iam:PassRole"),
            ("IAM:passrole", "iam:PassRole"),
            ("iam:*", "iam:PassRole"),
            ("iam:Pass*", "iam:PassRole"),
            ("iam:?assRole", "iam:PassRole"),
            ("i*:*Role", "iam:PassRole"),
        ] {
            assert!(covers(pattern, action), "{pattern}");
        }
        for pattern in ["iam:Pass", "iam:PassRole?", "s3:*", "", "iam:Get*"] {
            assert!(!covers(pattern, "iam:PassRole"), "{pattern}");
        }
    }

    #[test]
    fn how_far_a_resource_reaches_is_read_from_its_name() {
        for every in ["*", "**", "arn:aws:*:*:*:*", "arn:*:*:*:*:*"] {
            assert!(is_every(every) && is_broad(every), "{every}");
        }
        for broad in [
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111111111111:role/*",
            "arn:aws:lambda:*:*:function:*",
            "arn:aws:s3:::*",
            "arn:aws:s3:::*/*",
            "arn:aws:sqs:*:*:*",
        ] {
            assert!(is_broad(broad) && !is_every(broad), "{broad}");
        }
        for narrow in [
            "",
            "arn:aws:iam::*:role/deploy",
            "arn:aws:iam::*:role/team-*",
            "arn:aws:s3:::bucket/*",
            "arn:aws:dynamodb:*:*:table/locks",
        ] {
            assert!(!is_broad(narrow), "{narrow}");
        }
    }
}
