//! CloudFormation templates, to be imported: one, or two that import from each other.

use super::Effort;
use super::folder::Folder;
use super::running::run as command;

/// Imports the templates `first.yaml`, the start of the input, and `second.yaml`, if the input has that heading.
pub fn run(data: &[u8], effort: Effort) {
    let folder = Folder::new("first.yaml", data);
    let [first, second, snapshot] =
        ["first.yaml", "second.yaml", "snapshot.json"].map(|name| folder.name(name));
    std::fs::write(&snapshot, rolecall::sandbox::fresh()).unwrap();
    let mut line = vec![
        "import",
        "--from-cloudformation",
        &first,
        "--snapshot",
        &snapshot,
    ];
    if folder.file("second.yaml").is_file() {
        line.extend(["--from-cloudformation", &second]);
    }
    for more in effort.of(data, &[&[][..], &["--parameter", "Stage=prod"]]) {
        command(&[&line[..], more].concat());
    }
}
