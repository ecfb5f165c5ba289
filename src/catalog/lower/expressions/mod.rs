//! `{{ name }}` in a string, evaluated after the document was parsed.
//!
//! An expression is a name, a quoted text, and filters with such arguments: `{{ each.key | title }}`. The
//! names are the catalog's own vars, `partition`, and inside a definition `each` and the names of its
//! `with`. The filters are `default`, `lower`, `replace`, `title` (as Terraform's function) and `upper`.
//! All other text, `${aws:username}` and `{% … %}` included, stays as it is.

mod context;
mod filters;
mod scope;
mod syntax;
mod templates;

pub(super) use scope::{Each, Found, Scope};
pub(super) use syntax::is_go_template;
pub(super) use templates::{Failure, Templates};
