//! `docs/reference/diagnostics.md`: every diagnostic code, with the run that prints its example.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rolecall::diagnostic::{Code, Example};

use super::markdown::{code, prose};
use super::page::{assert_current, is_update};
use crate::support::rolecall::Project;

/// The diagnostics that the run of an example prints: stderr without the summary that ends it.
fn printed(example: &Example) -> String {
    let project = Project::new();
    for (name, text) in &example.files {
        project.write(name, text);
    }
    let mut words = example.command.split_whitespace();
    assert_eq!(words.next(), Some("rolecall"));
    let run = project.run(&words.collect::<Vec<_>>());
    let (diagnostics, summary) = run
        .stderr
        .trim_end()
        .rsplit_once("\n\n")
        .unwrap_or_else(|| panic!("{}", run.all()));
    assert!(
        summary.starts_with("error: 1 error") || summary.starts_with("warning: 1 warning"),
        "{}",
        run.all()
    );
    let code = i32::from(summary.starts_with("error"));
    assert_eq!(run.code, code, "{}", run.all());
    format!("{diagnostics}\n")
}

fn path(code: Code) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/examples");
    folder.join(format!("{code}.txtar"))
}

#[test]
fn every_example_prints_its_code_and_no_other() {
    let mut differences = Vec::new();
    for code in Code::ALL {
        let example = code.example();
        let printed = printed(&example);
        let shown: Vec<&str> = printed
            .lines()
            .filter_map(|line| {
                line.strip_prefix("error[")
                    .or_else(|| line.strip_prefix("warning["))
            })
            .map(|line| line.split(']').next().unwrap())
            .collect();
        assert_eq!(shown, [code.name()], "{printed}");
        if printed == example.printed {
            continue;
        }
        if is_update() {
            let kept = fs::read_to_string(path(*code)).unwrap();
            let (files, _) = kept.split_once("-- printed --\n").unwrap_or((&kept, ""));
            fs::write(path(*code), format!("{files}-- printed --\n{printed}")).unwrap();
        } else {
            let difference = similar::TextDiff::from_lines(example.printed, &printed);
            let difference = difference
                .unified_diff()
                .header(code.name(), "as printed")
                .to_string();
            differences.push(difference);
        }
    }
    assert!(
        differences.is_empty(),
        "examples are out of date. To update them:\n  \
         UPDATE_DOCS=1 cargo test --test integration docs\n\n{}",
        differences.join("\n")
    );
}

#[test]
fn every_example_belongs_to_a_code() {
    let known: BTreeSet<PathBuf> = Code::ALL.iter().map(|code| path(*code)).collect();
    let folder = known.first().unwrap().parent().unwrap();
    let files: BTreeSet<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files, known);
}

const INTRODUCTION: &str = "\
# Diagnostic codes

A diagnostic reports a problem in the catalog: its code in brackets, its place, its reason, and what to do. An error
stops the run before anything is written; a warning does not. `rolecall validate --explain CODE` prints the entry of a
code.
";

#[test]
fn the_reference_of_the_diagnostics_is_current() {
    let mut text = format!("{INTRODUCTION}\n");
    let mut add = |block: &str| {
        text.push_str(block);
        text.push_str("\n\n");
    };
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.name());
    let listed: Vec<String> = codes
        .iter()
        .map(|one| format!("- [{}](#{one})", code(one.name())))
        .collect();
    add(&listed.join("\n"));
    for one in codes {
        let example = one.example();
        add(&format!("## {one}"));
        add(&prose(one.explanation()));
        if !example.circumstances.is_empty() {
            add(&prose(example.circumstances));
        }
        for (name, body) in example.shown() {
            add(&format!("{}:", code(name)));
            add(&fenced("yaml", body));
        }
        add(&format!("{} prints:", code(example.command)));
        add(&fenced("text", &printed(&example)));
        add(&format!("**What to do:** {}", prose(one.remedy())));
    }
    text.truncate(text.trim_end().len() + 1);
    let names = Code::ALL
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_current("diagnostics.md", &text, &names);
}

fn fenced(language: &str, text: &str) -> String {
    assert!(!text.contains("```"), "{text}");
    format!("```{language}\n{}\n```", text.trim_end())
}

#[test]
fn explain_prints_the_entry_of_every_code() {
    let project = Project::new();
    for code in Code::ALL {
        let run = project
            .run(&["validate", "--explain", code.name()])
            .ended(0);
        assert!(
            run.stdout.starts_with(&format!("{code}\n")),
            "{}",
            run.all()
        );
        for part in [code.explanation(), code.remedy(), code.example().command] {
            assert!(run.stdout.contains(part), "{}", run.all());
        }
        assert_eq!(run.stderr, "");
    }
    insta::assert_snapshot!(project.run(&["validate", "--explain", "unknown-key"]).ended(0).stdout, @r"
    unknown-key

    A key is not known at this place. Ignoring it could silently drop access.

    Example:

    catalog/aws-sso.yaml
        account_assignments:
          plat-dev:
            group:
              Developers: {permission_sets: [ReadOnlyAccess]}

    $ rolecall validate
        error[unknown-key]: unknown key `group` in `plat-dev`
         --> catalog/aws-sso.yaml:3:5
          |
        3 |     group:
          |     ^^^^^ this key has no meaning here
          |
        help: did you mean `groups`?

    What to do:

    Correct the spelling, or remove the key.
    ");
}

#[test]
fn an_unknown_code_is_an_error_with_the_nearest() {
    let run = Project::new()
        .run(&["validate", "--explain", "unknown-keys"])
        .ended(1);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr.contains("did you mean `unknown-key`?"),
        "{}",
        run.all()
    );
    let run = Project::new()
        .run(&["validate", "--explain", "\u{1b}[31m"])
        .ended(1);
    assert!(
        run.stderr.contains("no diagnostic has this code"),
        "{}",
        run.all()
    );
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}
