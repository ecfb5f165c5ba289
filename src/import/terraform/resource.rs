//! The resources of a state, whichever of its two forms it has.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A resource or a data source with its attributes.
pub(super) struct Resource<'a> {
    /// As Terraform calls it: `module.sso.aws_ssoadmin_permission_set.this["Ops"]`.
    pub address: String,
    pub kind: &'a str,
    /// Whether Terraform manages it; data sources are only read.
    pub is_managed: bool,
    values: &'a Value,
}

/// Modules inside one another; no configuration has more.
const MODULES_MAX: usize = 64;

/// Every resource of a document.
///
/// # Errors
/// A phrase that says why the document is no state.
pub(super) fn resources(document: &Value) -> Result<Vec<Resource<'_>>, String> {
    if let Some(values) = document.get("values") {
        let mut found = Vec::new();
        if let Some(root) = values.get("root_module") {
            module(root, 0, &mut found)?;
        }
        return Ok(found);
    }
    if document.get("planned_values").is_some() {
        return Err("this is a plan; write the state with: terraform show -json".to_owned());
    }
    match (
        document.get("version").and_then(Value::as_u64),
        document.get("resources"),
    ) {
        (Some(4), Some(Value::Array(resources))) => {
            Ok(resources.iter().flat_map(instances).collect())
        }
        (Some(version), _) if version != 4 => Err(format!(
            "this is a state of version {version}; Terraform since 0.12 writes version 4"
        )),
        // `terraform show -json` of an empty state has neither.
        _ if document.get("format_version").is_some() => Ok(Vec::new()),
        _ => Err(
            "this is neither a state of Terraform nor what `terraform show -json` prints"
                .to_owned(),
        ),
    }
}

/// The instances of a resource in a state file.
fn instances(resource: &Value) -> Vec<Resource<'_>> {
    let text = |key: &str| {
        resource
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let is_managed = text("mode") != "data";
    let mut address = String::new();
    if !text("module").is_empty() {
        address.push_str(&format!("{}.", text("module")));
    }
    if !is_managed {
        address.push_str("data.");
    }
    address.push_str(&format!("{}.{}", text("type"), text("name")));
    let instances = resource.get("instances").and_then(Value::as_array);
    instances
        .into_iter()
        .flatten()
        // An object that Terraform has yet to destroy is no longer what the address means.
        .filter(|instance| instance.get("deposed").is_none())
        .map(|instance| Resource {
            address: match instance.get("index_key") {
                Some(key) if !key.is_null() => format!("{address}[{key}]"),
                _ => address.clone(),
            },
            kind: text("type"),
            is_managed,
            values: instance.get("attributes").unwrap_or(&Value::Null),
        })
        .collect()
}

/// The resources of a module and of those inside it, as `show -json` has them.
fn module<'a>(
    module_: &'a Value,
    depth: usize,
    found: &mut Vec<Resource<'a>>,
) -> Result<(), String> {
    if depth > MODULES_MAX {
        return Err(format!(
            "more than {MODULES_MAX} modules lie inside one another"
        ));
    }
    let array = |key: &str| {
        module_
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    for resource in array("resources") {
        let text = |key: &str| {
            resource
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        if resource.get("deposed_key").is_some() {
            continue;
        }
        found.push(Resource {
            address: text("address").to_owned(),
            kind: text("type"),
            is_managed: text("mode") != "data",
            values: resource.get("values").unwrap_or(&Value::Null),
        });
    }
    for child in array("child_modules") {
        module(child, depth + 1, found)?;
    }
    Ok(())
}

impl<'a> Resource<'a> {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// A text that is there and not empty; Terraform writes "" for "not given".
    pub(super) fn given(&self, key: &str) -> Option<&'a str> {
        let text = self.values.get(key).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    }

    /// A text that must be there.
    pub(super) fn text(&self, key: &str) -> Result<&'a str, String> {
        self.given(key).ok_or_else(|| format!("it has no `{key}`"))
    }

    pub(super) fn list(&self, key: &str) -> &'a [Value] {
        self.values
            .get(key)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// A map of texts.
    pub(super) fn texts(&self, key: &str) -> BTreeMap<String, String> {
        let map = self.values.get(key).and_then(Value::as_object);
        let entries = map.into_iter().flat_map(Map::iter);
        entries
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}
