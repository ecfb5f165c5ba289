//! Which component of a manifest is the catalog.

use super::manifest::{bases_of, components, no_mapping, node_at};
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The names under which Cloud Posse publishes the component.
pub(in crate::catalog) const NAMES: &[&str] =
    &["aws-sso", "aws-identity-center", "identity-center"];

/// Keys of a component that Atmos knows.
const KEYS: &[&str] = &[
    "auth",
    "backend",
    "backend_type",
    "command",
    "component",
    "dependencies",
    "env",
    "generate",
    "hooks",
    "locals",
    "metadata",
    "name",
    "overrides",
    "provision",
    "providers",
    "remote_state_backend",
    "remote_state_backend_type",
    "required_providers",
    "required_version",
    "retry",
    "settings",
    "source",
    "vars",
    "workspace",
];

/// Chooses the component that holds the catalog, and returns its key; or reports why there is none.
pub(super) fn choose(
    manifest: &Map,
    named: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<Key> {
    let none = Map::default();
    let components = components(manifest).unwrap_or(&none);
    if let Some(name) = named {
        return match components.entry(name) {
            Some((key, node)) => chosen(key, node, components, diagnostics),
            None => {
                diagnostics.push(not_there(name, components, manifest));
                None
            }
        };
    }
    let candidates: Vec<(&Key, &Node)> = components
        .iter()
        .filter(|(key, node)| is_catalog(key, node, components))
        .collect();
    let real: Vec<(&Key, &Node)> = candidates
        .iter()
        .copied()
        .filter(|(_, node)| !is_abstract(node))
        .collect();
    let enabled: Vec<(&Key, &Node)> = real
        .iter()
        .copied()
        .filter(|(_, node)| !is_disabled(node))
        .collect();
    match (enabled.as_slice(), real.as_slice()) {
        ([(key, node)], _) | ([], [(key, node)]) => chosen(key, node, components, diagnostics),
        // An import that failed may be why, and is reported.
        ([], []) if diagnostics.has_errors() => None,
        ([], []) => {
            diagnostics.push(none_fits(&candidates, components, manifest));
            None
        }
        ([], several) | (several, _) => {
            diagnostics.push(several_fit(several));
            None
        }
    }
}

fn chosen(
    key: &Key,
    component: &Node,
    components: &Map,
    diagnostics: &mut Diagnostics,
) -> Option<Key> {
    let name = &key.name;
    if !matches!(component.value, Value::Map(_) | Value::Null) {
        diagnostics.push(no_mapping(component));
        return None;
    }
    if is_abstract(component) {
        let problem = Diagnostic::error(
            Code::AmbiguousComponent,
            format!("the component `{name}` is abstract"),
        );
        diagnostics.push(
            problem
                .primary(
                    key.span,
                    "`metadata.type` is `abstract`: it is only inherited from",
                )
                .help_opt(listing(components)),
        );
        return None;
    }
    if is_disabled(component) {
        let problem = Diagnostic::warning(
            Code::UnusedKey,
            format!("the component `{name}` is disabled, and read all the same"),
        );
        diagnostics.push(
            problem
                .primary(
                    key.span,
                    "`metadata.enabled` is `false`: Atmos would not deploy it",
                )
                .help("delete the setting, or the component"),
        );
    }
    let keys = component.as_map().into_iter().flat_map(Map::iter);
    for (key, _) in keys.filter(|(key, _)| !KEYS.contains(&key.name.as_str())) {
        let near = KEYS
            .iter()
            .filter(|known| strsim::damerau_levenshtein(known, &key.name) <= 2);
        let problem = Diagnostic::warning(
            Code::UnknownKey,
            format!("unknown key `{}` in a component", key.name),
        );
        diagnostics.push(
            problem
                .primary(key.span, "it is ignored")
                .help_opt(near.min().map(|known| format!("did you mean `{known}`?"))),
        );
    }
    Some(key.clone())
}

/// Whether a component is the one that Cloud Posse publishes: by its name, or by the one that it points at or
/// inherits from.
fn is_catalog<'m>(key: &'m Key, component: &'m Node, components: &'m Map) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open = vec![(key.name.as_str(), component)];
    while let Some((name, component)) = open.pop() {
        if NAMES.contains(&name) {
            return true;
        }
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let Some(map) = component.as_map() else {
            continue;
        };
        match node_at(map, &["metadata", "component"]).and_then(Node::as_text) {
            Some(target) if NAMES.contains(&target) => return true,
            Some(_) => {}
            None => {
                let bases = bases_of(map).into_iter().filter_map(Node::as_text);
                open.extend(bases.filter_map(|base| Some((base, components.get(base)?))));
            }
        }
    }
    false
}

fn is_abstract(component: &Node) -> bool {
    setting(component, "type").is_some_and(|node| node.as_text() == Some("abstract"))
}

fn is_disabled(component: &Node) -> bool {
    setting(component, "enabled").is_some_and(|node| node.value == Value::Bool(false))
}

fn setting<'m>(component: &'m Node, name: &str) -> Option<&'m Node> {
    node_at(component.as_map()?, &["metadata", name])
}

fn not_there(name: &str, components: &Map, manifest: &Map) -> Diagnostic {
    let problem = Diagnostic::error(
        Code::AmbiguousComponent,
        format!("there is no component `{name}`"),
    );
    at(problem, manifest).help_opt(listing(components))
}

fn none_fits(candidates: &[(&Key, &Node)], components: &Map, manifest: &Map) -> Diagnostic {
    if let [(key, _), ..] = candidates {
        let problem = Diagnostic::error(
            Code::NoCatalog,
            format!("the component `{}` is abstract", key.name),
        );
        return problem
            .primary(
                key.span,
                "`metadata.type` is `abstract`: it is only inherited from",
            )
            .help("name a stack with a component that inherits from it");
    }
    let problem = Diagnostic::error(Code::NoCatalog, "none of the components is the catalog");
    at(problem, manifest)
        .note(format!(
            "looked for a component with the name, the `metadata.component` or a base {}",
            quoted(NAMES.iter().copied(), " or ")
        ))
        .help_opt(listing(components))
}

fn several_fit(candidates: &[(&Key, &Node)]) -> Diagnostic {
    let names = candidates.iter().map(|(key, _)| key.name.as_str());
    let mut problem = Diagnostic::error(
        Code::AmbiguousComponent,
        format!("{} components could be the catalog", candidates.len()),
    )
    .help(format!(
        "name one of them: `--component {}`",
        names.clone().min().unwrap_or_default()
    ));
    for (key, _) in candidates {
        problem = problem.primary(key.span, "");
    }
    problem
}

fn at(problem: Diagnostic, manifest: &Map) -> Diagnostic {
    match manifest.entry("components") {
        Some((key, _)) => problem.primary(key.span, ""),
        None => problem,
    }
}

/// What could be chosen instead.
fn listing(components: &Map) -> Option<String> {
    const SHOWN: usize = 10;
    let real = components.iter().filter(|(_, node)| !is_abstract(node));
    let mut names: Vec<&str> = real.map(|(key, _)| key.name.as_str()).collect();
    names.sort_unstable();
    let more = match names.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(SHOWN);
    (!names.is_empty()).then(|| {
        let names = quoted(names.iter().copied(), ", ");
        format!("choose one with `--component NAME`: {names}{more}")
    })
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>, between: &str) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(between)
}
