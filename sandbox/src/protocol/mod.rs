//! The wire formats: AWS JSON 1.1 for three services, the query protocol for STS.

mod context;
mod dialect;
mod identity_store;
mod organizations;
mod service;
mod sso_admin;
mod sts;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::iam::RequestedResource;
use crate::id::SetId;
use crate::world::{Actor, Answer, Moment, Refusal, World};
use context::{Context, Input};
pub use dialect::Dialect;
pub use service::{Operation, Service};
pub use sts::{caller_identity, encode_refusal as encode_sts_refusal};

/// The services that speak AWS JSON 1.1.
pub static SERVICES: [&Service; 3] = [
    &sso_admin::SERVICE,
    &identity_store::SERVICE,
    &organizations::SERVICE,
];

/// Returns the service and operation that `X-Amz-Target` names.
pub fn find(target: &str) -> Answer<(&'static Service, &'static Operation)> {
    let unknown = || {
        Refusal::new(
            "UnknownOperationException",
            format!("The operation {target} is not known."),
        )
    };
    let (prefix, name) = target.split_once('.').ok_or_else(unknown)?;
    let service = SERVICES
        .into_iter()
        .find(|service| service.target == prefix)
        .ok_or_else(unknown)?;
    Ok((service, service.operation(name).ok_or_else(unknown)?))
}

/// Returns the JSON object of a request's body; an empty body is an empty object.
pub fn decode(body: &[u8]) -> Answer<Map<String, Value>> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refusal::new(
            "SerializationException",
            "Start of structure or map found where not expected.",
        )),
        Err(error) => Err(Refusal::new(
            "SerializationException",
            format!("The request body is not JSON: {error}"),
        )),
    }
}

/// Who makes a call, as far as IAM Identity Center's own rules are concerned.
pub struct Caller {
    pub actor: Actor,
    /// The region that the request is signed for; none when it is not signed.
    pub region: Option<String>,
}

/// Returns a checked and permitted call of one operation.
pub fn run(
    world: &mut World,
    now: Moment,
    Caller { actor, region }: Caller,
    (service, operation): (&'static Service, &'static Operation),
    input: &Map<String, Value>,
) -> Answer<Value> {
    service.dialect.check(operation.members, input)?;
    permitted(world, service, operation, input)?;
    let mut context = Context {
        world,
        now,
        actor,
        region,
        operation: operation.name,
        writes: operation.writes,
        input: Input(input),
        page_size: service.page_size,
        dialect: service.dialect,
    };
    match service.dialect {
        Dialect::SsoAdmin => sso_admin::authorize(&context)?,
        Dialect::IdentityStore => identity_store::authorize(&context)?,
        Dialect::Organizations => organizations::authorize(&context)?,
    }
    (operation.run)(&mut context)
}

/// Refuses what the options `deny` and `allow` take from the caller. They name operations or IAM actions.
fn permitted(
    world: &World,
    service: &Service,
    operation: &Operation,
    input: &Map<String, Value>,
) -> Answer<()> {
    let (allow, deny) = (&world.options.allow, &world.options.deny);
    for name in needed(operation.name, input) {
        let action = format!("{}:{name}", service.action);
        let stands_in = |list: &BTreeSet<String>| list.contains(name) || list.contains(&action);
        if stands_in(deny) || !(allow.is_empty() || stands_in(allow)) {
            return Err(world.unauthorized(&action, "*"));
        }
        let policies = &world.options.policies;
        let refused = resources(world, name, input)
            .into_iter()
            .find(|asked| !policies.is_empty() && !policies.allow(&action, asked));
        if let Some(asked) = refused {
            return Err(world.unauthorized(&action, &asked.resource));
        }
    }
    Ok(())
}

/// Returns the resources that a call is about, each with its own tags and with those of the request: permission sets
/// and instances have tags, accounts have none that IAM Identity Center gives to conditions (AWS Service Authorization
/// Reference). What a set is created with is taken for a matter of its instance, since the set does not exist yet.
fn resources(world: &World, action: &str, input: &Map<String, Value>) -> Vec<RequestedResource> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let tagging = ["TagResource", "UntagResource", "ListTagsForResource"].contains(&action);
    let named = match text("ResourceArn").filter(|_| tagging) {
        Some(arn) => vec![arn.to_owned()],
        None => {
            let account = text("TargetId").or_else(|| text("AccountId"));
            let partition = world.partition();
            let account = account.map(|id| format!("arn:{partition}:sso:::account/{id}"));
            let arns =
                [text("InstanceArn"), text("PermissionSetArn")].map(|arn| arn.map(str::to_owned));
            arns.into_iter().chain([account]).flatten().collect()
        }
    };
    let named = if named.is_empty() {
        vec!["*".to_owned()]
    } else {
        named
    };
    let given = input.get("Tags").and_then(Value::as_array);
    let given = given.into_iter().flatten().filter_map(|tag| {
        let key = tag.get("Key")?.as_str()?;
        Some((
            format!("aws:RequestTag/{key}"),
            tag.get("Value")?.as_str()?.to_owned(),
        ))
    });
    let given: BTreeMap<String, String> = given.collect();
    named
        .into_iter()
        .map(|resource| {
            let instance = world.instances.iter().find(|one| one.arn == resource);
            let set = resource
                .rsplit_once("/ps-")
                .and_then(|(_, id)| id.parse().ok());
            let set = set.and_then(|id: SetId| world.set_by_id(id));
            let tags = set.map(|set| &set.tags).or(instance.map(|one| &one.tags));
            let mut context = given.clone();
            for (key, value) in tags.into_iter().flatten() {
                context.insert(format!("aws:ResourceTag/{key}"), value.clone());
            }
            RequestedResource { resource, context }
        })
        .collect()
}

/// Returns the actions that an operation needs: the one of its name, and to be created with tags, the one that tags
/// (AWS Service Authorization Reference, `CreatePermissionSet`).
fn needed<'a>(
    operation: &'a str,
    input: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let tags = input.get("Tags").and_then(Value::as_array);
    let tagged = operation == "CreatePermissionSet" && tags.is_some_and(|tags| !tags.is_empty());
    std::iter::once(operation).chain(tagged.then_some("TagResource"))
}

/// Returns an exception as the body of an answer.
pub fn encode_refusal(refusal: &Refusal, request_id: &str, dialect: Option<Dialect>) -> Value {
    let mut members = Map::new();
    members.insert("__type".to_owned(), json!(refusal.code));
    members.insert("Message".to_owned(), json!(refusal.message));
    for (name, value) in &refusal.members {
        // The only member of an exception that is a number.
        let value = match (*name, value.parse::<u64>()) {
            ("RetryAfterSeconds", Ok(seconds)) => json!(seconds),
            _ => json!(value),
        };
        members.insert((*name).to_owned(), value);
    }
    if dialect == Some(Dialect::IdentityStore) {
        members.insert("RequestId".to_owned(), json!(request_id));
    }
    Value::Object(members)
}

/// Returns the HTTP status of an exception: 500 for a failure of the service, 400 for all others (AWS service model).
pub fn status(refusal: &Refusal) -> u16 {
    match refusal.code {
        "InternalServerException" | "ServiceException" => 500,
        _ => 400,
    }
}
