//! What becomes of one document under another.

use super::*;

/// A project with a base and a stack over it.
fn layers(base: &str, over: &str) -> Project {
    Project::new(&[
        ("stacks/base.yaml", base),
        ("stacks/stack.yaml", &format!("import: [base]\n{over}")),
    ])
}

const BASE: &str = "vars: {account_map: {a: 1}, groups: [A, B], keep: {x: 1, y: 2}}\n";

#[test]
fn mappings_merge_deeply_and_lists_are_replaced() {
    let project = layers(BASE, "vars: {groups: [C], keep: {y: 3, z: 4}}\n");
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["C"]
    keep: {x: 1, y: 3, z: 4}
    "#);
}

#[test]
fn an_empty_list_revokes_and_nothing_replaces_a_mapping_but_no_list() {
    let project = layers(BASE, "vars: {groups: [], keep: null}\n");
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @"
    account_map: {a: 1}
    groups: []
    keep: null
    ");
}

#[test]
fn a_list_that_would_disappear_is_named() {
    let project = layers(BASE, "vars: {groups: ~}\n");
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["A", "B"]
    keep: {x: 1, y: 2}
    error[wrong-type]: a list cannot be replaced by nothing
     --> stacks/stack.yaml:2:16
      |
    2 | vars: {groups: ~}
      |                ^
      |
     ::: stacks/base.yaml:1:37
      |
    1 | vars: {account_map: {a: 1}, groups: [A, B], keep: {x: 1, y: 2}}
      |                                     ------ the list
      |
    help: write `[]` for an empty list, or `!unset` to delete the key

    error: 1 error in stacks/stack.yaml
    "#);
}

#[test]
fn merged_lists_keep_their_length_and_their_texts() {
    let mut project = layers(
        "vars: {account_map: {}, types: [{a: [1], b: 1}, x, y]}\n",
        "vars: {types: [{a: [2], c: 2}, z, {d: 1}, more]}\n",
    );
    project.env = vec![("ATMOS_SETTINGS_LIST_MERGE_STRATEGY", "merge")];
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {}
    types: [{a: [2], b: 1, c: 2}, "x", "y"]
    "#);
}

#[test]
fn lists_are_appended_or_merged_where_the_settings_say_so() {
    let mut project = layers(BASE, "vars: {groups: [C]}\n");
    project.env = vec![("ATMOS_SETTINGS_LIST_MERGE_STRATEGY", "append")];
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["A", "B", "C"]
    keep: {x: 1, y: 2}
    "#);
    project.env = Vec::new();
    let settings = "stacks: {base_path: stacks}\nsettings:\n  list_merge_strategy: merge\n";
    fs::write(project.folder.path().join("atmos.yaml"), settings).unwrap();
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["A", "B"]
    keep: {x: 1, y: 2}
    "#);
    let settings = "settings:\n  list_merge_strategy: shuffle\n";
    fs::write(project.folder.path().join("atmos.yaml"), settings).unwrap();
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["C"]
    keep: {x: 1, y: 2}
    error[wrong-type]: unknown list merge strategy `shuffle`
     --> atmos.yaml:2:24
      |
    2 |   list_merge_strategy: shuffle
      |                        ^^^^^^^
      |
    help: use `replace`, `append` or `merge`

    error: 1 error in atmos.yaml
    "#);
}

#[test]
fn unset_deletes_and_append_extends() {
    let project = layers(
        BASE,
        "vars: {groups: !append [C], keep: {x: !unset , none: !unset }, new: !append [D]}\n",
    );
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    account_map: {a: 1}
    groups: ["A", "B", "C"]
    keep: {y: 2}
    new: ["D"]
    "#);
}

#[test]
fn files_are_included_by_their_kind() {
    let project = Project::new(&[
        (
            "c.yaml",
            "account_map: !include map.json\ngroups: !include lists/groups.yaml\ntext: !include note.txt\n\
             raw: !include.raw map.json\nother: !include x.tfvars\nquery: !include map.json .a\nremote: !include https://example.com/a\n",
        ),
        ("map.json", "{\"a\": \"1\"}"),
        ("lists/groups.yaml", "- !include more.yaml\n"),
        ("lists/more.yaml", "A\n"),
        ("note.txt", "hello\n"),
        ("x.tfvars", "a = 1\n"),
    ]);
    insta::assert_snapshot!(project.load("c.yaml"), @r#"
    account_map: {a: "1"}
    groups: ["A"]
    text: "hello\n"
    raw: "{\"a\": \"1\"}"
    other: !include x.tfvars
    query: !include map.json .a
    remote: !include https://example.com/a
    "#);
}

#[test]
fn an_inclusion_that_is_missing_or_leads_back_is_named() {
    let project = Project::new(&[
        (
            "c.yaml",
            "account_map: {}\na: !include gone.yaml\nb: !include d.yaml\n",
        ),
        ("d.yaml", "x: !include d.yaml\n"),
    ]);
    insta::assert_snapshot!(project.load("c.yaml"), @"
    account_map: {}
    a: !include gone.yaml
    b: {x: !include d.yaml}
    warning[import-not-found]: the file `gone.yaml` to include is not found
     --> c.yaml:2:4
      |
    2 | a: !include gone.yaml
      |    ^^^^^^^^^^^^^^^^^^
      |
    help: a path is relative to the file that it stands in, to `base_path` or to the stacks folder

    error[import-cycle]: `d.yaml` includes itself
     --> d.yaml:1:4
      |
    1 | x: !include d.yaml
      |    ^^^^^^^^^^^^^^^
      |
    help: remove one of the inclusions

    error: 1 error and 1 warning in 2 files
    ");
}

#[test]
fn functions_that_only_atmos_knows_stay_what_they_are() {
    let project = Project::new(&[(
        "c.yaml",
        "account_map: {}\na: !terraform.state vpc core-root id\nb: {{ .vars.stage }}\nc: '{{ .vars.stage }}'\n",
    )]);
    insta::assert_snapshot!(project.load("c.yaml"), @r#"
    account_map: {}
    a: !terraform.state vpc core-root id
    b: Go template {{ .vars.stage }}
    c: "{{ .vars.stage }}"
    "#);
}

#[test]
fn overrides_hold_for_their_manifest_and_not_for_its_importer() {
    let project = Project::new(&[
        (
            "stacks/team.yaml",
            "terraform: {overrides: {vars: {stage: team}}}\ncomponents: {terraform: {other: {vars: {stage: own}}}}\n",
        ),
        (
            "stacks/stack.yaml",
            "import: [team]\ncomponents: {terraform: {aws-sso: {vars: {groups: [A], stage: own}}}}\n",
        ),
    ]);
    insta::assert_snapshot!(project.load("stacks/stack.yaml"), @r#"
    groups: ["A"]
    stage: "own"
    "#);
    let mut other = project;
    other.component = Some("other");
    insta::assert_snapshot!(other.load("stacks/stack.yaml"), @r#"
    stage: "team"
    "#);
}

#[test]
fn lists_that_double_with_every_import_are_refused() {
    let mut files = vec![(
        "stacks/f0.yaml".to_owned(),
        "vars: {account_map: {}, groups: [A, B, C, D]}\n".to_owned(),
    )];
    for n in 1..20 {
        let below = n - 1;
        files.push((
            format!("stacks/f{n}.yaml"),
            format!("import: [f{below}, f{below}]\n"),
        ));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let mut project = Project::new(&files);
    project.env = vec![("ATMOS_SETTINGS_LIST_MERGE_STRATEGY", "append")];
    insta::assert_snapshot!(project.load("stacks/f19.yaml"), @"
    nothing
    error[too-large]: the merged lists are too long
     --> stacks/f0.yaml:1:1
      |
    1 | vars: {account_map: {}, groups: [A, B, C, D]}
      | ^^^^
      |
    help: use the list merge strategy `replace`, or import fewer files

    error: 1 error in stacks/f0.yaml
    ");
}

#[test]
fn inclusions_inside_one_another_are_limited() {
    let mut files = vec![(
        "c.yaml".to_owned(),
        "account_map: !include d0.yaml\n".to_owned(),
    )];
    for n in 0..50 {
        files.push((
            format!("d{n}.yaml"),
            format!("- !include d{}.yaml\n", n + 1),
        ));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    insta::assert_snapshot!(Project::new(&files).load("c.yaml"), @"
    account_map: [[[[[!include d5.yaml]]]]]
    error[too-large]: too many files are included
     --> d4.yaml:1:3
      |
    1 | - !include d5.yaml
      |   ^^^^^^^^^^^^^^^^
      |
      = note: at most 2000 inclusions, 5 inside one another
    help: include fewer files

    error: 1 error in d4.yaml
    ");
}
