//! Terraform: one root module, or one for each account type.

pub(super) mod address;
mod assignments;
mod imports;
mod label;
mod modules;
mod moved;
mod options;
mod permission_sets;
mod principals;

use minijinja::context;
use minijinja::value::Value;

use super::{Artifacts, RenderError, Subject, Templates, columns};
use assignments::Tables;
use modules::Module;
pub use options::{Layout, MovedFrom, Options, Principals};
use principals::Needed;

/// `removed` with whole modules needs 1.7; `moved` and `import` are older.
const TERRAFORM: &str = ">= 1.7";
/// What the tests run with is 5.100. Version 6 makes `target_type` required, which is given
/// (terraform-provider-aws#44849).
const PROVIDER: &str = ">= 5.100, < 7.0";

/// Renders a subject.
///
/// # Errors
/// An id is missing that the configuration needs, two things would have one name, or a template is wrong.
pub fn render(
    subject: &Subject<'_>,
    options: &Options<'_>,
    templates: &Templates,
) -> Result<Artifacts, RenderError> {
    let mut artifacts = Artifacts::new();
    for module in modules::modules(subject, options)? {
        for (name, context) in files(subject, options, &module)? {
            let text = templates.render(&format!("terraform/{name}.j2"), context)?;
            let path = format!("{}{name}", module.folder);
            artifacts.insert(path, columns::align(&text));
        }
    }
    Ok(artifacts)
}

/// Whether a path is one that [`render`] may give.
pub fn owns(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let files = [
        "assignments.tf",
        "imports.tf",
        "moved.tf",
        "permission_sets.tf",
        "principals.tf",
        "versions.tf",
    ];
    files.contains(&name) && modules::is_folder(folder)
}

/// The files of a module: the template of each, and what it is given.
fn files(
    subject: &Subject<'_>,
    options: &Options<'_>,
    module: &Module<'_>,
) -> Result<Vec<(&'static str, Value)>, RenderError> {
    let needed = Needed::new(subject, options, module);
    let assignments = assignments::of_module(&Tables::new(subject, options, module)?, module)?;
    let versions = context!(
        head => subject.head(),
        about => module.about.as_str(),
        terraform => TERRAFORM,
        provider => PROVIDER,
    );
    let instance = context!(arn => options.instance_arn, store => !needed.is_empty());
    let sets = match module.defines {
        true => permission_sets::contexts(subject),
        false => Vec::new(),
    };
    let permission_sets = context!(
        head => subject.head(),
        instance => instance,
        permission_sets => sets,
        looked_up => principals::names(looked_up(subject, module)),
    );
    let mut files = vec![
        ("versions.tf", versions),
        ("permission_sets.tf", permission_sets),
    ];
    if !needed.is_empty() {
        files.push(("principals.tf", needed.context(subject)));
    }
    if options.import_blocks
        && let Some(context) = imports::context(subject, options, module, &assignments)?
    {
        files.push(("imports.tf", context));
    }
    if let Some(context) = moved::context(subject, options, module, &assignments) {
        files.push(("moved.tf", context));
    }
    if !assignments.is_empty() {
        let context = assignments::context(subject, options, module, assignments);
        files.push(("assignments.tf", context));
    }
    Ok(files)
}

/// The permission sets that a module assigns and does not define.
fn looked_up<'a>(subject: &Subject<'a>, module: &Module<'_>) -> Vec<&'a str> {
    if module.defines {
        return Vec::new();
    }
    let all = &subject.desired.state.assignments;
    let mut used = all.per_permission_set(|_| false);
    for one in &module.assignments {
        *used.get_mut(one.permission_set_key()) = true;
    }
    let names = all.permission_sets().iter().zip(used.values());
    let names = names.filter(|(_, used)| **used);
    names.map(|(name, _)| name.as_str()).collect()
}
