//! Paths as committed files name them: the same for every spelling, working directory and machine.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::path::{canonical_folder, lexical, nearest_repository};

/// Where the paths in committed files begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portable {
    base: PathBuf,
    repository: Option<PathBuf>,
}

impl Portable {
    /// Returns the base for files that are made from `file` and written to `folder`: the folder in which `file` has one
    /// of the `usual` paths, or else its own; if `folder` is not below it, the first folder of the repository above both.
    ///
    /// # Errors
    /// A path is empty, or there is no working directory.
    pub fn new(file: &Path, folder: &Path, usual: &[&str]) -> io::Result<Self> {
        let (file, folder) = (whole(file)?, whole(folder)?);
        let parent = file.parent().unwrap_or(&file);
        let mut above = usual
            .iter()
            .filter(|usual| file.ends_with(usual))
            .filter_map(|usual| file.ancestors().nth(Path::new(usual).components().count()));
        // Of `catalog/a.yaml` and `stacks/catalog/a.yaml` the longer one leads higher.
        let first = above.next();
        let base = above.fold(first, |one, other| match one {
            Some(one) if other.starts_with(one) => Some(one),
            _ => Some(other),
        });
        let base = base.unwrap_or(parent);
        let repository = nearest_repository(parent);
        let inside = |path: &Path| {
            repository
                .as_ref()
                .is_some_and(|root| path.starts_with(root))
        };
        let base = match inside(&folder) && !folder.starts_with(base) {
            true => {
                let mut above = base.ancestors();
                above
                    .find(|above| folder.starts_with(above))
                    .unwrap_or(base)
            }
            false => base,
        };
        Ok(Self {
            base: base.to_owned(),
            repository,
        })
    }

    /// Returns the path from the base, with `/`. A path outside of the repository, and one beside the base without a
    /// repository, is a matter of one machine: only its end is shown.
    ///
    /// # Errors
    /// The path is empty, or there is no working directory.
    pub fn name(&self, path: &Path) -> io::Result<String> {
        let whole = whole(path)?;
        let mut above = self.base.ancestors().enumerate();
        let common = above.find(|(_, above)| whole.starts_with(above));
        let (up, below) = match common {
            Some((up, common)) => (up, whole.strip_prefix(common).unwrap_or(&whole)),
            None => (usize::MAX, whole.as_path()),
        };
        let root = self.repository.as_ref();
        let is_near = root.map_or(up <= 1, |root| whole.starts_with(root));
        if up > 0 && !is_near {
            let end = whole.file_name().unwrap_or(whole.as_os_str());
            return Ok(end.to_string_lossy().into_owned());
        }
        let ups = std::iter::repeat_n("..".into(), up);
        let parts = below.components().map(Component::as_os_str);
        let parts = parts.map(|part| part.to_string_lossy().into_owned());
        let parts: Vec<String> = ups.chain(parts).collect();
        Ok(match parts.is_empty() {
            true => ".".to_owned(),
            false => parts.join("/"),
        })
    }
}

/// The path from the root of the file system, links resolved as far as its folder exists.
fn whole(path: &Path) -> io::Result<PathBuf> {
    let tidy = lexical(path)?;
    let folder = canonical_folder(&tidy);
    Ok(match folder.zip(tidy.file_name()) {
        Some((folder, name)) => folder.join(name),
        None => tidy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: [&str; 2] = ["catalog/a.yaml", "stacks/catalog/a.yaml"];

    /// How the catalog and the folder of artifacts are named.
    fn named(file: &Path, folder: &Path) -> [String; 2] {
        let portable = Portable::new(file, folder, &USUAL).unwrap();
        [file, folder].map(|path| portable.name(path).unwrap())
    }

    #[test]
    fn paths_begin_where_the_catalog_has_its_usual_path() {
        let place = tempfile::tempdir().unwrap();
        let at = |path: &str| place.path().join("p").join(path);
        let of = |file, folder| named(&at(file), &at(folder));
        assert_eq!(of("catalog/a.yaml", "tf"), ["catalog/a.yaml", "tf"]);
        assert_eq!(of("catalog/a.yaml", "x/../tf/"), ["catalog/a.yaml", "tf"]);
        assert_eq!(
            of("catalog/a.yaml", "catalog/tf"),
            ["catalog/a.yaml", "catalog/tf"]
        );
        assert_eq!(
            of("stacks/catalog/a.yaml", "tf"),
            ["stacks/catalog/a.yaml", "tf"]
        );
        assert_eq!(of("catalog/a.yaml", "."), ["catalog/a.yaml", "."]);
        assert_eq!(of("catalog/a.yaml", "../tf"), ["catalog/a.yaml", "../tf"]);
        assert_eq!(
            of("catalog/a.yaml", "../../../far/tf"),
            ["catalog/a.yaml", "tf"]
        );
        assert_eq!(of("other.yaml", "out/tf"), ["other.yaml", "out/tf"]);
    }

    #[test]
    fn in_a_repository_paths_begin_at_the_folder_above_both() {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(place.path().join("r/.git")).unwrap();
        let at = |path: &str| place.path().join("r").join(path);
        let of = |file, folder| named(&at(file), &at(folder));
        assert_eq!(
            of("live/catalog/a.yaml", "live/tf"),
            ["catalog/a.yaml", "tf"]
        );
        assert_eq!(
            of("live/catalog/a.yaml", "infra/tf"),
            ["live/catalog/a.yaml", "infra/tf"]
        );
        assert_eq!(of("live/catalog/a.yaml", "../tf"), ["catalog/a.yaml", "tf"]);
    }
}
