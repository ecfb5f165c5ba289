//! `AWS::SSO::PermissionSet` and `AWS::SSO::Assignment`: from the properties of a resource to sets and assignments.

use super::evaluate::Scope;
use super::value::Value;
use crate::catalog::node::{Map, Node};
use crate::import::foreign::{Foreign, ForeignAssignment};
use crate::model::snapshot::{Boundary, PermissionSet, PolicyReference};
use crate::model::{AccountId, PrincipalId, PrincipalType};

const SET: &str = "AWS::SSO::PermissionSet";
const ASSIGNMENT: &str = "AWS::SSO::Assignment";

/// Adds what a template makes; what cannot be worked out goes to `problems`.
pub(super) fn add(
    scope: Scope<'_>,
    name_file: bool,
    foreign: &mut Foreign,
    problems: &mut Vec<String>,
) {
    for (name, node) in scope.template.resources() {
        let found = match node.as_map() {
            Some(resource) => one(scope, name, resource, foreign),
            // A loop of the language extensions may make anything.
            None => Err(scope.at(node, &format!("`{name}` cannot be worked out here"))),
        };
        match found {
            Ok(true) => {
                let retained = node.as_map().is_some_and(is_retained);
                let file = &scope.template.name;
                foreign
                    .addresses
                    .extend((!retained).then(|| match name_file {
                        true => format!("{name} ({file})"),
                        false => name.to_owned(),
                    }));
            }
            Ok(false) => {}
            Err(reason) => problems.push(format!("{name}: {reason}")),
        }
    }
}

/// Whether CloudFormation keeps the resource when it goes from the stack.
fn is_retained(resource: &Map) -> bool {
    let policy = resource.get("DeletionPolicy").and_then(Node::as_text);
    policy.is_some_and(|policy| policy.starts_with("Retain"))
}

/// Takes one resource; `false` if it is of another kind, or not made at all.
fn one(
    scope: Scope<'_>,
    name: &str,
    resource: &Map,
    foreign: &mut Foreign,
) -> Result<bool, String> {
    let kind = resource
        .get("Type")
        .and_then(Node::as_text)
        .unwrap_or_default();
    if ![SET, ASSIGNMENT].contains(&kind) {
        return Ok(false);
    }
    if let Some(condition) = resource.get("Condition") {
        let name = scope.text(condition)?;
        if !scope.condition(&name, condition)? {
            return Ok(false);
        }
    }
    let properties = resource.get("Properties").and_then(Node::as_map);
    let properties = Properties {
        scope,
        map: properties.ok_or("it has no `Properties`")?,
    };
    if kind == SET {
        let set = permission_set(&properties)?;
        foreign.sets.insert(key(&scope.template.name, name), set);
    } else {
        foreign.assignments.insert(assignment(&properties)?);
    }
    Ok(true)
}

/// How a set of a template is referred to. No ARN looks like it.
fn key(template: &str, resource: &str) -> String {
    format!("{resource} in {template}")
}

struct Properties<'a> {
    scope: Scope<'a>,
    map: &'a Map,
}

impl<'a> Properties<'a> {
    /// A property that is there, worked out, with its place.
    fn get(&self, name: &str) -> Result<Option<(Value, &'a Node)>, String> {
        let Some(node) = self.map.get(name) else {
            return Ok(None);
        };
        let value = self.scope.value(node)?;
        Ok((value != Value::Nothing).then_some((value, node)))
    }

    fn given(&self, name: &str) -> Result<Option<String>, String> {
        let Some((value, node)) = self.get(name)? else {
            return Ok(None);
        };
        let text = value
            .text()
            .ok_or_else(|| self.scope.at(node, &value.unknown()))?;
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn text(&self, name: &str) -> Result<String, String> {
        self.given(name)?
            .ok_or_else(|| format!("it has no `{name}`"))
    }

    /// The elements of a list, each made into something by `each`.
    fn list<T>(
        &self,
        name: &str,
        each: impl Fn(&Value) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let Some((value, node)) = self.get(name)? else {
            return Ok(Vec::new());
        };
        let elements = value.list();
        let elements = elements.ok_or_else(|| self.scope.at(node, "a list should stand here"))?;
        let each = elements.into_iter().map(each);
        each.collect::<Result<_, _>>()
            .map_err(|reason| self.scope.at(node, &reason))
    }
}

fn permission_set(properties: &Properties<'_>) -> Result<PermissionSet, String> {
    let inline_policy = match properties.get("InlinePolicy")? {
        None => None,
        Some((Value::Text(text), _)) => Some(text),
        Some((value, node)) => {
            let json = value
                .json()
                .map_err(|reason| properties.scope.at(node, &reason))?;
            Some(json.to_string())
        }
    };
    let tags = properties.list("Tags", |tag| {
        Ok((member(tag, "Key")?, member(tag, "Value")?))
    })?;
    let permissions_boundary = match properties.get("PermissionsBoundary")? {
        None => None,
        Some((value, node)) => {
            let boundary = boundary(&value).map_err(|reason| properties.scope.at(node, &reason))?;
            Some(boundary)
        }
    };
    Ok(PermissionSet {
        // CloudFormation learns it when it makes the set.
        arn: String::new(),
        name: properties.text("Name")?,
        description: properties.given("Description")?,
        session_duration: properties
            .given("SessionDuration")?
            .unwrap_or_else(|| "PT1H".to_owned()),
        relay_state: properties.given("RelayStateType")?,
        tags: tags.into_iter().collect(),
        managed_policies: properties.list("ManagedPolicies", text_of)?,
        customer_managed_policies: properties.list("CustomerManagedPolicyReferences", reference)?,
        inline_policy,
        permissions_boundary,
        accounts: Default::default(),
    })
}

fn assignment(properties: &Properties<'_>) -> Result<ForeignAssignment, String> {
    let target = properties.text("TargetId")?;
    let kind = match properties.text("PrincipalType")?.as_str() {
        "GROUP" => PrincipalType::Group,
        "USER" => PrincipalType::User,
        other => return Err(format!("`PrincipalType` is `{other}`")),
    };
    let set = match properties.get("PermissionSetArn")? {
        Some((
            Value::Attribute {
                template,
                resource,
                attribute,
            },
            _,
        )) if attribute == "PermissionSetArn" => key(&template, &resource),
        Some((Value::Text(arn), _)) => arn,
        Some((value, node)) => return Err(properties.scope.at(node, &value.unknown())),
        None => return Err("it has no `PermissionSetArn`".to_owned()),
    };
    Ok(ForeignAssignment {
        set,
        account: AccountId::parse(&target).map_err(|error| error.to_string())?,
        kind,
        principal: PrincipalId::new(properties.text("PrincipalId")?),
    })
}

fn text_of(value: &Value) -> Result<String, String> {
    value
        .text()
        .map(str::to_owned)
        .ok_or_else(|| value.unknown())
}

fn member(value: &Value, name: &str) -> Result<String, String> {
    let member = value.get(name);
    member.map_or_else(|| Err(format!("`{name}` is missing")), text_of)
}

fn reference(value: &Value) -> Result<PolicyReference, String> {
    let path = value.get("Path").map(text_of).transpose()?;
    Ok(PolicyReference {
        name: member(value, "Name")?,
        path: path.unwrap_or_else(|| "/".to_owned()),
    })
}

fn boundary(value: &Value) -> Result<Boundary, String> {
    match (
        value.get("ManagedPolicyArn"),
        value.get("CustomerManagedPolicyReference"),
    ) {
        (Some(arn), None) => text_of(arn).map(Boundary::ManagedPolicy),
        (None, Some(policy)) => reference(policy).map(Boundary::CustomerManagedPolicy),
        _ => Err("a boundary is one policy".to_owned()),
    }
}
