//! `enabled: false`, the switch of a Terraform component.

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Catalog;

/// `enabled: false` makes Terraform destroy everything. Nobody may lose access by a switch that is meant
/// for a component.
pub fn check_enabled(fields: &mut Fields<'_>, catalog: &Catalog) {
    let Some(node) = fields.var("enabled") else {
        return;
    };
    let enabled = fields.flag(node, "`enabled`", Scope::default());
    let says_nothing = catalog.rules.is_empty() && catalog.permission_sets.is_empty();
    if enabled != Some(false) || says_nothing {
        return;
    }
    let diagnostic = Diagnostic::error(
        Code::DisabledCatalog,
        "the catalog is disabled, and it still grants access",
    )
    .note("to read it as empty would revoke everything that it granted")
    .help("set `enabled: true`; or empty the assignments, if all access is to be revoked");
    let reason = "Terraform would destroy the component";
    fields.push_at(node, diagnostic, reason, Scope::default());
}
