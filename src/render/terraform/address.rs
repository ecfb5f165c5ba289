//! Addresses of Terraform: `data.aws_identitystore_group.this["DevOps"].group_id`.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

/// A reference as names and keys. Templates print it with the filter `address`, which quotes the keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render) struct Address {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render) enum Step {
    /// `.name`
    Name(Arc<str>),
    /// `["key"]`
    Key(Arc<str>),
}

impl Address {
    /// `a.b.c`, from the names between the dots.
    pub(super) fn new(names: &[&str]) -> Self {
        let steps = names.iter().map(|name| Step::Name((*name).into()));
        Self {
            steps: steps.collect(),
        }
    }

    /// `self["key"]`
    pub(super) fn key(mut self, key: &str) -> Self {
        self.steps.push(Step::Key(key.into()));
        self
    }

    /// `self.name`
    pub(super) fn name(mut self, name: &str) -> Self {
        self.steps.push(Step::Name(name.into()));
        self
    }

    pub(in crate::render) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl Object for Address {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
