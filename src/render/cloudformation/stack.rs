//! One stack: what is in it, and its template.

use minijinja::context;
use minijinja::value::Value;

use super::lanes;
use super::limits::Measured;
use super::resources::{Assignment, Group, OWN_RESOURCE, Resources, Set};
use crate::model::Live;
use crate::render::{RenderError, Subject, Templates, sets};

/// What a stack holds, as indices into the resources.
#[derive(Debug, Clone, Default)]
pub(super) struct Stack {
    /// Its file without the ending; the stack is named after it.
    pub name: String,
    pub groups: Vec<usize>,
    pub sets: Vec<usize>,
    pub assignments: Vec<usize>,
    /// Whether other stacks hold the assignments of its permission sets and groups.
    pub exports: bool,
}

/// What templates are made of.
#[derive(Clone, Copy)]
pub(super) struct Workshop<'a> {
    pub subject: &'a Subject<'a>,
    pub resources: &'a Resources<'a>,
    pub templates: &'a Templates,
}

/// Which template of a stack.
#[derive(Clone, Copy)]
pub(super) enum View<'a> {
    /// The stack as it is to be.
    Whole,
    /// What lives of it, for an import: CloudFormation wants every resource to be kept on deletion, no outputs, and
    /// nothing that is still to be created.
    Import(&'a Live),
}

impl Workshop<'_> {
    /// The template of a stack.
    pub(super) fn template(&self, stack: &Stack, view: View<'_>) -> Result<Measured, RenderError> {
        let groups: Vec<Value> = self
            .groups(stack)
            .map(|group| self.group(group, view))
            .collect();
        let sets: Vec<Value> = self.sets(stack).map(|set| self.set(set, view)).collect();
        let members: Vec<&Assignment<'_>> = self.assignments(stack).collect();
        let accounts: Vec<_> = members.iter().map(|member| member.account_id).collect();
        let assignments: Vec<Value> = members
            .iter()
            .zip(lanes::predecessors(&accounts))
            .map(|(member, before)| {
                let before = before.and_then(|index| members.get(index));
                let before = before.map(|before| before.id.as_str());
                self.assignment(stack, member, before, view)
            })
            .collect();
        let outputs = match view {
            View::Whole if stack.exports => self.outputs(stack),
            _ => Vec::new(),
        };
        let resources = groups.len() + sets.len() + assignments.len();
        let instance = self.subject.instance;
        let store = instance.and_then(|instance| instance.identity_store_id.as_deref());
        let measured = (resources, outputs.len());
        let context = context!(
            head => self.subject.head(),
            about => about(stack),
            policies => self.sets(stack).any(|set| set.set.inline_policy.is_some()),
            instance => instance.map(|instance| instance.arn.as_str()),
            store => (!groups.is_empty()).then(|| context!(default => store)),
            groups => groups,
            permission_sets => sets,
            assignments => assignments,
            outputs => outputs,
        );
        Ok(Measured {
            text: self
                .templates
                .render("cloudformation/stack.yaml.j2", context)?,
            resources: measured.0,
            outputs: measured.1,
        })
    }

    fn groups<'s>(&'s self, stack: &'s Stack) -> impl Iterator<Item = &'s Group<'s>> {
        let groups = stack.groups.iter();
        groups.map(|index| self.resources.groups.get(*index).expect(OWN_RESOURCE))
    }

    fn sets<'s>(&'s self, stack: &'s Stack) -> impl Iterator<Item = &'s Set<'s>> {
        let sets = stack.sets.iter();
        sets.map(|index| self.resources.sets.get(*index).expect(OWN_RESOURCE))
    }

    fn assignments<'s>(&'s self, stack: &'s Stack) -> impl Iterator<Item = &'s Assignment<'s>> {
        let assignments = stack.assignments.iter();
        assignments.map(|index| self.resources.assignments.get(*index).expect(OWN_RESOURCE))
    }

    fn group(&self, group: &Group<'_>, view: View<'_>) -> Value {
        context!(
            id => group.id.as_str(),
            name => group.name,
            kept => kept(view, self.subject.protects_group(group.name)),
        )
    }

    fn set(&self, set: &Set<'_>, view: View<'_>) -> Value {
        context!(
            id => set.id.as_str(),
            kept => kept(view, self.subject.protects_set(&set.set.name)),
            ..sets::context(self.subject, set.set)
        )
    }

    fn assignment(
        &self,
        stack: &Stack,
        assignment: &Assignment<'_>,
        after: Option<&str>,
        view: View<'_>,
    ) -> Value {
        let Assignment {
            account,
            principal,
            set,
            ..
        } = assignment;
        let protected =
            self.subject.protects_set(set) || self.subject.protects_principal(principal);
        context!(
            id => assignment.id.as_str(),
            after => after,
            kept => kept(view, protected),
            account => context!(id => assignment.account_id.to_string(), name => &*account.name),
            principal => context!(
                type => principal.kind.api_name(),
                name => &*principal.name,
                value => self.principal(stack, assignment, view),
            ),
            permission_set => context!(
                name => set.as_str(),
                value => self.permission_set(stack, assignment, view),
            ),
        )
    }

    /// Where the id of a principal comes from: a group that the catalog creates is a resource until it lives and is
    /// imported.
    fn principal(&self, stack: &Stack, assignment: &Assignment<'_>, view: View<'_>) -> Value {
        let principal = assignment.principal;
        let created = self.resources.group(principal);
        match (created, &principal.id) {
            (Some(group), None) => self.elsewhere(stack, &group.id, "GroupId"),
            (Some(group), Some(_)) if matches!(view, View::Whole) => {
                self.elsewhere(stack, &group.id, "GroupId")
            }
            (_, id) => literal(id.as_ref().map(|id| id.as_str())),
        }
    }

    fn permission_set(&self, stack: &Stack, assignment: &Assignment<'_>, view: View<'_>) -> Value {
        let live = match view {
            View::Import(live) => live.permission_sets.get(assignment.set),
            View::Whole => None,
        };
        match (live, self.resources.set(assignment.set)) {
            (Some(live), _) => literal(Some(&live.arn)),
            (None, Some(set)) => self.elsewhere(stack, &set.id, "PermissionSetArn"),
            (None, None) => literal(None),
        }
    }

    /// A resource of this stack, or of the one that exports it.
    fn elsewhere(&self, stack: &Stack, id: &str, attribute: &str) -> Value {
        if stack.sets.is_empty() && stack.groups.is_empty() {
            context!(text => (), reference => (), import => self.export(id))
        } else {
            context!(text => (), reference => id, attribute => attribute)
        }
    }

    fn export(&self, id: &str) -> String {
        format!("{}-{id}", stack_prefix(self.subject))
    }

    fn outputs(&self, stack: &Stack) -> Vec<Value> {
        let sets = self.sets(stack).map(|set| (&set.id, "PermissionSetArn"));
        let groups = self.groups(stack).map(|group| (&group.id, "GroupId"));
        sets.chain(groups)
            .map(|(id, attribute)| {
                context!(
                    id => id.as_str(),
                    resource => id.as_str(),
                    attribute => attribute,
                    export => self.export(id),
                )
            })
            .collect()
    }
}

/// What the name of every stack and export begins with: letters, digits and dashes.
pub(super) fn stack_prefix(subject: &Subject<'_>) -> String {
    let name = subject.catalog.name.as_str();
    let plain = !name.is_empty()
        && name.len() <= 40
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain {
        return format!("rolecall-{name}");
    }
    let readable: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    format!("rolecall-{readable}{}", crate::render::digest::hex(&[name]))
}

/// A value that is written out.
fn literal(text: Option<&str>) -> Value {
    context!(text => text, reference => (), import => ())
}

fn kept(view: View<'_>, protected: bool) -> bool {
    protected || matches!(view, View::Import(_))
}

fn about(stack: &Stack) -> &'static str {
    let defines = !stack.sets.is_empty() || !stack.groups.is_empty();
    match (defines, stack.assignments.is_empty()) {
        (true, true) => "Permission sets of IAM Identity Center",
        (true, false) => "Permission sets of IAM Identity Center, and who has them where",
        (false, _) => "Who has which permission set of IAM Identity Center where",
    }
}
