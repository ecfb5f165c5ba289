//! What `!env` reads: the manifests' own sections, and of the machine only what the run allows.

use super::*;

impl Project {
    fn with_env(mut self, env: &[(&'static str, &'static str)], allowed: &[&str]) -> Self {
        self.env = env.to_vec();
        self.allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// The variables that were read, and the reasons why others were not.
    fn variables(&self, file: &str) -> (BTreeMap<String, String>, Vec<Reason>) {
        let env = |name: &str| {
            let found = self.env.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let input = Input {
            file: self.folder.path().join(file),
            stacks: None,
            project: None,
            submodules: Vec::new(),
            component: None,
            env: &env,
            allowed: &self.allowed,
        };
        let mut diagnostics = Diagnostics::default();
        let loaded = load(&input, &mut Sources::default(), &mut diagnostics).unwrap();
        let mut waiting: Vec<&Node> = loaded.vars.iter().map(|(_, node)| node).collect();
        let mut reasons = Vec::new();
        while let Some(node) = waiting.pop() {
            match &node.value {
                Value::List(nodes) => waiting.extend(nodes.iter().rev()),
                Value::Map(map) => waiting.extend(map.iter().map(|(_, node)| node)),
                Value::Unresolved(function) => reasons.push(function.reason),
                _ => {}
            }
        }
        (loaded.environment, reasons)
    }
}

use std::collections::BTreeMap;

use crate::catalog::node::Reason;

const GROUPS: &str = "groups: [!env TEAM, !env OTHER fallback, !env 'THIRD \"with words\"', !env FOURTH, !env FIFTH five]\naccount_map: {}\n";

#[test]
fn only_allowed_variables_are_read_and_each_is_kept_with_its_value() {
    let env = [
        ("TEAM", "platform"),
        ("FIFTH", "from-the-machine"),
        ("HOME", "/root"),
    ];
    let project = Project::new(&[("c.yaml", GROUPS)]).with_env(&env, &["TEAM", "OTHER", "FOURTH"]);
    insta::assert_snapshot!(project.load("c.yaml"), @r#"
    groups: ["platform", "fallback", "with words", !env FOURTH, !env FIFTH five]
    account_map: {}
    "#);
    let (read, reasons) = project.variables("c.yaml");
    // A default that was taken is not read.
    assert_eq!(
        read,
        BTreeMap::from([("TEAM".to_owned(), "platform".to_owned())])
    );
    assert_eq!(reasons, [Reason::NotSet, Reason::NotAllowed]);
}

#[test]
fn without_permission_nothing_is_read() {
    let env = [("TEAM", "platform"), ("FIFTH", "")];
    let project = Project::new(&[("c.yaml", GROUPS)]).with_env(&env, &[]);
    let (read, reasons) = project.variables("c.yaml");
    assert_eq!(read, BTreeMap::new());
    assert_eq!(reasons, [Reason::NotAllowed; 3]);
    assert!(!project.load("c.yaml").contains("platform"));
}

#[test]
fn a_name_that_sounds_secret_is_not_read_even_if_it_is_allowed() {
    let names = [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "db_password",
        "KMS_KEY_ARN",
    ];
    let text = format!(
        "groups: [!env {}]\naccount_map: {{}}\n",
        names.join(", !env ")
    );
    let env = names.map(|name| (name, "THE-SECRET"));
    let project = Project::new(&[("c.yaml", &text)]).with_env(&env, &names);
    let (read, reasons) = project.variables("c.yaml");
    assert_eq!(read.into_keys().collect::<Vec<_>>(), ["KMS_KEY_ARN"]);
    assert_eq!(reasons, [Reason::Secret; 3]);
}

#[test]
fn the_env_sections_of_manifests_come_first_and_need_no_permission() {
    let project = Project::new(&[
        (
            "stacks/s.yaml",
            "import: [base]\nenv: {A: global, B: global, C: global, D: global, E: global}\n\
             terraform: {env: {B: terraform, C: terraform, D: terraform, E: terraform}}\n\
             components:\n  terraform:\n    base: {metadata: {type: abstract}, env: {C: base, D: base, E: base}}\n    \
             aws-sso:\n      metadata: {inherits: [base]}\n      env: {D: own, E: own, N: 7, T: true, U: null}\n      \
             overrides: {env: {E: override}}\n      \
             vars: {account_map: {}, groups: [!env A x, !env B x, !env C x, !env D x, !env E x, !env N, !env T, !env U x, !env I, !env AWS_SECRET_ACCESS_KEY]}\n",
        ),
        (
            "stacks/base.yaml",
            "env: {I: imported, AWS_SECRET_ACCESS_KEY: in-the-catalog}\n",
        ),
    ])
    .with_env(&[("A", "machine"), ("AWS_SECRET_ACCESS_KEY", "machine")], &["A"]);
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @r#"
    account_map: {}
    groups: ["global", "terraform", "base", "own", "override", "7", "true", "x", "imported", "in-the-catalog"]
    "#);
    assert_eq!(project.variables("stacks/s.yaml").0, BTreeMap::new());
}

#[test]
fn a_section_that_reads_the_machine_needs_the_same_permission() {
    let text = "env: {LEVEL: !env REAL, REF: !env REF}\nvars: {account_map: {}, groups: [!env LEVEL x, !env REF]}\n";
    let env = [("REAL", "machine"), ("REF", "main")];
    let project = Project::new(&[("c.yaml", text)]).with_env(&env, &["LEVEL"]);
    let (read, reasons) = project.variables("c.yaml");
    assert_eq!((read.len(), reasons), (0, vec![Reason::NotAllowed; 2]));
    let project = project.with_env(&env, &["REAL", "REF"]);
    let (read, reasons) = project.variables("c.yaml");
    assert_eq!((read.len(), reasons), (2, vec![]));
}

#[test]
fn the_output_of_describe_component_has_its_section_beside_its_vars() {
    let text =
        "component: aws-sso\nenv: {LEVEL: own}\nvars: {account_map: {}, groups: [!env LEVEL x]}\n";
    let project = Project::new(&[("c.yaml", text)]).with_env(&[("LEVEL", "machine")], &["LEVEL"]);
    let (read, reasons) = project.variables("c.yaml");
    assert_eq!((read.len(), reasons.len()), (0, 0));
}

#[test]
fn no_path_is_taken_from_the_environment() {
    let project = Project::new(&[
        (
            "s.yaml",
            "import: [!env FILE]\nvars: {account_map: {}, groups: []}\n",
        ),
        ("a.yaml", "vars: {groups: [A]}\n"),
    ])
    .with_env(&[("FILE", "a")], &["FILE"]);
    let said = project.load("s.yaml");
    assert!(
        said.contains("an import cannot be the function `!env`"),
        "{said}"
    );
}

#[test]
fn settings_of_atmos_in_the_environment_are_kept_too() {
    let project = Project::new(&[(
        "s.yaml",
        "import: []\nvars: {account_map: {}, groups: []}\n",
    )])
    .with_env(&[("ATMOS_SETTINGS_LIST_MERGE_STRATEGY", "append")], &[]);
    let (read, _) = project.variables("s.yaml");
    assert_eq!(read["ATMOS_SETTINGS_LIST_MERGE_STRATEGY"], "append");
}
