//! The refusal of a call: one AWS exception with its members.

/// An answer that refuses a call.
///
/// The codes are the exception names of the AWS models; a protocol turns them into its own shape, and adds nothing to
/// the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The exception's name, for example `ConflictException`.
    pub code: &'static str,
    /// The message, in AWS's words where they are known.
    pub message: String,
    /// Further members of the exception, for example `Reason`.
    pub members: Vec<(&'static str, String)>,
}

/// The outcome of a call.
pub type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// Returns a refusal with this exception name and no further members.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            members: Vec::new(),
        }
    }

    /// Returns the same refusal with one more member.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// `ValidationException`.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// `ResourceNotFoundException`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new("ResourceNotFoundException", message)
    }

    /// `ConflictException`.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new("ConflictException", message)
    }

    /// `ServiceQuotaExceededException`.
    pub fn quota(message: impl Into<String>) -> Self {
        Self::new("ServiceQuotaExceededException", message)
    }

    /// `AccessDeniedException`.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new("AccessDeniedException", message)
    }

    /// `ThrottlingException`.
    pub fn throttled(message: impl Into<String>) -> Self {
        Self::new("ThrottlingException", message)
    }
}
