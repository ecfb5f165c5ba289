//! Vars without a meaning.

use crate::catalog::lower::fields::Fields;
use crate::catalog::lower::vars::{KNOWN, OF_OLDER_COMPONENTS, OF_THE_STACK};
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::text::nearest;

/// Says which vars have no meaning. A misspelt one is an error: what it was to say would be lost.
pub fn check_vars(fields: &mut Fields<'_>) {
    let mut anchors = None;
    for (key, node) in fields.vars.iter() {
        let name = key.name.as_str();
        if KNOWN.contains(&name)
            || OF_THE_STACK.contains(&name)
            || fields.templates.used.contains(name)
            || says_what_is_done(name, node)
        {
            continue;
        }
        let anchors = anchors.get_or_insert_with(|| definitions(fields.vars));
        if holds(node, anchors) {
            continue;
        }
        let old = OF_OLDER_COMPONENTS.iter().find(|(old, _)| *old == name);
        fields.diagnostics.push(if let Some((_, reason)) = old {
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
