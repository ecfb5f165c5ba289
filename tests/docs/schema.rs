//! The JSON Schema of the catalog, read for people.

use serde_json::Value;

use super::markdown::code;

/// The schema of a catalog.
pub struct Schema(Value);

/// Whether a var means something, and is not only accepted.
pub fn is_read(field: &Value) -> bool {
    field["deprecated"] != true && field["description"] != "Of the stack; not read here"
}

impl Schema {
    /// The schema as `rolecall schema catalog` prints it.
    pub fn of_catalog() -> Self {
        Self(rolecall::catalog::schema())
    }

    /// Every var by name, in the order of the schema.
    pub fn vars(&self) -> Vec<(String, Value)> {
        let vars = self.0["$defs"]["vars"]["properties"].as_object().unwrap();
        vars.iter()
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect()
    }

    fn definition(&self, field: &Value) -> Option<&Value> {
        let name = field["$ref"].as_str()?.strip_prefix("#/$defs/")?;
        Some(&self.0["$defs"][name])
    }

    /// The forms that a value may have, without the one that stands for nothing and without expressions.
    pub fn forms(&self, field: &Value) -> Vec<Value> {
        if field["$ref"] == "#/$defs/expression" || field["type"] == "null" {
            return Vec::new();
        }
        if let Some(definition) = self.definition(field) {
            return self.forms(definition);
        }
        match field["anyOf"].as_array() {
            Some(forms) => forms.iter().flat_map(|form| self.forms(form)).collect(),
            None => vec![field.clone()],
        }
    }

    /// The description: of the field, else of what it refers to, of its forms, of its elements.
    pub fn meaning(&self, field: &Value) -> Option<String> {
        if let Some(text) = field["description"].as_str() {
            return Some(text.to_owned());
        }
        if let Some(definition) = self.definition(field) {
            return self.meaning(definition);
        }
        let mut forms = field["anyOf"].as_array().into_iter().flatten();
        forms
            .find_map(|form| self.meaning(form))
            .or_else(|| self.meaning(field.get("items")?))
    }

    /// The value that is taken if the key is not given.
    pub fn default(&self, field: &Value) -> Option<Value> {
        if let Some(value) = field.get("default") {
            return Some(value.clone());
        }
        let mut forms = field["anyOf"].as_array().into_iter().flatten();
        forms.find_map(|form| self.default(form))
    }

    /// Whether a mapping needs the key.
    pub fn is_required(&self, form: &Value, name: &str) -> bool {
        let required = form["required"].as_array();
        required.is_some_and(|names| names.iter().any(|one| one == name))
    }

    /// The types that a value may have, in words.
    pub fn takes(&self, field: &Value) -> String {
        let mut types: Vec<String> = Vec::new();
        for form in self.forms(field) {
            for name in self.types(&form) {
                if !types.contains(&name) {
                    types.push(name);
                }
            }
        }
        types.join(" or ")
    }

    fn types(&self, form: &Value) -> Vec<String> {
        if let Some(values) = form["enum"].as_array() {
            return match values.iter().any(Value::is_boolean) {
                true => vec!["boolean".to_owned()],
                false => values
                    .iter()
                    .map(|value| code(value.as_str().unwrap()))
                    .collect(),
            };
        }
        let names: Vec<&str> = match &form["type"] {
            Value::String(name) => vec![name],
            Value::Array(names) => names.iter().map(|name| name.as_str().unwrap()).collect(),
            other => panic!("a type that is not expected: {other} in {form}"),
        };
        // Numbers are accepted wherever a text is, as they are spelled.
        let is_text = names.contains(&"string");
        let named = names
            .into_iter()
            .filter(|name| *name != "null" && !(is_text && *name == "number"));
        named
            .map(|name| match name {
                "array" if form["items"].is_object() => {
                    format!("list of {}", self.element(&form["items"]))
                }
                "array" => "list".to_owned(),
                "object" => "mapping".to_owned(),
                name => name.to_owned(),
            })
            .collect()
    }

    /// The type of the elements of a list.
    fn element(&self, items: &Value) -> String {
        let types = self.takes(items);
        let plural = types.split(" or ").map(|name| match name {
            "string" | "mapping" | "boolean" | "integer" | "number" => format!("{name}s"),
            other => other.to_owned(),
        });
        plural.collect::<Vec<_>>().join(" or ")
    }
}
