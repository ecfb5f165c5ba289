//! What a permission set allows, judged from its policies: classes, dangers, ways to more than was granted.
//!
//! Danger stops nothing: it makes visible what a reviewer would otherwise have to know.

mod class;
mod danger_class;
mod escalation;
mod findings;
mod managed;
mod nothing;
mod relay_state;
mod rule;
mod statement;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod wildcard;

pub use class::Classification;
pub use danger_class::DangerClass;
pub use findings::{Cause, Finding, findings, is_administrator};
pub use nothing::{allows_nothing, denies_all};
pub use rule::{Level, Rule};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a change is dangerous: a rule, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Danger {
    /// The rule.
    pub rule: Rule,
    /// What it found: a policy, an action, an account. Empty where the rule says it all.
    pub detail: String,
}

impl Danger {
    pub fn new(rule: Rule, detail: impl Into<String>) -> Self {
        Self {
            rule,
            detail: detail.into(),
        }
    }

    /// The danger in words: "wildcard on a write action: s3:*".
    pub fn message(&self) -> String {
        let words = self.rule.words();
        match self.detail.as_str() {
            "" => words.to_owned(),
            detail => format!("{words}: {detail}"),
        }
    }
}

/// As it stands in JSON. Level and message follow from the other two, and are there for whoever reads it.
#[derive(Serialize, Deserialize)]
struct DangerJson {
    rule: Rule,
    level: Level,
    detail: String,
    message: String,
}

impl Serialize for Danger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = DangerJson {
            rule: self.rule,
            level: self.rule.level(),
            detail: self.detail.clone(),
            message: self.message(),
        };
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Danger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = DangerJson::deserialize(deserializer)?;
        let danger = Self::new(json.rule, json.detail);
        if json.level != danger.rule.level() || json.message != danger.message() {
            return Err(D::Error::custom(
                "a danger whose parts contradict each other",
            ));
        }
        Ok(danger)
    }
}
