//! Ids in a snapshot's text.
//!
//! A large snapshot repeats a few thousand ids a million times. While it is read an id is a stretch of the text;
//! afterwards equal ids share one allocation.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

use crate::model::PrincipalId;

/// The id of a principal as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct IdText<'a>(Cow<'a, str>);

struct IdVisitor;

impl<'de> Visitor<'de> for IdVisitor {
    type Value = IdText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a group or a user")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        check(text)?;
        Ok(IdText(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        check(text)?;
        Ok(IdText(Cow::Owned(text.to_owned())))
    }
}

/// The service model allows 1 to 47 hexadecimal digits and dashes; simulators use other letters, too.
fn check<E: Error>(text: &str) -> Result<(), E> {
    let good = (1..=47).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    good.then_some(())
        .ok_or_else(|| E::custom(format_args!("`{text}` is not the id of a group or a user")))
}

impl<'de: 'a, 'a> Deserialize<'de> for IdText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(IdVisitor)
    }
}

impl<'de> Deserialize<'de> for PrincipalId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let IdText(text) = IdText::deserialize(deserializer)?;
        Ok(Self::new(&*text))
    }
}

impl Serialize for PrincipalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One allocation for each id that occurs.
#[derive(Default)]
pub(super) struct Interner<'a>(HashMap<IdText<'a>, PrincipalId>);

impl<'a> Interner<'a> {
    pub(super) fn id(&mut self, text: IdText<'a>) -> PrincipalId {
        let IdText(name) = &text;
        if let Some(id) = self.0.get(&text) {
            return id.clone();
        }
        let id = PrincipalId::new(&**name);
        self.0.insert(text, id.clone());
        id
    }
}
