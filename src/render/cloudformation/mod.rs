//! CloudFormation: one stack while it fits, else a first one with the permission sets and others with the assignments.

mod divide;
mod imports;
mod lanes;
mod limits;
mod logical_id;
mod resources;
mod shards;
mod stack;

use serde_json::{Value, json};

use super::{Artifacts, MARK, RenderError, Subject, Templates};
use resources::Resources;
use stack::{View, Workshop, stack_prefix};

/// The file that names the stacks in the order in which they are deployed.
pub const INDEX: &str = "index.json";

/// How the templates are to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether what lives is imported; the subject must know what lives.
    pub resources_to_import: bool,
}

/// Renders a subject: a template for each stack, [`INDEX`], and for an import a template and a list for each stack that
/// has something which lives.
///
/// # Errors
/// An id is missing, two resources would have one logical id, a template would be too large, or one is wrong.
pub fn render(
    subject: &Subject<'_>,
    options: Options,
    templates: &Templates,
) -> Result<Artifacts, RenderError> {
    let resources = Resources::new(subject)?;
    let workshop = Workshop {
        subject,
        resources: &resources,
        templates,
    };
    let mut artifacts = Artifacts::new();
    let mut index = Vec::new();
    for (stack, measured) in divide::divide(workshop)? {
        let file = format!("{}.yaml", stack.name);
        measured.check(&file)?;
        let mut entry = json!({
            "stack": format!("{}-{}", stack_prefix(subject), stack.name),
            "template": file,
            "resources": measured.resources,
        });
        if options.resources_to_import
            && let Some(import) = imports::of_stack(subject, &resources, &stack)?
            && let Some((live, _)) = subject.live
        {
            let template = format!("{}.import.yaml", stack.name);
            let list = format!("{}.import.json", stack.name);
            let imported = workshop.template(&import.stack, View::Import(live))?;
            imported.check(&template)?;
            insert(
                &mut entry,
                "import",
                json!({"template": template, "resources_to_import": list}),
            );
            artifacts.insert(template, imported.text);
            artifacts.insert(list, pretty(&Value::Array(import.list)));
        }
        artifacts.insert(file, measured.text);
        index.push(entry);
    }
    artifacts.insert(INDEX.to_owned(), pretty(&self::index(subject, index)));
    Ok(artifacts)
}

/// Whether a path is one that [`render`] may give.
pub fn owns(path: &str) -> bool {
    let stack = path == INDEX || divide::FILES.iter().any(|name| path.starts_with(name));
    stack && !path.contains('/') && (path.ends_with(".yaml") || path.ends_with(".json"))
}

fn index(subject: &Subject<'_>, stacks: Vec<Value>) -> Value {
    json!({
        "generated": format!("{MARK} from {}: {}", subject.file, subject.command),
        "version": 1,
        "stacks": stacks,
    })
}

fn insert(entry: &mut Value, key: &str, value: Value) {
    if let Value::Object(entry) = entry {
        entry.insert(key.to_owned(), value);
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
