//! `comment.sh`: which comment it replaces is decided by the workflow, never by what a pull request wrote.

use std::collections::BTreeMap;

use super::github::GH;
use super::pipeline::{Pipeline, text};
use crate::support::rolecall::Run;

struct Scene {
    pipeline: Pipeline,
}

impl Scene {
    fn new() -> Self {
        let pipeline = Pipeline::new();
        pipeline.program("gh", GH);
        pipeline
            .project
            .write("comment.sh", &text("github-actions/comment.sh"));
        Self { pipeline }
    }

    /// A comment that is there already.
    fn comment(&self, id: usize, author: &str, body: &str) {
        let project = &self.pipeline.project;
        project.write(&format!("out/comments/{id}/author"), author);
        project.write(&format!("out/comments/{id}/body"), body);
    }

    fn run(&self, arguments: &str, text: &str) -> Run {
        self.pipeline.project.write("comment.md", text);
        let variables = [
            ("GITHUB_REPOSITORY", "acme/access"),
            ("PULL_REQUEST", "7"),
            ("GH_TOKEN", "token"),
        ];
        let variables: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        self.pipeline
            .shell(&format!("bash comment.sh {arguments}"), &variables)
    }

    fn read(&self, id: usize) -> String {
        self.pipeline
            .project
            .read(&format!("out/comments/{id}/body"))
    }

    fn calls(&self) -> String {
        let calls = self.pipeline.project.file("out/gh");
        std::fs::read_to_string(calls).unwrap_or_default()
    }
}

const BOT: &str = "github-actions[bot]";

#[test]
fn a_file_cannot_choose_the_comment_that_it_replaces() {
    let scene = Scene::new();
    let other = "<!-- rolecall comment: other.yaml plan -->\nNo changes.\n";
    scene.comment(1, BOT, other);
    scene.comment(2, BOT, "<!-- rolecall:other -->\nNo changes.\n");
    for first in [
        "<!-- rolecall comment: other.yaml plan -->",
        "<!-- rolecall:other -->",
        "",
        "\r",
    ] {
        let text = format!("{first}\nApproved\n");
        scene.run("'mine.yaml plan' comment.md", &text).ended(0);
        assert_eq!(
            scene.read(3),
            format!("<!-- rolecall comment: mine.yaml plan -->\n{text}")
        );
    }
    assert_eq!(scene.read(1), other);
    assert_eq!(scene.read(2), "<!-- rolecall:other -->\nNo changes.\n");
    assert_eq!(
        scene.calls().lines().next().unwrap(),
        "POST repos/acme/access/issues/7/comments"
    );
    let later = scene.calls();
    assert!(
        later
            .lines()
            .skip(1)
            .all(|line| line == "PATCH repos/acme/access/issues/comments/3"),
        "{later}"
    );
}

#[test]
fn a_comment_of_another_author_is_left_alone_even_with_the_marker() {
    let scene = Scene::new();
    let body = "<!-- rolecall comment: mine.yaml plan -->\nNo changes.\n";
    for (id, author) in [(1, "mallory"), (2, "other-app[bot]"), (3, "github-actions")] {
        scene.comment(id, author, body);
    }
    scene.comment(4, BOT, &format!("{}x\n", body.lines().next().unwrap()));
    scene.comment(5, BOT, &format!("Look:\n{body}"));
    scene
        .run("'mine.yaml plan' comment.md", "Changes\n")
        .ended(0);
    for id in 1..=3 {
        assert_eq!(scene.read(id), body);
    }
    assert_eq!(scene.calls(), "POST repos/acme/access/issues/7/comments\n");
    assert!(scene.read(6).ends_with("Changes\n"));
}

#[test]
fn a_subject_that_could_find_nothing_or_everything_is_refused() {
    let scene = Scene::new();
    for arguments in [
        "'' comment.md",
        "' ' comment.md",
        "'a --> b' comment.md",
        "$'a\\nb' comment.md",
        "'a\"b' comment.md",
        "$(printf 'a%.0s' {1..201}) comment.md",
        "comment.md",
        "",
    ] {
        let run = scene.run(arguments, "text\n").ended(1);
        assert!(run.stderr.starts_with("comment.sh: "), "{run:?}");
    }
    scene.run("'mine.yaml plan' comment.md", "").ended(1);
    assert_eq!(scene.calls(), "");
}
