//! The definitions of permission sets, built-in ones and the catalog's own, before they are worked out.
//!
//! A definition with `for_each` is one set for every entry of a var; its key is then a name with an
//! expression: `TerraformPlanAccess-{{ each.key }}`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::lower::expressions::{Each, Failure, Found, Scope, Templates};
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{NameError, PermissionSetName};
use crate::source::Span;

/// What a permission set is to be made from.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'a> {
    /// The body.
    pub body: &'a Map,
    /// The names that its expressions may use.
    pub scope: Scope<'a>,
    /// Where its name is written.
    pub span: Span,
}

/// The sets of one `for_each`, as far as their names tell.
#[derive(Debug, Clone)]
pub struct Family<'a> {
    /// What the names start with.
    pub prefix: String,
    /// What they end with.
    pub suffix: String,
    /// The var that has an entry for each.
    pub var: String,
    /// The var's value, if only Atmos knows it.
    pub unresolved: Option<&'a Node>,
}

/// All permission sets that could be made.
#[derive(Debug, Default)]
pub struct Definitions<'a> {
    /// By name.
    pub sets: BTreeMap<PermissionSetName, Definition<'a>>,
    /// Names of built-in sets that AWS would refuse, and where they come from.
    pub bad_names: BTreeMap<String, (NameError, Span)>,
    /// Sets that the catalog tried to define, and failed; reported.
    pub broken: BTreeSet<String>,
    /// The built-in families.
    pub families: Vec<Family<'a>>,
    /// The sets that a definition renames: the name before to the name now.
    pub renamed: BTreeMap<String, PermissionSetName>,
}

/// Collects all definitions; those of the catalog replace built-in ones of the same name.
pub fn definitions<'a>(fields: &mut Fields<'a>, built_in: &'a Map) -> Definitions<'a> {
    let mut definitions = Definitions::default();
    for (key, node) in built_in.iter() {
        define(fields, key, node, true, &mut definitions);
    }
    let own = fields.vars.get("permission_sets");
    let Some(own) = own.filter(|node| !node.is_null()) else {
        return definitions;
    };
    let shape = "permission_sets: {OpsAccess: {policy_attachments: [ReadOnlyAccess]}}";
    let map = fields.map(own, "`permission_sets`", shape, Scope::default());
    for (key, node) in map.into_iter().flat_map(Map::iter) {
        define(fields, key, node, false, &mut definitions);
    }
    definitions
}

fn define<'a>(
    fields: &mut Fields<'a>,
    key: &'a Key,
    node: &'a Node,
    built_in: bool,
    definitions: &mut Definitions<'a>,
) {
    let what = format!("permission set `{}`", key.name);
    let shape = format!("{}: {{policy_attachments: [ReadOnlyAccess]}}", key.name);
    let Some(body) = fields.map(node, &what, &shape, Scope::default()) else {
        definitions.broken.insert(key.name.clone());
        return;
    };
    let with = body.get("with").filter(|with| !with.is_null());
    let with = with.and_then(|with| {
        fields.map(
            with,
            "`with`",
            "with: {bucket: \"{{ var }}\"}",
            Scope::default(),
        )
    });
    let one = Definition {
        body,
        scope: Scope {
            each: None,
            with,
            is_built_in: built_in,
            asked_by: None,
        },
        span: key.span,
    };
    let Some(for_each) = body.get("for_each") else {
        return define_one(fields, key, one, definitions);
    };
    for each in rounds(fields, key, for_each, built_in, definitions) {
        let scope = Scope {
            each: Some(each),
            ..one.scope
        };
        define_one(fields, key, Definition { scope, ..one }, definitions);
    }
}

fn define_one<'a>(
    fields: &mut Fields<'a>,
    key: &Key,
    definition: Definition<'a>,
    definitions: &mut Definitions<'a>,
) {
    let is_built_in = definition.scope.is_built_in;
    let name = match is_built_in {
        // Whether its name can be worked out matters to none but who assigns it.
        true => fields.templates.render(&key.name, definition.scope).ok(),
        false => fields
            .render(&key.name, key.span, definition.scope)
            .map(Cow::into_owned),
    };
    let Some(name) = name else {
        definitions
            .broken
            .extend((!is_built_in).then(|| key.name.clone()));
        return;
    };
    // A built-in family takes its names from a var: the entry there is what is wrong.
    let place = match definition.scope.each {
        Some(each) => each.value.span,
        None => key.span,
    };
    let parsed = match PermissionSetName::parse(&name) {
        Ok(parsed) => parsed,
        Err(error) if is_built_in => {
            definitions.bad_names.insert(name, (error, place));
            return;
        }
        Err(error) => {
            bad_name(&error, place, None, &mut fields.diagnostics);
            definitions.broken.insert(name);
            return;
        }
    };
    if let Some(node) = definition.body.get("previously")
        && let Value::String(before) = &node.value
    {
        definitions.renamed.insert(before.clone(), parsed.clone());
    }
    insert(fields, key.span, parsed, definition, definitions);
}

/// Adds a definition, unless its name is taken.
fn insert<'a>(
    fields: &mut Fields<'a>,
    span: Span,
    parsed: PermissionSetName,
    definition: Definition<'a>,
    definitions: &mut Definitions<'a>,
) {
    let is_built_in = definition.scope.is_built_in;
    match definitions.sets.get(&parsed) {
        // Two teams with one name are one set: it is the same but for its description.
        Some(other) if other.scope.is_built_in && is_built_in => {}
        Some(other) if other.span == span => fields.diagnostics.push(
            Diagnostic::error(
                Code::DuplicateKey,
                format!("`for_each` makes two sets called `{parsed}`"),
            )
            .primary(span, "the same name for two entries")
            .help("use `{{ each.key }}` in the name"),
        ),
        Some(other) if !other.scope.is_built_in => fields.diagnostics.push(
            Diagnostic::error(
                Code::DuplicateKey,
                format!("permission set `{parsed}` is defined twice"),
            )
            .primary(span, "defined again here")
            .secondary(other.span, "first defined here"),
        ),
        _ => {
            definitions.sets.insert(parsed, definition);
        }
    }
}

/// Says what is wrong with a set's name.
pub fn bad_name(error: &NameError, place: Span, used: Option<Span>, diagnostics: &mut Diagnostics) {
    let (code, reason) = match error {
        NameError::TooLong { .. } => (Code::NameTooLong, "too long"),
        NameError::Empty | NameError::Character { .. } => (Code::BadName, "not a name"),
    };
    let mut diagnostic = Diagnostic::error(code, error.to_string()).primary(place, reason);
    if let Some(used) = used {
        diagnostic = diagnostic.secondary(used, "assigned here");
    }
    diagnostics.push(diagnostic);
}

/// The rounds of a `for_each`: the entries of a var, or those that are written there.
fn rounds<'a>(
    fields: &mut Fields<'a>,
    key: &'a Key,
    for_each: &'a Node,
    built_in: bool,
    definitions: &mut Definitions<'a>,
) -> Vec<Each<'a>> {
    let scope = Scope::default();
    let (var, node) = match &for_each.value {
        Value::String(var) => match fields.templates.find(var, scope) {
            Found::Node(node, _) => (var.as_str(), node),
            Found::Absent | Found::Text(_) if built_in => {
                definitions
                    .families
                    .extend(family(fields, key, for_each, var, None));
                return Vec::new();
            }
            Found::Absent | Found::Text(_) => {
                fields.diagnostics.push(
                    Diagnostic::error(Code::MissingParameter, format!("`{var}` is not given"))
                        .primary(for_each.span, "`for_each` takes its entries")
                        .help("name a var of this catalog that is a list or a mapping"),
                );
                return Vec::new();
            }
        },
        _ => ("", for_each),
    };
    if built_in {
        let unresolved = matches!(node.value, Value::Unresolved(_)).then_some(node);
        definitions
            .families
            .extend(family(fields, key, for_each, var, unresolved));
        if unresolved.is_some() {
            return Vec::new();
        }
    }
    entries(fields, node, var, built_in)
}

/// The entries of a `for_each`, each a round.
fn entries<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    var: &str,
    built_in: bool,
) -> Vec<Each<'a>> {
    let scope = Scope::default();
    match &node.value {
        Value::Null => Vec::new(),
        Value::Map(map) => map
            .iter()
            .map(|(key, value)| Each {
                key: &key.name,
                value,
            })
            .collect(),
        Value::List(nodes) => nodes
            .iter()
            .filter_map(|node| {
                let key = match &node.value {
                    Value::String(text) | Value::Number(text) => text.as_str(),
                    _ => {
                        let what = format!("an entry of `{var}`");
                        return fields.wrong_type(node, &what, "a text", None, scope);
                    }
                };
                if Templates::is_template(key) {
                    if !built_in {
                        let reason = "an entry of `for_each` is a plain text".to_owned();
                        fields.cannot_work_out(Failure::Expression(reason), node.span, scope);
                    }
                    return None;
                }
                Some(Each { key, value: node })
            })
            .collect(),
        _ => {
            let what = format!("`{var}`");
            fields.wrong_type::<()>(node, &what, "a list or a mapping", None, scope);
            Vec::new()
        }
    }
}

/// What the names of a family look like, learnt by making one with a mark in the place of the entry.
fn family<'a>(
    fields: &mut Fields<'a>,
    key: &'a Key,
    for_each: &'a Node,
    var: &str,
    unresolved: Option<&'a Node>,
) -> Option<Family<'a>> {
    const MARK: &str = "\u{1}";
    let each = Some(Each {
        key: MARK,
        value: for_each,
    });
    let scope = Scope {
        each,
        ..Scope::default()
    };
    let name = fields.templates.render(&key.name, scope).ok()?;
    let (prefix, suffix) = name.split_once(MARK)?;
    Some(Family {
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        var: var.to_owned(),
        unresolved,
    })
}

impl Definitions<'_> {
    /// The names of all sets, for a suggestion.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sets.keys().map(PermissionSetName::as_str)
    }

    /// The family to which a name would belong.
    pub fn family_of(&self, name: &str) -> Option<&Family<'_>> {
        self.families.iter().find(|family| {
            name.strip_prefix(family.prefix.as_str())
                .and_then(|rest| rest.strip_suffix(family.suffix.as_str()))
                .is_some_and(|entry| !entry.is_empty())
        })
    }
}
