//! `import` blocks for what lives already. The ids are those that the AWS provider reads (5.100,
//! `internal/service/ssoadmin`).

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::assignments::Assignment;
use super::modules::Module;
use super::permission_sets::{BOUNDARY, CUSTOMER_MANAGED, INLINE, MANAGED, SET};
use super::principals::created_group;
use super::{Options, label};
use crate::model::{Live, PermissionSet};
use crate::render::{RenderError, Subject};

/// What `imports.tf.j2` is given; `None` where nothing of the module lives.
///
/// # Errors
/// The subject does not know what lives, or in which instance.
pub(super) fn context(
    subject: &Subject<'_>,
    options: &Options<'_>,
    module: &Module<'_>,
    assignments: &[Assignment],
) -> Result<Option<Value>, RenderError> {
    let (Some(instance), Some((live, groups))) = (subject.instance, subject.live) else {
        return Err(RenderError::NoInstance);
    };
    let mut imports = Vec::new();
    if module.defines {
        for name in subject.created_groups() {
            if let (Some(id), Some(store)) = (groups.get(name), &instance.identity_store_id) {
                imports.push(import(
                    created_group(subject, name),
                    format!("{store}/{id}"),
                ));
            }
        }
        for set in subject.desired.state.permission_sets.values() {
            permission_set(subject, set, live, &instance.arn, &mut imports);
        }
    }
    let lives = subject.live_assignments();
    for (wanted, assignment) in module.assignments.iter().zip(assignments) {
        let set = wanted.permission_set();
        if let Some(there) = live.permission_sets.get(set)
            && let (Some(principal), Some(account)) = (&wanted.principal().id, wanted.account().id)
            && lives.contains(&(account, principal.clone(), set.clone()))
        {
            let kind = wanted.principal().kind.api_name();
            let (arn, instance) = (&there.arn, &instance.arn);
            let id = format!("{principal},{kind},{account},AWS_ACCOUNT,{arn},{instance}");
            imports.push(import(assignment.address(options.layout), id));
        }
    }
    Ok((!imports.is_empty()).then(|| context!(head => subject.head(), imports => imports)))
}

/// A permission set that lives, and what of its definition is attached to it already.
fn permission_set(
    subject: &Subject<'_>,
    set: &PermissionSet,
    live: &Live,
    instance: &str,
    imports: &mut Vec<Value>,
) {
    let (Some(there), Some(state)) = (
        live.permission_sets.get(&set.name),
        live.state.permission_sets.get(&set.name),
    ) else {
        return;
    };
    let label = label::of_name(set.name.as_str());
    let resource = |kind: &str| Address::new(&[kind, &label]);
    let of_set = format!("{},{instance}", there.arn);
    imports.push(import(resource(SET), of_set.clone()));
    for policy in set.managed_policies.intersection(&state.managed_policies) {
        let arn = policy.arn(&subject.catalog.partition);
        imports.push(import(
            resource(MANAGED).key(&arn),
            format!("{arn},{of_set}"),
        ));
    }
    let customer = set
        .customer_managed_policies
        .intersection(&state.customer_managed_policies);
    for policy in customer {
        let to = resource(CUSTOMER_MANAGED).key(&policy.to_string());
        imports.push(import(
            to,
            format!("{},{},{of_set}", policy.name(), policy.path()),
        ));
    }
    if set.inline_policy.is_some() && state.inline_policy.is_some() {
        imports.push(import(resource(INLINE), of_set.clone()));
    }
    if set.permissions_boundary.is_some() && state.permissions_boundary.is_some() {
        imports.push(import(resource(BOUNDARY), of_set));
    }
}

fn import(to: Address, id: String) -> Value {
    context!(to => Value::from_object(to), id => id)
}
