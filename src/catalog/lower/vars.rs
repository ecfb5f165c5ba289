//! Which vars there are: those that mean something, those of older components, those of the stack.

use super::Lowering;
use super::scope::Scope;
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Catalog, CatalogName, OWNERSHIP_TAG, check_tag};
use crate::source::Span;
use crate::text::nearest;

/// Vars that have a meaning.
pub(super) const KNOWN: &[&str] = &[
    "account_assignments",
    "account_map",
    "account_type_assignments",
    "account_types",
    "aws_teams_accessible",
    "enabled",
    "groups",
    "guardrails",
    "identity_roles_accessible",
    "idp_groups",
    "name",
    "overridable_team_permission_set_name_pattern",
    "permission_sets",
    "protected",
    "required_groups",
    "session_duration",
    "tags",
    "tf_access_additional_backends",
    "tf_access_bucket_arn",
    "tf_access_dynamodb_table_arn",
    "tf_access_role_arn",
];

/// Vars of the stack and of `null-label`, which every component of a stack is given.
pub(super) const OF_THE_STACK: &[&str] = &[
    "additional_tag_map",
    "attributes",
    "context",
    "delimiter",
    "descriptor_formats",
    "environment",
    "id_length_limit",
    "label_key_case",
    "label_order",
    "label_value_case",
    "labels_as_tags",
    "namespace",
    "regex_replace_chars",
    "region",
    "stage",
    "tenant",
];

/// Vars that some version of Cloud Posse's component knew, and what became of them.
pub(super) const OF_OLDER_COMPONENTS: &[(&str, &str)] = &[
    ("account_map_component_name", ACCOUNT_MAP),
    ("account_map_enabled", ACCOUNT_MAP),
    ("account_map_environment_name", ACCOUNT_MAP),
    ("account_map_stage_name", ACCOUNT_MAP),
    ("account_map_tenant_name", ACCOUNT_MAP),
    ("aws_teams_stage_name", OTHER_COMPONENT),
    ("global_environment_name", OTHER_COMPONENT),
    ("iam_primary_roles_stage_name", OTHER_COMPONENT),
    ("import_role_arn", PROVIDER),
    ("import_profile_name", PROVIDER),
    ("privileged", PROVIDER),
    (
        "provision_sensible_permission_sets",
        "a built-in permission set that nothing assigns is not created",
    ),
    ("root_account_stage_name", OTHER_COMPONENT),
    ("root_profile_name", PROVIDER),
    ("tfstate_account_id", TFSTATE),
    ("tfstate_backend_component_name", TFSTATE),
    ("tfstate_environment_name", TFSTATE),
    ("tfstate_existing_role_arn", TFSTATE),
    ("tfstate_role_arn", TFSTATE),
];

const ACCOUNT_MAP: &str = "account ids come from `account_map.full_account_map` if it is given, else from AWS Organizations";
const OTHER_COMPONENT: &str = "rolecall does not read the state of other components";
const PROVIDER: &str = "credentials come from the AWS configuration of whoever runs rolecall";
const TFSTATE: &str =
    "the Terraform state is described by `tf_access_bucket_arn` and the vars beside it";

/// Whether a var has a meaning, and so may be left out.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

impl Lowering<'_> {
    /// Says which vars have no meaning. A misspelt one is an error: what it was to say would be lost.
    pub(super) fn check_vars(&mut self) {
        let mut anchors = None;
        for (key, node) in self.vars.iter() {
            let name = key.name.as_str();
            if KNOWN.contains(&name)
                || OF_THE_STACK.contains(&name)
                || self.templates.used.contains(name)
                || says_what_is_done(name, node)
            {
                continue;
            }
            let anchors = anchors.get_or_insert_with(|| definitions(self.vars));
            if holds(node, anchors) {
                continue;
            }
            let old = OF_OLDER_COMPONENTS.iter().find(|(old, _)| *old == name);
            self.diagnostics.push(if let Some((_, reason)) = old {
                Diagnostic::warning(
                    Code::UnusedKey,
                    format!("`{name}` means nothing to rolecall"),
                )
                .primary(key.span, "known to older components only")
                .note(*reason)
                .help("remove it, once no Terraform component reads it any more")
            } else if let Some(meant) = misspelt(name) {
                Diagnostic::error(Code::UnknownKey, format!("unknown var `{name}`"))
                    .primary(key.span, "what stands below it would be ignored")
                    .help(format!("did you mean `{meant}`?"))
            } else {
                Diagnostic::warning(
                    Code::UnusedKey,
                    format!("`{name}` means nothing to rolecall"),
                )
                .primary(
                    key.span,
                    "no var of this name is read, and no expression uses it",
                )
            });
        }
    }

    /// Whether the catalog says its name.
    pub(super) fn is_named(&self) -> bool {
        self.vars.get("name").is_some_and(|node| !node.is_null())
    }

    /// The name in the ownership tag.
    pub(super) fn catalog_name(&mut self) -> CatalogName {
        let Some(node) = self.vars.get("name").filter(|node| !node.is_null()) else {
            return CatalogName::default();
        };
        let Some(name) = self.text(node, "`name`", Scope::default()) else {
            return CatalogName::default();
        };
        let reason = match check_tag(OWNERSHIP_TAG, &name) {
            Ok(()) if name.trim().is_empty() => {
                "a catalog's name has at least one letter".to_owned()
            }
            Ok(()) => return CatalogName::new(name.as_ref()),
            Err(error) => error.to_string(),
        };
        let diagnostic =
            Diagnostic::error(Code::BadName, format!("`{name}` cannot name a catalog")).note(
                format!("the name is the value of the tag `{OWNERSHIP_TAG}` on permission sets"),
            );
        self.push_at(node, diagnostic, reason, Scope::default());
        CatalogName::default()
    }

    /// `enabled: false` makes Terraform destroy everything. Nobody may lose access by a switch that is meant
    /// for a component.
    pub(super) fn check_enabled(&mut self, catalog: &Catalog) {
        let Some(node) = self.vars.get("enabled").filter(|node| !node.is_null()) else {
            return;
        };
        let enabled = self.flag(node, "`enabled`", Scope::default());
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
        self.push_at(node, diagnostic, reason, Scope::default());
    }
}

/// `account_map_enabled: false`, which current catalogs have, is the only way that there is here.
fn says_what_is_done(name: &str, node: &Node) -> bool {
    name == "account_map_enabled" && node.value == Value::Bool(false)
}

/// The places that aliases and merge keys of a document lead to, sorted.
fn definitions(vars: &Map) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = vars.iter().map(|(_, node)| node).collect();
    while let Some(node) = open.pop() {
        found.extend(node.defined);
        match &node.value {
            Value::List(nodes) => open.extend(nodes),
            Value::Map(map) => open.extend(map.iter().map(|(_, node)| node)),
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

/// Whether a node is there for the anchors in it: a key that only holds what others repeat.
fn holds(node: &Node, definitions: &[Span]) -> bool {
    let from = definitions.partition_point(|place| {
        *place
            < Span {
                end: 0,
                ..node.span
            }
    });
    definitions
        .get(from)
        .is_some_and(|place| place.source == node.span.source && place.start < node.span.end)
}

/// The known var that was meant: at most two letters away. A short name is much like many others, so there
/// it is one letter, and not the first.
fn misspelt(name: &str) -> Option<&'static str> {
    let folded = name.to_lowercase();
    let near = nearest(name, KNOWN.iter().copied())?.name();
    let changed = strsim::damerau_levenshtein(&folded, near);
    let meant = match near.len() {
        0..8 => changed <= 1 && folded.chars().next() == near.chars().next(),
        _ => changed <= 2,
    };
    KNOWN.iter().copied().find(|known| meant && *known == near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_vars_are_sorted_and_share_no_name() {
        assert!(KNOWN.is_sorted() && OF_THE_STACK.is_sorted());
        for (name, _) in OF_OLDER_COMPONENTS {
            assert!(
                !KNOWN.contains(name) && !OF_THE_STACK.contains(name),
                "{name}"
            );
        }
    }

    #[test]
    fn a_misspelt_var_is_told_from_a_foreign_one() {
        for (name, meant) in [
            ("account_asignments", Some("account_assignments")),
            ("permision_sets", Some("permission_sets")),
            ("required_group", Some("required_groups")),
            ("group", Some("groups")),
            ("Account_Types", Some("account_types")),
            ("vpc_cidr", None),
            ("account", None),
            ("game", None),
        ] {
            assert_eq!(misspelt(name), meant, "{name}");
        }
    }
}
