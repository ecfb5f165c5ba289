//! The policies of a permission set: attached ones, the permissions boundary and the inline policy.

mod attachments;
mod documents;
mod elements;
mod inline;
mod lint;
mod statements;
mod well_known;

pub(super) use attachments::{BOUNDARY_KEYS, CUSTOMER_MANAGED_KEYS, attach};
pub(super) use documents::Documents;
pub(super) use inline::inline_policy;
pub(super) use lint::{DOCUMENT_KEYS, STATEMENT_KEYS};
