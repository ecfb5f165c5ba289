//! What the handler of an operation receives: the world, the time, the checked input, and paging.

use std::fmt::Display;
use std::ops::Bound;
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use crate::digest::digest;
use crate::world::{Actor, Answer, Moment, Refusal, World};

/// A call that is being answered.
pub struct Context<'a> {
    pub world: &'a mut World,
    pub now: Moment,
    pub actor: Actor,
    /// The region that the request is signed for; none for a call that is not signed.
    pub region: Option<String>,
    /// The name of the operation.
    pub operation: &'static str,
    /// Whether a success of the operation changes the world.
    pub writes: bool,
    pub input: Input<'a>,
    /// The size of a page when the call names none.
    pub page_size: usize,
    pub dialect: Dialect,
}

/// The members of a request, or of a structure in it. They were checked against the operation's shapes before.
#[derive(Clone, Copy)]
pub struct Input<'a>(pub &'a Map<String, Value>);

impl<'a> Input<'a> {
    /// Returns a string, if it is given.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    /// Returns a string, as the world keeps it.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// Returns a string that the shapes demand.
    pub fn required(&self, name: &str) -> Answer<&'a str> {
        self.text(name).ok_or_else(|| malformed(name))
    }

    /// Returns an identifier that the shapes demand.
    pub fn id<T: FromStr>(&self, name: &str) -> Answer<T> {
        self.required(name)?.parse().map_err(|_| malformed(name))
    }

    /// Returns the elements of a list; none where it is absent.
    pub fn list(&self, name: &str) -> &'a [Value] {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the structures of a list.
    pub fn structures(&self, name: &str) -> impl Iterator<Item = Input<'a>> + use<'a> {
        self.list(name)
            .iter()
            .filter_map(Value::as_object)
            .map(Input)
    }

    /// Returns a structure, if it is given.
    pub fn structure(&self, name: &str) -> Option<Input<'a>> {
        self.0.get(name)?.as_object().map(Input)
    }

    fn number(&self, name: &str) -> Option<usize> {
        usize::try_from(self.0.get(name)?.as_u64()?).ok()
    }
}

/// Refuses a member that its shape allows and the world does not.
fn malformed(name: &str) -> Refusal {
    Refusal::validation(format!("The value of {name} is missing or malformed."))
}

/// Returns everything beyond `after` in a sorted map.
pub fn beyond<K>(after: Option<K>) -> (Bound<K>, Bound<K>) {
    (
        after.map_or(Bound::Unbounded, Bound::Excluded),
        Bound::Unbounded,
    )
}

/// One page of a list, before it is written.
pub struct Page {
    items: Vec<Value>,
    next: Option<String>,
    odd: bool,
}

impl Page {
    /// Returns the response with the page under `member`.
    pub fn into_response(self, member: &str) -> Value {
        let mut response = Map::new();
        // With `odd-pages`, as seen on AWS: an empty list is an absent member.
        if !(self.odd && self.items.is_empty()) {
            response.insert(member.to_owned(), Value::Array(self.items));
        }
        if let Some(token) = self.next {
            response.insert("NextToken".to_owned(), Value::String(token));
        }
        Value::Object(response)
    }
}

impl Context<'_> {
    /// Returns one page of a list that is sorted by a key.
    ///
    /// `list` gives the keys and elements beyond a key. The token carries the last key of the page, so that what is
    /// created or deleted between two pages neither repeats nor skips anything else; and it carries a digest of the
    /// request, so that a token of another request is refused.
    pub fn page<'w, K, I>(&'w self, list: impl FnOnce(&'w World, Option<K>) -> I) -> Answer<Page>
    where
        K: FromStr + Display,
        I: Iterator<Item = (K, Value)>,
    {
        let size = self.input.number("MaxResults").unwrap_or(self.page_size);
        let odd = self.world.options.odd_pages;
        let (first_page, after) = match self.input.text("NextToken") {
            None | Some("") => (true, None),
            Some(token) => (false, self.read_token(token)?),
        };
        let mut rest = list(self.world, after).peekable();
        if odd && first_page {
            let next = rest.peek().map(|_| self.token(""));
            return Ok(Page {
                items: Vec::new(),
                next,
                odd,
            });
        }
        let mut items = Vec::new();
        let mut last = None;
        for (key, value) in rest.by_ref().take(size) {
            items.push(value);
            last = Some(key);
        }
        let more = rest.peek().is_some() || odd;
        let next = last
            .filter(|_| more)
            .map(|key| self.token(&key.to_string()));
        Ok(Page { items, next, odd })
    }

    fn read_token<K: FromStr>(&self, token: &str) -> Answer<Option<K>> {
        let refused = || self.dialect.bad_token();
        let key = token
            .strip_prefix(&self.token(""))
            .and_then(|key| String::from_utf8(hex::decode(key).ok()?).ok())
            .ok_or_else(refused)?;
        if key.is_empty() {
            return Ok(None);
        }
        key.parse().map(Some).map_err(|_| refused())
    }

    fn token(&self, key: &str) -> String {
        let mut request = self.input.0.clone();
        request.remove("NextToken");
        request.remove("MaxResults");
        let mark = digest(
            0,
            &[self.operation, &Value::Object(sorted(request)).to_string()],
        ) as u64;
        format!("{mark:016x}-{}", hex::encode(key))
    }
}

/// Returns the members in the order of their names: clients send them in any order.
fn sorted(members: Map<String, Value>) -> Map<String, Value> {
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by(|one, other| one.0.cmp(&other.0));
    members.into_iter().collect()
}

/// `{}`, the answer of operations that return nothing.
pub fn nothing() -> Answer<Value> {
    Ok(json!({}))
}

/// Returns the object without members that are null: AWS leaves out what is not there.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect(),
        ),
        other => other,
    }
}
