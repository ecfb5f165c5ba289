//! Why nothing was rendered.

use crate::text::visible;

/// Why desired state did not become artifacts. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template cannot be read or filled in.
    #[error("template {name}, line {line}: {reason}")]
    Template {
        /// Its path below the folder of templates.
        name: String,
        /// Its line, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// A file in the user's folder of templates that replaces no template.
    #[error("`{}` replaces no template", visible(name))]
    UnknownTemplate {
        /// Its path below the folder of templates.
        name: String,
    },
    /// A template that does not say who made the artifact.
    #[error("template {name} does not begin with `head.mark`")]
    NoMark {
        /// Its path below the folder of templates.
        name: String,
    },
    /// A tag that could keep or multiply text.
    #[error(
        "template {name}, line {line}: `{}` is not allowed in a template",
        visible(tag)
    )]
    ForbiddenTag {
        /// Its path below the folder of templates.
        name: String,
        /// Its line, from 1.
        line: usize,
        /// What stands in the tag.
        tag: String,
    },
    /// A template that does not end, or writes more than any artifact has.
    #[error(
        "template {name}: it takes more than {} instructions, or writes more than {} bytes",
        super::templates::FUEL,
        super::templates::MAX_OUTPUT
    )]
    TooMuch {
        /// Its path below the folder of templates.
        name: String,
    },
    /// An account without an id.
    #[error("the id of account `{}` is not known", visible(account))]
    NoAccountId {
        /// Its name.
        account: String,
    },
    /// A principal without an id, where one is needed.
    #[error("the id of {} is not known", visible(principal))]
    NoPrincipalId {
        /// Its type and name.
        principal: String,
    },
    /// The ARN of the instance is needed and not known.
    #[error("the ARN of the IAM Identity Center instance is not known")]
    NoInstance,
    /// Modules are to be split from the management account, which is not known.
    #[error("which account is the management account is not known")]
    NoManagementAccount,
    /// Two different things would have one name: one of them would be lost.
    #[error("two {what} would be called `{}`", visible(name))]
    Collision {
        /// What they are.
        what: &'static str,
        /// The name of both.
        name: String,
    },
    /// A tag that IAM Identity Center takes and CloudFormation does not.
    #[error(
        "CloudFormation does not take the tag `{}` of permission set `{set}`",
        visible(key)
    )]
    Tag {
        /// The permission set.
        set: String,
        /// The tag's key.
        key: String,
    },
    /// A template is larger than AWS takes it, and cannot be split further.
    #[error("{artifact} has {size} {unit}; AWS allows {limit}")]
    TooLarge {
        /// The artifact.
        artifact: String,
        /// What it has.
        size: usize,
        /// Of what.
        unit: &'static str,
        /// What AWS allows.
        limit: usize,
    },
}

impl RenderError {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Template { .. } => {
                "rolecall templates export DIR writes the built-in templates, each with its context documented at its head"
            }
            Self::UnknownTemplate { .. } => {
                "rolecall templates export DIR writes every template under the path that replaces it"
            }
            Self::NoMark { .. } => {
                "begin it like the built-in one, `# {{ head.mark | comment }} …`: by that rolecall knows its own files again"
            }
            Self::ForbiddenTag { .. } => {
                "the tags are if, for with the name of a list, set with the name of a value, and include"
            }
            Self::TooMuch { .. } => "repeat each list once: a loop inside a loop multiplies them",
            Self::NoAccountId { .. } => {
                "give the ids in `account_map.full_account_map`, or a snapshot of the organization: --snapshot FILE"
            }
            Self::NoPrincipalId { .. } => {
                "ids come from IAM Identity Center or from a snapshot of it: rolecall snapshot > snapshot.json, then --snapshot snapshot.json"
            }
            Self::NoInstance => "name it with --instance-arn, or give a snapshot: --snapshot FILE",
            Self::NoManagementAccount => {
                "name it in `account_map.root_account_account_name`, or give a snapshot of the organization: --snapshot FILE"
            }
            Self::Tag { .. } => {
                "its resource type wants a letter, a digit or one of _+=,.@- in every key and value, and at most 50 tags"
            }
            Self::Collision { .. } => "give one of them another name",
            Self::TooLarge { .. } => return None,
        })
    }
}

impl From<minijinja::Error> for RenderError {
    fn from(error: minijinja::Error) -> Self {
        let reason = match error.detail() {
            Some(detail) => detail.to_owned(),
            None => error.kind().to_string(),
        };
        Self::Template {
            name: error.name().unwrap_or_default().to_owned(),
            line: error.line().unwrap_or(1),
            reason,
        }
    }
}
