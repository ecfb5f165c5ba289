//! A Terraform state, to be imported with and without the names of an organization.

use super::Effort;
use super::folder::Folder;
use super::running::run as command;

/// Imports a state.
pub fn run(data: &[u8], effort: Effort) {
    let folder = Folder::new("notes", &[]);
    let [state, snapshot] = ["terraform.tfstate", "snapshot.json"].map(|name| folder.name(name));
    std::fs::write(&state, data).unwrap();
    std::fs::write(&snapshot, rolecall::sandbox::fresh()).unwrap();
    let with_names = ["--snapshot", &*snapshot];
    for more in effort.of(
        data,
        &[
            &with_names[..],
            &["--name", "other", "--snapshot", &snapshot],
        ],
    ) {
        command(&[&["import", "--from-terraform-state", &*state][..], more].concat());
    }
}
