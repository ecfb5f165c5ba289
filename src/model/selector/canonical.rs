//! A selector as a value that can be compared and shown: order, repetition and places left aside.

use serde_json::{Map, Value};

use super::{AccountPattern, Clause, Selector};
use crate::source::Located;

impl Selector {
    /// The selector in the form in which a catalog would write it, clauses and patterns sorted. Two selectors that
    /// say the same are equal in this form.
    pub fn canonical(&self) -> Value {
        let mut clauses = clauses(&self.clauses);
        if !self.except.is_empty() {
            let mut except = Map::new();
            except.insert("except".to_owned(), self::clauses(&self.except).into());
            clauses.push(Value::Object(except));
        }
        clauses.into()
    }
}

fn clauses(clauses: &[Located<Clause>]) -> Vec<Value> {
    let mut shown: Vec<Value> = clauses.iter().map(|clause| one(&clause.value)).collect();
    shown.sort_by_key(Value::to_string);
    shown.dedup();
    shown
}

fn one(clause: &Clause) -> Value {
    let mut keys = Map::new();
    if let Some(accounts) = &clause.accounts {
        let patterns = accounts.iter().map(|pattern| match &pattern.value {
            AccountPattern::Name(name) => name.to_string(),
            AccountPattern::Id(id) => id.to_string(),
            AccountPattern::Glob(glob) => glob.to_string(),
        });
        keys.insert("accounts".to_owned(), sorted(patterns));
    }
    if let Some(units) = &clause.organizational_units {
        let patterns = units.iter().map(|unit| unit.value.to_string());
        keys.insert("organizational_units".to_owned(), sorted(patterns));
    }
    if !clause.tags.is_empty() {
        let tags = clause.tags.iter().map(|(key, globs)| {
            let globs = globs.iter().map(ToString::to_string);
            (key.clone(), sorted(globs))
        });
        keys.insert("tags".to_owned(), Value::Object(tags.collect()));
    }
    Value::Object(keys)
}

fn sorted(texts: impl Iterator<Item = String>) -> Value {
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts.dedup();
    texts.into()
}
