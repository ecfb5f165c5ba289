//! Names of groups and users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Lowering;
use super::scope::Scope;
use crate::catalog::node::Node;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GroupFacts, PrincipalType};
use crate::source::Located;

/// Names that AWS keeps for itself (identity store, CreateGroup: "reserved names").
const RESERVED: &[&str] = &["Administrator", "AWSAdministrators"];

impl<'a> Lowering<'a> {
    /// The groups that must exist, and what is said of them: `required_groups` and Cloud Posse's `idp_groups`.
    pub(super) fn groups_that_must_exist(
        &mut self,
    ) -> (Vec<Located<Arc<str>>>, BTreeMap<Arc<str>, GroupFacts>) {
        let mut facts = BTreeMap::new();
        let mut groups = self.group_names("required_groups", Some(&mut facts));
        let known: BTreeSet<_> = groups
            .iter()
            .map(|group| Arc::clone(&group.value))
            .collect();
        let others = self.group_names("idp_groups", Some(&mut facts)).into_iter();
        groups.extend(others.filter(|group| !known.contains(&group.value)));
        (groups, facts)
    }

    /// The groups to create where they are missing.
    pub(super) fn groups_to_create(&mut self) -> Vec<Located<Arc<str>>> {
        let groups = self.group_names("groups", None);
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

    /// The names in a list of groups. Its entries may be mappings where `facts` takes what they say; of two
    /// entries for one group the first counts.
    fn group_names(
        &mut self,
        var: &str,
        mut facts: Option<&mut BTreeMap<Arc<str>, GroupFacts>>,
    ) -> Vec<Located<Arc<str>>> {
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
        let mut names: Vec<Located<Arc<str>>> = Vec::new();
        let mut seen = BTreeSet::new();
        for element in self.list(node, &what, scope).unwrap_or_default() {
            let entry = match (element.as_map(), &mut facts) {
                (Some(map), Some(_)) => self.group_entry(element, map),
                _ => self
                    .principal_name(element, PrincipalType::Group)
                    .map(|name| (name, GroupFacts::default())),
            };
            if let Some((name, said)) = entry
                && seen.insert(Arc::clone(&name.value))
            {
                if let Some(facts) = facts
                    .as_deref_mut()
                    .filter(|_| said != GroupFacts::default())
                {
                    facts.entry(Arc::clone(&name.value)).or_insert(said);
                }
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
    /// user name 1 to 128 without spaces, neither has control characters.
    pub(super) fn check_principal(
        &mut self,
        name: &str,
        kind: PrincipalType,
        span: crate::source::Span,
    ) -> Option<()> {
        let limit = match kind {
            PrincipalType::Group => 1024,
            PrincipalType::User => 128,
        };
        let length = name.chars().count();
        let refused = |c: &char| match kind {
            PrincipalType::Group => c.is_control() && !matches!(c, '\t' | '\n' | '\r'),
            PrincipalType::User => c.is_control() || c.is_whitespace(),
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
