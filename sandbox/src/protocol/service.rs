//! A service of the sandbox and its operations.

use serde_json::Value;

use super::context::Context;
use super::dialect::Dialect;
use crate::service_model::Member;
use crate::world::Answer;

/// A service that speaks AWS JSON 1.1.
#[derive(Debug)]
pub struct Service {
    /// The name in logs and counts: `sso-admin`.
    pub name: &'static str,
    /// The part before the dot in `X-Amz-Target`.
    pub target: &'static str,
    /// The prefix of its actions in IAM policies.
    pub action: &'static str,
    pub dialect: Dialect,
    /// The size of a page when the call names none.
    pub page_size: usize,
    pub operations: &'static [Operation],
}

/// One operation of a service.
#[derive(Debug)]
pub struct Operation {
    pub name: &'static str,
    /// Whether a success changes the world.
    pub writes: bool,
    pub members: &'static [Member],
    pub run: fn(&mut Context<'_>) -> Answer<Value>,
}

/// Returns an operation that changes nothing.
pub const fn read(
    name: &'static str,
    members: &'static [Member],
    run: fn(&mut Context<'_>) -> Answer<Value>,
) -> Operation {
    Operation {
        name,
        writes: false,
        members,
        run,
    }
}

/// Returns an operation that changes the world.
pub const fn write(
    name: &'static str,
    members: &'static [Member],
    run: fn(&mut Context<'_>) -> Answer<Value>,
) -> Operation {
    Operation {
        name,
        writes: true,
        members,
        run,
    }
}

impl Service {
    /// Returns the operation with this name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }
}
