//! `previously`: the name that a permission set had before.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Catalog, PermissionSetName};
use crate::source::Span;

/// A rename must leave one set behind and make one: the name before belongs to no set any more, and to
/// one rename only.
pub fn check_renames(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let mut claimed: BTreeMap<&PermissionSetName, (&PermissionSetName, Span)> = BTreeMap::new();
    for (name, entry) in &catalog.permission_sets {
        let Some(previously) = &entry.previously else {
            continue;
        };
        let (before, span) = (&previously.value, previously.span);
        let diagnostic = if before == name {
            Diagnostic::error(
                Code::BadRename,
                format!("`{name}` cannot be renamed to itself"),
            )
            .primary(span, "the name that it has now")
            .help("remove `previously`")
        } else if let Some(other) = catalog.permission_sets.get(before) {
            Diagnostic::error(
                Code::BadRename,
                format!("`{before}` cannot become `{name}`: the catalog still has `{before}`"),
            )
            .primary(span, "renamed here")
            .secondary(other.span, "still defined here")
            .help("remove the definition and the assignments of the name before, or this `previously`")
        } else if let Some((other, place)) = claimed.get(before) {
            Diagnostic::error(
                Code::BadRename,
                format!("`{before}` cannot become both `{other}` and `{name}`"),
            )
            .primary(span, "renamed again here")
            .secondary(*place, "renamed first here")
            .help("keep one of them; the other set is a new one")
        } else {
            claimed.insert(before, (name, span));
            continue;
        };
        diagnostics.push(diagnostic);
    }
}
