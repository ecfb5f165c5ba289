//! `name`: the name of the catalog in the ownership tag.

use super::expressions::Scope;
use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CatalogName, OWNERSHIP_TAG, check_tag};

/// The name in the ownership tag.
pub(super) fn catalog_name(fields: &mut Fields<'_>) -> CatalogName {
    let Some(node) = fields.var("name") else {
        return CatalogName::default();
    };
    let Some(name) = fields.text(node, "`name`", Scope::default()) else {
        return CatalogName::default();
    };
    let reason = match check_tag(OWNERSHIP_TAG, &name) {
        Ok(()) if name.trim().is_empty() => "a catalog's name has at least one letter".to_owned(),
        Ok(()) => return CatalogName::new(name.as_ref()),
        Err(error) => error.to_string(),
    };
    let diagnostic = Diagnostic::error(Code::BadName, format!("`{name}` cannot name a catalog"))
        .note(format!(
            "the name is the value of the tag `{OWNERSHIP_TAG}` on permission sets"
        ));
    fields.push_at(node, diagnostic, reason, Scope::default());
    CatalogName::default()
}
