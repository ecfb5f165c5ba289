//! The values that one expression is evaluated with.

use std::collections::BTreeMap;

use minijinja::value::Value as Answer;

/// A value of the context: `each.value.arn` stands three levels deep.
#[derive(Debug)]
pub enum Level {
    /// A text.
    Text(String),
    /// Names below a name.
    Names(BTreeMap<String, Level>),
}

impl From<Level> for Answer {
    fn from(level: Level) -> Self {
        match level {
            Level::Text(text) => Self::from(text),
            Level::Names(names) => {
                let names = names.into_iter();
                let values: BTreeMap<String, Self> =
                    names.map(|(name, level)| (name, level.into())).collect();
                values.into()
            }
        }
    }
}

/// Adds the value of a dotted name.
pub fn insert(context: &mut BTreeMap<String, Level>, path: &str, value: String) {
    match path.split_once('.') {
        None => {
            context.insert(path.to_owned(), Level::Text(value));
        }
        Some((first, rest)) => {
            let level = context
                .entry(first.to_owned())
                .or_insert_with(|| Level::Names(BTreeMap::new()));
            if let Level::Names(names) = level {
                insert(names, rest, value);
            }
        }
    }
}
