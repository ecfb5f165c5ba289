//! Names of groups and users.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Lowering;
use super::group_entries::Facts;
use super::scope::Scope;
use crate::catalog::node::Node;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::PrincipalType;
use crate::source::Located;
use crate::text::is_format;

/// Names that AWS keeps for itself (identity store, CreateGroup: "reserved names").
const RESERVED: &[&str] = &["Administrator", "AWSAdministrators"];

impl<'a> Lowering<'a> {
    /// The groups that must exist, and what is said of them: `required_groups` and Cloud Posse's `idp_groups`.
    pub(super) fn groups_that_must_exist(&mut self) -> (Vec<Located<Arc<str>>>, Facts) {
        let mut facts = Facts::new();
        let mut groups = self.group_entries("required_groups", &mut facts);
        let known: BTreeSet<_> = groups
            .iter()
            .map(|group| Arc::clone(&group.value))
            .collect();
        let others = self.group_entries("idp_groups", &mut facts).into_iter();
        groups.extend(others.filter(|group| !known.contains(&group.value)));
        (groups, facts)
    }

    /// The groups to create where they are missing.
    pub(super) fn groups_to_create(&mut self) -> Vec<Located<Arc<str>>> {
        let groups = self.group_names("groups");
        for group in &groups {
            if RESERVED.contains(&&*group.value) {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::BadName,
                        format!("a group cannot be called `{}`", group.value),
                    )
                    .primary(group.span, "AWS keeps this name for itself")
                    .help("choose another name"),
                );
            }
        }
        groups
    }

    fn group_names(&mut self, var: &str) -> Vec<Located<Arc<str>>> {
        let scope = Scope::default();
        let Some(node) = self.vars.get(var).filter(|node| !node.is_null()) else {
            return Vec::new();
        };
        let what = format!("`{var}`");
        if var == "groups" && node.as_map().is_some() {
            let help =
                "groups with their permission sets stand under an account of `account_assignments`";
            let expected = "a list of the names of groups to create";
            self.wrong_type::<()>(node, &what, expected, Some(help), scope);
            return Vec::new();
        }
        self.principal_names(node, &what, PrincipalType::Group)
    }

    /// A list of names, each once. `what` is the subject of the sentence; null is an empty list.
    pub(super) fn principal_names(
        &mut self,
        node: &'a Node,
        what: &str,
        kind: PrincipalType,
    ) -> Vec<Located<Arc<str>>> {
        let mut names: Vec<Located<Arc<str>>> = Vec::new();
        let mut seen = BTreeSet::new();
        if node.is_null() {
            return names;
        }
        for element in self.list(node, what, Scope::default()).unwrap_or_default() {
            let name = self.principal_name(element, kind);
            if let Some(name) = name
                && seen.insert(Arc::clone(&name.value))
            {
                names.push(name);
            }
        }
        names
    }

    pub(super) fn principal_name(
        &mut self,
        node: &Node,
        kind: PrincipalType,
    ) -> Option<Located<Arc<str>>> {
        let what = format!("the name of a {kind}");
        let name = self.text(node, &what, Scope::default())?;
        self.check_principal(&name, kind, node.span)?;
        Some(Located::new(name.into(), node.span))
    }

    /// Checks a name against the identity store's model: a group's display name has 1 to 1,024 characters, a
    /// user name 1 to 128 without spaces, neither has control characters or marks of direction.
    pub(super) fn check_principal(
        &mut self,
        name: &str,
        kind: PrincipalType,
        span: crate::source::Span,
    ) -> Option<()> {
        let limit = longest_name(kind);
        let length = name.chars().count();
        let refused = |c: &char| match kind {
            PrincipalType::Group
                if matches!(c, '\t' | '\n' | '\r' | ' ' | '\u{a0}' | '\u{3000}') =>
            {
                false
            }
            PrincipalType::Group | PrincipalType::User => {
                c.is_control() || is_format(*c) || c.is_whitespace()
            }
        };
        let reason = if name.trim().is_empty() {
            "the name is empty".to_owned()
        } else if length > limit {
            format!("the name has {length} characters; AWS allows {limit}")
        } else if let Some(c) = name.chars().find(refused) {
            format!("the name contains {c:?}, which AWS does not allow in the name of a {kind}")
        } else {
            return Some(());
        };
        let shown: String = name.chars().take(40).collect();
        let message = format!("`{}` cannot be the name of a {kind}", shown.escape_debug());
        self.diagnostics
            .push(Diagnostic::error(Code::BadName, message).primary(span, reason));
        None
    }
}

/// How many characters a name has at most: a group's display name 1,024, a user name 128.
pub(super) fn longest_name(kind: PrincipalType) -> usize {
    match kind {
        PrincipalType::Group => 1024,
        PrincipalType::User => 128,
    }
}
