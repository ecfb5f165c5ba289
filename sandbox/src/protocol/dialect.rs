//! How a service refuses: the codes and texts that each gives to the refusals that all have.

use serde_json::{Map, Value};

use crate::service_model::{Member, WrongType, violations};
use crate::world::{Answer, Refusal};

/// The names that a service gives to the refusals that all services have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    SsoAdmin,
    IdentityStore,
    Organizations,
}

impl Dialect {
    /// Refuses an input that breaks constraints of its shapes.
    pub fn check(self, members: &[Member], input: &Map<String, Value>) -> Answer<()> {
        let found = violations(members, input)
            .map_err(|WrongType(message)| Refusal::new("SerializationException", message))?;
        let Some(first) = found.first() else {
            return Ok(());
        };
        let count = found.len();
        let sentences: Vec<_> = found
            .iter()
            .map(|violation| violation.message.as_str())
            .collect();
        let message = format!(
            "{count} validation error{} detected: {}",
            if count == 1 { "" } else { "s" },
            sentences.join("; ")
        );
        Err(match (self, first.reason) {
            (Self::SsoAdmin, "INVALID_PATTERN")
                if count == 1 && first.path.ends_with("anagedPolicyArn") =>
            {
                Refusal::validation(format!(
                    "Given managed policy ARN: {}, is invalid",
                    first.value
                ))
            }
            // A violation of a pattern only has another text, without a count.
            (Self::SsoAdmin, "INVALID_PATTERN") if count == 1 => Refusal::validation(format!(
                "Value of input '{}' failed to satisfy constraint: Member must {}",
                first.path, first.constraint
            )),
            (Self::SsoAdmin | Self::IdentityStore, _) => Refusal::validation(message),
            (Self::Organizations, reason) => {
                let message = match reason {
                    "INVALID_PATTERN" => {
                        "You provided a value that does not match the required pattern."
                    }
                    "INVALID_ENUM" => "You specified an invalid value.",
                    _ => &message,
                };
                Refusal::new("InvalidInputException", message).with("Reason", reason)
            }
        })
    }

    /// Returns the refusal of a call above the rate.
    pub fn throttled(self) -> Refusal {
        match self {
            Self::SsoAdmin => Refusal::throttled("Rate exceeded"),
            Self::IdentityStore => {
                Refusal::throttled("Rate exceeded").with("RetryAfterSeconds", "1")
            }
            Self::Organizations => Refusal::new(
                "TooManyRequestsException",
                "You have sent too many requests in too short a period of time. Try again later.",
            )
            .with("Type", "ACCOUNT"),
        }
    }

    /// Returns the refusal of a write that overtakes another and may be tried again; none where the service has no such
    /// answer.
    pub fn conflict(self) -> Refusal {
        match self {
            Self::SsoAdmin => Refusal::conflict("There is a conflicting operation in process."),
            Self::IdentityStore => {
                Refusal::conflict("The request conflicts with another operation.")
                    .with("Reason", "CONCURRENT_MODIFICATION")
            }
            Self::Organizations => Refusal::new(
                "ConcurrentModificationException",
                "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.",
            ),
        }
    }

    /// Returns the service's failure, an HTTP 500.
    pub fn internal_error(self) -> Refusal {
        match self {
            Self::SsoAdmin | Self::IdentityStore => {
                Refusal::new("InternalServerException", "Internal server error")
            }
            Self::Organizations => Refusal::new(
                "ServiceException",
                "AWS Organizations can't complete your request because of an internal service error. Try again later.",
            ),
        }
    }

    /// Returns the refusal of a paging token that is not this request's.
    pub fn bad_token(self) -> Refusal {
        match self {
            Self::SsoAdmin | Self::IdentityStore => {
                Refusal::validation("The provided NextToken is invalid.")
            }
            Self::Organizations => Refusal::new(
                "InvalidInputException",
                "You specified an invalid NextToken.",
            )
            .with("Reason", "INVALID_NEXT_TOKEN"),
        }
    }
}
