//! Who is a member of which group.

use serde_json::{Value, json};

use super::{Context, store_id};
use crate::id::PrincipalId;
use crate::protocol::context::{beyond, nothing};
use crate::world::{Answer, Membership, missing};

fn member(context: &Context<'_>) -> Answer<PrincipalId> {
    match context.input.structure("MemberId") {
        Some(member) => member.id("UserId"),
        None => Err(missing("USER", None)),
    }
}

fn described(membership: &Membership, store: &str) -> Value {
    json!({
        "IdentityStoreId": store,
        "MembershipId": membership.id,
        "GroupId": membership.group,
        "MemberId": {"UserId": membership.user},
        "CreatedAt": membership.created.seconds(),
        "UpdatedAt": membership.created.seconds(),
    })
}

pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let (group, user) = (context.input.id("GroupId")?, member(context)?);
    let id = context
        .world
        .new_principal_id("membership", &format!("{group} {user}"));
    let membership = Membership {
        id,
        group,
        user,
        created: context.now,
    };
    context
        .world
        .identity_store
        .add_membership(context.now, membership)?;
    Ok(json!({"MembershipId": id, "IdentityStoreId": store_id(context)?}))
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let membership = context
        .world
        .identity_store
        .membership(context.input.id("MembershipId")?)?;
    Ok(described(membership, store_id(context)?))
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("MembershipId")?;
    context.world.identity_store.delete_membership(id)?;
    nothing()
}

pub fn id(context: &mut Context<'_>) -> Answer<Value> {
    let (group, user) = (context.input.id("GroupId")?, member(context)?);
    let store = &context.world.identity_store;
    store.group(context.now, group)?;
    store.user(user)?;
    let membership = store
        .membership_between(group, user)
        .ok_or_else(|| missing("GROUP_MEMBERSHIP", None))?;
    Ok(json!({"MembershipId": membership.id, "IdentityStoreId": store_id(context)?}))
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let group: PrincipalId = context.input.id("GroupId")?;
    let store = store_id(context)?;
    context.world.identity_store.group(context.now, group)?;
    let page = context.page(|world, after: Option<PrincipalId>| {
        let members = world
            .identity_store
            .members(group)
            .into_iter()
            .flat_map(move |members| members.range(beyond(after)));
        members.filter_map(move |(user, id)| {
            Some((
                *user,
                described(world.identity_store.membership(*id).ok()?, store),
            ))
        })
    })?;
    Ok(page.into_response("GroupMemberships"))
}

pub fn list_for_member(context: &mut Context<'_>) -> Answer<Value> {
    let user = member(context)?;
    let store = store_id(context)?;
    context.world.identity_store.user(user)?;
    let page = context.page(|world, after: Option<PrincipalId>| {
        let groups = world
            .identity_store
            .groups_of(user)
            .into_iter()
            .flat_map(move |groups| groups.range(beyond(after)));
        groups.filter_map(move |(group, id)| {
            Some((
                *group,
                described(world.identity_store.membership(*id).ok()?, store),
            ))
        })
    })?;
    Ok(page.into_response("GroupMemberships"))
}

pub fn is_member(context: &mut Context<'_>) -> Answer<Value> {
    let user = member(context)?;
    let store = &context.world.identity_store;
    store.user(user)?;
    let ids = context
        .input
        .list("GroupIds")
        .iter()
        .filter_map(Value::as_str);
    let groups = ids.filter_map(|id| id.parse::<PrincipalId>().ok());
    let results: Vec<_> = groups
        .map(|group| {
            let exists = store.membership_between(group, user).is_some();
            json!({"GroupId": group, "MemberId": {"UserId": user}, "MembershipExists": exists})
        })
        .collect();
    Ok(json!({"Results": results}))
}
