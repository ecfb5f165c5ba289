//! The templates of a rendering, read from the folder of a user.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::files::read_file;
use crate::error::Error;
use crate::files::{self, WriteError};
use crate::render::Templates;
use crate::text::visible;

/// The templates, those of a folder in place of the built-in ones.
pub fn templates(folder: Option<&Path>) -> Result<Templates, Error> {
    let mut replaced = BTreeMap::new();
    if let Some(folder) = folder {
        // The folder itself may be a link of the user's, and not one of the repository.
        let found = files::resolve(folder).map_err(|error| match error {
            WriteError::Link(link) => linked_template(&link),
            WriteError::Io(source) => Error::File {
                verb: "read",
                path: folder.to_owned(),
                source,
            },
        })?;
        collect(&found, "", &mut replaced)?;
    }
    Ok(Templates::new(replaced)?)
}

fn linked_template(link: &Path) -> Error {
    Error::usage(
        format!(
            "{} is a link, and templates are read through none",
            visible(&link.display().to_string())
        ),
        "replace it by the file or folder to which it leads",
    )
}

/// Folders in folders of templates; there is one such level.
const TEMPLATE_DEPTH: usize = 4;

/// Every template below a folder, none of them through a link. A file of another kind may lie beside them.
fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) -> Result<(), Error> {
    let cannot = |source| Error::File {
        verb: "read",
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = entry.path();
        let kind = entry.file_type().map_err(cannot)?;
        let is_template = name.ends_with(".j2");
        if kind.is_symlink() && (is_template || path.is_dir()) {
            return Err(linked_template(&path));
        } else if kind.is_dir() && prefix.matches('/').count() < TEMPLATE_DEPTH {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() && is_template {
            found.insert(format!("{prefix}{name}"), read_file(&path)?);
        }
    }
    Ok(())
}
