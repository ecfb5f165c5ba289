//! Links where a command writes.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::*;

const RENDER: [&str; 3] = ["render", "terraform", "--sandbox=state.json"];

/// A repository, and a file of the user's outside that nothing may change.
fn with_victim() -> (Project, Project) {
    let victim = Project::new();
    victim.write("bashrc", "precious\n");
    fs::create_dir(victim.file("folder")).unwrap();
    (starter(), victim)
}

/// The starter in a repository: it fits the sandbox.
fn starter() -> Project {
    let project = Project::with_starter();
    repository(&project);
    project
}

#[track_caller]
fn is_untouched(victim: &Project, run: &Run) {
    assert_eq!(victim.read("bashrc"), "precious\n", "{}", run.all());
    let files = fs::read_dir(victim.file("folder")).unwrap().count();
    assert_eq!(files, 0, "{}", run.all());
}

#[test]
fn no_command_writes_through_a_link_of_the_repository() {
    let json = &["plan", "--sandbox=state.json", "--out", "linked/plan.json"][..];
    for args in [
        json,
        &["plan", "--sandbox=state.json", "--out", "file"],
        &["plan", "--sandbox=linked/state.json"],
        &["plan", "--sandbox=file"],
        &[
            "apply",
            "--sandbox=state.json",
            "--auto-approve",
            "--journal",
            "file",
        ],
        &[
            "apply",
            "--sandbox=state.json",
            "--auto-approve",
            "--journal",
            "linked/journal",
        ],
        &["access", "--sandbox=state.json", "--out", "file"],
        &[
            "access",
            "--sandbox=state.json",
            "--out",
            "linked/access.txt",
        ],
        &[
            "access",
            "--sandbox=state.json",
            "--format",
            "html",
            "--out",
            "file",
        ],
        &["log", "--sandbox=state.json", "--out", "file"],
        &["import", "--sandbox=state.json", "--out", "linked/x.yaml"],
        &["import", "--sandbox=state.json", "--out", "file"],
        &["init", "linked"],
        &["init", "linked/deep"],
        &["templates", "export", "linked"],
        &["templates", "export", "linked/deep"],
        &[
            "render",
            "terraform",
            "--sandbox=state.json",
            "--out",
            "linked",
        ],
        &[
            "render",
            "terraform",
            "--sandbox=state.json",
            "--out",
            "linked/deep",
        ],
        &[
            "render",
            "cloudformation",
            "--sandbox=state.json",
            "--out",
            "linked",
        ],
        &["sandbox", "serve", "--state", "file"],
    ] {
        let (project, victim) = with_victim();
        symlink(victim.file("folder"), project.file("linked")).unwrap();
        symlink(victim.file("bashrc"), project.file("file")).unwrap();
        let run = project.run(args).ended(1);
        is_untouched(&victim, &run);
        assert!(
            run.stderr.contains("is a link") || run.stderr.contains("is there already"),
            "{args:?}: {}",
            run.all()
        );
        assert!(project.file("file").is_symlink());
    }
}

#[test]
fn nothing_below_the_folder_of_rendered_files_is_a_link() {
    let names = [
        "versions.tf",
        "assignments.tf",
        "versions.tf.rolecall-new",
        "assignments.tf.rolecall-new",
    ];
    for name in names {
        let (project, victim) = with_victim();
        fs::create_dir(project.file("out")).unwrap();
        symlink(victim.file("bashrc"), project.file("out").join(name)).unwrap();
        let run = project.run(&[&RENDER[..], &["--out", "out"]].concat());
        is_untouched(&victim, &run);
        let check = project.run(&[&RENDER[..], &["--out", "out", "--check"]].concat());
        assert!(!check.all().contains("precious"), "{}", check.all());
    }
    // A folder among them.
    let (project, victim) = with_victim();
    let args = [&RENDER[..], &["--split", "account-type", "--out", "out"]].concat();
    let run = project.run(&args).ended(0);
    let folder = run.stdout.lines().find_map(|line| {
        let path = Path::new(line.strip_prefix("wrote ")?);
        (path.components().count() > 2).then(|| path.parent().unwrap().to_owned())
    });
    let folder = project.path().join(folder.unwrap());
    fs::remove_dir_all(&folder).unwrap();
    symlink(victim.file("folder"), &folder).unwrap();
    let run = project.run(&args).ended(1);
    is_untouched(&victim, &run);
    assert!(run.stderr.contains("is a link"), "{}", run.all());
}

#[test]
fn an_index_lists_no_link() {
    let (project, victim) = with_victim();
    victim.write("secret", "THE-SECRET\n");
    let args = [
        "render",
        "cloudformation",
        "--sandbox=state.json",
        "--out",
        "out",
        "--resources-to-import",
    ];
    project.run(&args).ended(0);
    let index = fs::read_dir(project.file("out"))
        .unwrap()
        .find_map(|entry| {
            let path = entry.unwrap().path();
            path.extension()
                .is_some_and(|end| end == "json")
                .then_some(path)
        });
    let index = index.unwrap();
    let mark = fs::read_to_string(&index).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&mark).unwrap();
    value["stacks"] = serde_json::json!([{"import": {"resources_to_import": "x.import.json"}}]);
    fs::write(&index, value.to_string()).unwrap();
    symlink(victim.file("secret"), project.file("out/x.import.json")).unwrap();
    let run = project.run(&[&args[..], &["--check"]].concat());
    assert!(!run.all().contains("THE-SECRET"), "{}", run.all());
    is_untouched(&victim, &project.run(&args));
}

#[test]
fn templates_are_read_through_no_link() {
    for link in [
        "templates",
        "templates/terraform",
        "templates/terraform/versions.tf.j2",
    ] {
        let (project, victim) = with_victim();
        victim.write("terraform/versions.tf.j2", "# THE-SECRET\n");
        let target = match link {
            "templates" => victim.path().to_owned(),
            "templates/terraform" => victim.file("terraform"),
            _ => victim.file("terraform/versions.tf.j2"),
        };
        fs::create_dir_all(project.file(link).parent().unwrap()).unwrap();
        symlink(target, project.file(link)).unwrap();
        let args = [&RENDER[..], &["--out", "out", "--templates", "templates"]].concat();
        let run = project.run(&args).ended(1);
        assert!(run.stderr.contains("is a link"), "{}", run.all());
        assert!(!run.all().contains("THE-SECRET"), "{}", run.all());
        assert!(!project.file("out").exists());
    }
}

#[test]
fn files_that_name_people_are_the_users_alone() {
    let project = starter();
    for args in [
        &["plan", "--sandbox=state.json", "--out", "plan.json"][..],
        &[
            "apply",
            "--sandbox=.rolecall/state.json",
            "--auto-approve",
            "--journal",
            "journal.jsonl",
        ],
        &["access", "--sandbox=state.json", "--out", "access.txt"],
        &[
            "access",
            "--sandbox=state.json",
            "--format",
            "html",
            "--out",
            "access.html",
        ],
        &[
            "show",
            "plan.json",
            "--format",
            "html",
            "--out",
            "plan.html",
        ],
    ] {
        let run = project.run(args);
        assert!(run.code == 0, "{args:?}: {}", run.all());
    }
    for name in [
        "plan.json",
        "state.json",
        ".rolecall/state.json",
        "journal.jsonl",
        "access.txt",
        "access.html",
        "plan.html",
    ] {
        let mode = project.file(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    // A link of the user's own, outside of the repository, is followed.
    let elsewhere = Project::new();
    fs::create_dir(elsewhere.file("real")).unwrap();
    symlink("real", elsewhere.file("link")).unwrap();
    let out = elsewhere.file("link/access.txt").display().to_string();
    project
        .run(&["access", "--sandbox=state.json", "--out", &out])
        .ended(0);
    assert!(elsewhere.file("real/access.txt").is_file());
    let run = project
        .run(&["access", "--sandbox=state.json", "--out", "/dev/stdout"])
        .ended(0);
    assert!(run.stdout.contains("ReadOnlyAccess"), "{}", run.all());
}
