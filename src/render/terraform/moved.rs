//! `moved` blocks: the state of another configuration carries over, nothing is destroyed and nothing created.

use minijinja::context;
use minijinja::value::Value;

use super::address::Address;
use super::assignments::{ASSIGNMENT, Assignment};
use super::modules::Module;
use super::permission_sets::{CUSTOMER_MANAGED, INLINE, MANAGED, SET};
use super::principals::GROUP;
use super::{Layout, MovedFrom, Options, label};
use crate::model::{AccountAssignment, PermissionSet, PrincipalType};
use crate::render::Subject;

/// Modules of Cloud Posse's component (cloudposse/terraform-aws-sso): permission sets, assignments, and until version 2
/// those of the management account, which another provider made.
const SETS: &str = "permission_sets";
const ASSIGNMENTS: &str = "sso_account_assignments";
const ROOT_ASSIGNMENTS: &str = "sso_account_assignments_root";

/// What `moved.tf.j2` is given; `None` where nothing moves.
pub(super) fn context(
    subject: &Subject<'_>,
    options: &Options<'_>,
    module: &Module<'_>,
    assignments: &[Assignment],
) -> Option<Value> {
    let mut moves = Vec::new();
    let mut removed = Vec::new();
    if options.moved_from == Some(MovedFrom::CloudPosse) {
        from_cloud_posse(subject, options.layout, module, assignments, &mut moves);
        removed.push(Value::from_object(in_module(SETS)));
    }
    to_protected(subject, options.layout, module, assignments, &mut moves);
    let moves: Vec<Value> = moves
        .into_iter()
        .map(|(from, to)| context!(from => Value::from_object(from), to => Value::from_object(to)))
        .collect();
    (!moves.is_empty())
        .then(|| context!(head => subject.head(), moves => moves, removed => removed))
}

type Moves = Vec<(Address, Address)>;

/// From the addresses of Cloud Posse's component, any version of it, to those without protection.
fn from_cloud_posse(
    subject: &Subject<'_>,
    layout: Layout,
    module: &Module<'_>,
    assignments: &[Assignment],
    moves: &mut Moves,
) {
    for name in subject.created_groups() {
        let from = Address::new(&[GROUP, "manual"]).key(name);
        moves.push((from, Address::new(&[GROUP, "this"]).key(name)));
    }
    for set in subject.desired.state.permission_sets.values() {
        permission_set(subject, set, moves);
    }
    for (wanted, assignment) in module.assignments.iter().zip(assignments) {
        let wanted = wanted.to_assignment();
        let Some(key) = assignment_key(&wanted) else {
            continue;
        };
        let from = |module: &str| in_module(module).name(ASSIGNMENT).name("this").key(&key);
        if wanted.account.id == subject.management_account {
            // One move leads to the other, because two cannot have one end.
            moves.push((from(ROOT_ASSIGNMENTS), from(ASSIGNMENTS)));
        }
        moves.push((from(ASSIGNMENTS), assignment.unprotected_address(layout)));
    }
}

fn in_module(name: &str) -> Address {
    Address::new(&["module", name])
}

/// Cloud Posse's modules have no permissions boundary.
fn permission_set(subject: &Subject<'_>, set: &PermissionSet, moves: &mut Moves) {
    let name = set.name.as_str();
    let label = label::of_name(name);
    let from = |kind: &str, key: &str| in_module(SETS).name(kind).name("this").key(key);
    let to = |kind: &str| Address::new(&[kind, &label]);
    moves.push((from(SET, name), to(SET)));
    for policy in &set.managed_policies {
        let arn = policy.arn(&subject.catalog.partition);
        let key = format!("{name}.{arn}");
        moves.push((from(MANAGED, &key), to(MANAGED).key(&arn)));
    }
    for policy in &set.customer_managed_policies {
        let key = format!("{name}.{policy}");
        let to = to(CUSTOMER_MANAGED).key(&policy.to_string());
        moves.push((from(CUSTOMER_MANAGED, &key), to));
    }
    if set.inline_policy.is_some() {
        moves.push((from(INLINE, name), to(INLINE)));
    }
}

/// `ACCOUNT-G-GROUP-SET`, the key in Cloud Posse's module of assignments.
fn assignment_key(assignment: &AccountAssignment) -> Option<String> {
    let AccountAssignment {
        principal,
        permission_set,
        account,
    } = assignment;
    let kind = match principal.kind {
        PrincipalType::Group => "G",
        PrincipalType::User => "U",
    };
    Some(format!(
        "{}-{kind}-{}-{permission_set}",
        account.id?, principal.name
    ))
}

/// What the catalog protects has resources of its own, since `prevent_destroy` is for a whole resource. Who begins to
/// protect must not lose it on the way there.
fn to_protected(
    subject: &Subject<'_>,
    layout: Layout,
    module: &Module<'_>,
    assignments: &[Assignment],
    moves: &mut Moves,
) {
    let groups = subject.created_groups().into_iter();
    for name in groups.filter(|name| module.defines && subject.protects_group(name)) {
        let group = |label: &str| Address::new(&[GROUP, label]).key(name);
        moves.push((group("this"), group("protected")));
    }
    let protected = assignments.iter().filter(|one| one.protected);
    for assignment in protected.filter(|_| layout == Layout::Map) {
        moves.push((
            assignment.unprotected_address(layout),
            assignment.address(layout),
        ));
    }
}
