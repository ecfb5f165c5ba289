//! A catalog and an organization, rendered by the binary.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::rolecall::Project;

/// The starter catalog and the organization of a fresh sandbox.
pub fn starter() -> Project {
    let project = Project::with_starter();
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0).stdout;
    project.write("snapshot.json", &snapshot);
    project
}

/// Every kind of policy, users, groups to create, protection, and names that no target likes.
pub fn awkward() -> Project {
    let project = Project::with_catalog(include_str!("cases/awkward/catalog.yaml"));
    project.write("snapshot.json", include_str!("cases/awkward/snapshot.json"));
    project
}

/// Every file below a folder, by its path with `/`.
pub fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Renders, and compares with the files of a case. With `ROLECALL_ACCEPT=1` the files of the case become what was
/// rendered: read them as a user would.
#[track_caller]
pub fn assert_renders(project: &Project, arguments: &[&str], case: &str) {
    let mut command = vec!["render"];
    command.extend(arguments);
    command.extend(["--out", "out", "--snapshot", "snapshot.json"]);
    project.run(&command).ended(0);
    let rendered = files(&project.file("out"));
    let folder = cases().join(case);
    if std::env::var_os("ROLECALL_ACCEPT").is_some() {
        drop(std::fs::remove_dir_all(&folder));
        for (name, text) in &rendered {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
    let expected = files(&folder);
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&rendered), names(&expected));
    for (name, text) in &rendered {
        let diff = similar::TextDiff::from_lines(&expected[name], text);
        let diff = diff.unified_diff().to_string();
        assert!(diff.is_empty(), "{case}/{name}\n{diff}");
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render/cases")
}
