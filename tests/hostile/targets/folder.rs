//! A folder of files that an input describes, beside a file that nobody may see.
//!
//! An input is a text with headings: `=== NAME` on a line of its own starts a file. What stands before the first heading is
//! the first file.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Stands in the files outside the folder; no search finds it by chance.
pub const MARKER: &str = "marker-7d1f0c2ab94e4a5c";

/// A repository with an input's files; it is gone when this is dropped.
pub struct Folder {
    outer: TempDir,
}

impl Folder {
    /// Writes the files of an input, the first under the name `first`. Names that lead elsewhere are left out.
    pub fn new(first: &str, data: &[u8]) -> Self {
        let outer = TempDir::new().unwrap();
        let secret = format!("vars: {{groups: [{MARKER}], account_map: {{}}}}\n{MARKER}: [\n");
        for name in ["outside.yaml", "outside.json", "outside"] {
            fs::write(outer.path().join(name), &secret).unwrap();
        }
        fs::create_dir_all(outer.path().join("inside/.git")).unwrap();
        fs::write(outer.path().join("inside/.git/config.yaml"), &secret).unwrap();
        let folder = Self { outer };
        for (name, content) in files(first, data) {
            let path = folder.file(&name);
            // A name may be a file in one heading and a folder in another.
            let made = path
                .parent()
                .is_some_and(|parent| fs::create_dir_all(parent).is_ok());
            _ = made && fs::write(path, content).is_ok();
        }
        folder
    }

    /// The path of a file.
    pub fn file(&self, name: &str) -> PathBuf {
        self.outer.path().join("inside").join(name)
    }

    /// The same as a text.
    pub fn name(&self, name: &str) -> String {
        self.file(name).display().to_string()
    }
}

fn files<'d>(first: &str, data: &'d [u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(first.to_owned(), Vec::new())];
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        let heading = line.strip_prefix(b"=== ").map(<[u8]>::trim_ascii_end);
        match heading.and_then(|name: &'d [u8]| std::str::from_utf8(name).ok()) {
            Some(name) if is_inside(name) => all.push((name.to_owned(), Vec::new())),
            Some(_) => {}
            None => {
                let last = all.last_mut().map(|(_, content)| content);
                last.unwrap().extend_from_slice(line);
            }
        }
    }
    all
}

fn is_inside(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    name.len() < 100 && Path::new(name).is_relative() && name.split('/').all(plain)
}
