//! The attributes of a user that the identity store keeps as they were given.

use serde_json::{Map, Value, json};

use crate::snapshot;

/// Members of AWS's `User`, by their names there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(Map<String, Value>);

impl Attributes {
    /// Returns the attributes of a user in a state file. A member of `attributes` there takes precedence over the shorter
    /// form of the same attribute.
    pub fn load(user: &snapshot::User) -> Self {
        let mut all = plain(user);
        all.extend(user.attributes.clone());
        Self(all)
    }

    /// Writes the attributes into a user of a state file: names, addresses and numbers in the short form, all that it does
    /// not express in `attributes`.
    pub fn save(&self, user: &mut snapshot::User) {
        user.given_name = self.part("Name", "GivenName");
        user.family_name = self.part("Name", "FamilyName");
        user.emails = self.values("Emails");
        user.phone_numbers = self.values("PhoneNumbers");
        let expressed = plain(user);
        let rest = self
            .0
            .iter()
            .filter(|(name, value)| expressed.get(*name) != Some(value));
        user.attributes = rest
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
    }

    /// Returns the attributes in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// Returns a member of a structure, if it is a text: the `GivenName` of the `Name`.
    pub fn part(&self, name: &str, member: &str) -> Option<String> {
        let part = self.0.get(name)?.get(member)?.as_str()?;
        Some(part.to_owned())
    }

    /// Returns the values of a list of contacts: of `Emails` or `PhoneNumbers`.
    pub fn values(&self, name: &str) -> Vec<String> {
        let contacts = self
            .0
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let values = contacts.filter_map(|contact| contact.get("Value")?.as_str());
        values.map(str::to_owned).collect()
    }

    /// Replaces an attribute; `None` and `null` remove it.
    pub fn set(&mut self, name: &str, value: Option<Value>) {
        match value {
            None | Some(Value::Null) => _ = self.0.shift_remove(name),
            Some(value) => _ = self.0.insert(name.to_owned(), value),
        }
    }

    /// Replaces a member of a structure, which is removed with its last member.
    pub fn set_part(&mut self, name: &str, member: &str, value: Option<Value>) {
        let mut whole = Self(match self.0.get(name) {
            Some(Value::Object(members)) => members.clone(),
            _ => Map::new(),
        });
        whole.set(member, value);
        let whole = Some(whole.0).filter(|members| !members.is_empty());
        self.set(name, whole.map(Value::Object));
    }
}

/// Returns the attributes that the short form of a state file expresses.
fn plain(user: &snapshot::User) -> Map<String, Value> {
    let contacts = |values: &[String]| -> Value {
        let numbered = values.iter().enumerate();
        numbered
            .map(|(place, value)| json!({"Value": value, "Type": "work", "Primary": place == 0}))
            .collect()
    };
    let mut name = Attributes::default();
    name.set("GivenName", user.given_name.clone().map(Value::String));
    name.set("FamilyName", user.family_name.clone().map(Value::String));
    let mut attributes = Map::new();
    if !name.0.is_empty() {
        attributes.insert("Name".to_owned(), Value::Object(name.0));
    }
    for (name, values) in [
        ("Emails", &user.emails),
        ("PhoneNumbers", &user.phone_numbers),
    ] {
        if !values.is_empty() {
            attributes.insert(name.to_owned(), contacts(values));
        }
    }
    attributes
}
