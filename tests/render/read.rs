//! The assignments in rendered artifacts, read by other means than those that wrote them.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

/// Account id, principal type, principal name, permission set.
pub type Tuple = (String, String, String, String);
type Files = BTreeMap<String, String>;

/// What `rolecall access --format json` lists.
pub fn access(json: &serde_json::Value) -> BTreeSet<Tuple> {
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = json["assignments"].as_array().unwrap().iter();
    rows.map(|row| {
        (
            text(row, "account_id"),
            text(row, "principal_type"),
            text(row, "principal"),
            text(row, "permission_set"),
        )
    })
    .collect()
}

/// The assignments of all stacks, in the order of the index; none twice. `groups` and `users` name the ids.
pub fn cloudformation(files: &Files, names: &BTreeMap<String, String>) -> BTreeSet<Tuple> {
    let index: serde_json::Value = serde_json::from_str(&files["index.json"]).unwrap();
    let mut resources: BTreeMap<String, Value> = BTreeMap::new();
    let mut exports: BTreeMap<String, String> = BTreeMap::new();
    let mut assignments = Vec::new();
    for stack in index["stacks"].as_array().unwrap() {
        let text = &files[stack["template"].as_str().unwrap()];
        let template: Value = serde_yaml::from_str(text).unwrap();
        assert!(text.len() <= 1_000_000);
        let own = template["Resources"].as_mapping().unwrap();
        assert!(own.len() <= 500);
        assert_eq!(Some(own.len() as u64), stack["resources"].as_u64());
        check_chains(own);
        for (id, resource) in own {
            let id = id.as_str().unwrap();
            assert!(id.len() <= 255 && id.bytes().all(|b| b.is_ascii_alphanumeric()));
            if resource["Type"] == "AWS::SSO::Assignment" {
                assignments.push(resource.clone());
            }
            assert!(
                resources.insert(id.to_owned(), resource.clone()).is_none(),
                "{id} is there twice"
            );
        }
        let outputs = template["Outputs"]
            .as_mapping()
            .cloned()
            .unwrap_or_default();
        assert!(outputs.len() <= 200);
        for (_, output) in outputs {
            let id = referred(&output["Value"]).0;
            let name = output["Export"]["Name"].as_str().unwrap().to_owned();
            exports.insert(name, id);
        }
    }
    let mut tuples = BTreeSet::new();
    for assignment in &assignments {
        let properties = &assignment["Properties"];
        let resource = |value: &Value| {
            let (name, tag) = referred(value);
            let id = match tag.as_str() {
                "!GetAtt" => name,
                "!ImportValue" => exports[&name].clone(),
                other => panic!("{other}"),
            };
            resources[&id]["Properties"].clone()
        };
        let principal = match &properties["PrincipalId"] {
            Value::String(id) => names[id].clone(),
            other => resource(other)["DisplayName"].as_str().unwrap().to_owned(),
        };
        assert_eq!(assignment["Metadata"]["Principal"], principal.as_str());
        let set = resource(&properties["PermissionSetArn"]);
        let text = |key: &str| properties[key].as_str().unwrap().to_owned();
        let tuple = (
            text("TargetId"),
            text("PrincipalType"),
            principal,
            set["Name"].as_str().unwrap().to_owned(),
        );
        assert!(tuples.insert(tuple.clone()), "{tuple:?} is there twice");
    }
    tuples
}

/// What `!GetAtt X.Y` or `!ImportValue X` names, and which of them it is.
fn referred(value: &Value) -> (String, String) {
    let Value::Tagged(tagged) = value else {
        panic!("{value:?} is no reference");
    };
    let text = tagged.value.as_str().unwrap();
    let name = text.split('.').next().unwrap().to_owned();
    (name, tagged.tag.to_string())
}

/// Assignments wait for each other in at most ten lanes, those of an account in one, and never in a circle.
fn check_chains(resources: &serde_yaml::Mapping) {
    let mut lane_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lane_of_account: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lanes = 0;
    for (id, resource) in resources {
        if resource["Type"] != "AWS::SSO::Assignment" {
            continue;
        }
        // The one before stands above, so there is no circle.
        let lane = match resource["DependsOn"].as_str() {
            Some(before) => lane_of
                .remove(before)
                .expect("two wait for one, or one for a later"),
            None => {
                lanes += 1;
                lanes
            }
        };
        lane_of.insert(id.as_str().unwrap(), lane);
        let account = resource["Properties"]["TargetId"].as_str().unwrap();
        assert_eq!(*lane_of_account.entry(account).or_insert(lane), lane);
    }
    assert!(lanes <= 10, "{lanes} lanes");
}

/// The assignments of all root modules; none twice.
pub fn terraform(files: &Files) -> BTreeSet<Tuple> {
    let labels = labels(files);
    let mut tuples = BTreeSet::new();
    for (name, text) in files {
        if !name.ends_with("assignments.tf") {
            continue;
        }
        let mut fields: BTreeMap<&str, &str> = BTreeMap::new();
        for line in text.lines() {
            let Some((field, value)) = line.trim_start().split_once(" = ") else {
                continue;
            };
            let (field, value) = (field.trim(), value);
            fields.insert(field, value);
            if field != "permission_set_arn" || value.starts_with("each.") {
                continue;
            }
            let principal = fields["principal_id"];
            let principal = match principal.split_once(" # ") {
                Some((_, name)) => name.to_owned(),
                None => key(principal),
            };
            let set = match value.strip_prefix("aws_ssoadmin_permission_set.") {
                Some(rest) => labels[rest.strip_suffix(".arn").unwrap()].clone(),
                None => key(value),
            };
            let account = fields.get("account_id").or_else(|| fields.get("target_id"));
            let tuple = (
                string(account.unwrap().split(" # ").next().unwrap().trim()),
                string(fields["principal_type"]),
                principal,
                set,
            );
            assert!(tuples.insert(tuple.clone()), "{tuple:?} is there twice");
        }
    }
    tuples
}

/// The names of permission sets by the labels of their resources.
fn labels(files: &Files) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let texts = files
        .iter()
        .filter(|(name, _)| name.ends_with("permission_sets.tf"));
    for (_, text) in texts {
        let mut label = String::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("resource \"aws_ssoadmin_permission_set\" ") {
                label = rest.split('"').nth(1).unwrap().to_owned();
            } else if let Some(("  name", value)) =
                line.split_once(" = ").map(|(a, b)| (a.trim_end(), b))
                && !label.is_empty()
            {
                labels.insert(std::mem::take(&mut label), string(value));
            }
        }
    }
    labels
}

/// The key of `….this["key"].…`.
fn key(reference: &str) -> String {
    let (_, rest) = reference.split_once('[').unwrap();
    string(rest.rsplit_once(']').unwrap().0)
}

/// A string of HCL without interpolations.
fn string(quoted: &str) -> String {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let mut characters = inner
        .unwrap_or_else(|| panic!("{quoted} is no string"))
        .chars();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        let rest = characters.as_str();
        match character {
            '\\' => match characters.next().unwrap() {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'u' => text.push(numbered(&mut characters, 4)),
                'U' => text.push(numbered(&mut characters, 8)),
                other => text.push(other),
            },
            '$' if rest.starts_with("${") => text.push_str(skip(&mut characters, "${")),
            '%' if rest.starts_with("%{") => text.push_str(skip(&mut characters, "%{")),
            '$' | '%' => {
                assert!(!rest.starts_with('{'), "{quoted} has an interpolation");
                text.push(character);
            }
            plain => text.push(plain),
        }
    }
    text
}

fn skip(characters: &mut std::str::Chars<'_>, text: &'static str) -> &'static str {
    for _ in text.chars() {
        characters.next();
    }
    text
}

fn numbered(characters: &mut std::str::Chars<'_>, digits: usize) -> char {
    let number: String = characters.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&number, 16).unwrap()).unwrap()
}
