//! Files at random: whatever is in them, there are vars or an error, and never a panic.

use proptest::prelude::*;

use super::*;

/// Pieces of which most random manifests have a shape that goes deep into the loader.
const PIECES: &[&str] = &[
    "import: [b, ./a, '*', '{a', '[', b.yaml]\n",
    "import: {path: b}\n",
    "import: !append [b]\n",
    "vars: {groups: [A], account_map: {}}\n",
    "vars: !include b.yaml\n",
    "vars: [x]\n",
    "terraform: {vars: {x: 1}, overrides: {vars: {x: 2}}}\n",
    "overrides: {vars: !unset }\n",
    "components: {terraform: {aws-sso: {metadata: {inherits: [base, aws-sso]}, vars: {groups: !append [B]}}, base: {vars: ~}}}\n",
    "components: {terraform: {aws-sso: ~, x: {component: aws-sso, metadata: 3}}}\n",
    "components: {terraform: [1]}\n",
    "account_assignments: !include a.yaml\n",
    "groups: {a: !env HOME}\n",
    "? [\n",
];

fn load_all(a: &[u8], b: &[u8]) {
    let project = Project::new(&[]);
    fs::create_dir(project.folder.path().join("stacks")).unwrap();
    fs::write(project.folder.path().join("stacks/a.yaml"), a).unwrap();
    fs::write(project.folder.path().join("stacks/b.yaml"), b).unwrap();
    let said = project.load("stacks/a.yaml");
    assert!(
        !said.starts_with("nothing") || said.contains("error["),
        "{said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_at_random_are_vars_or_an_error(
        a in prop::collection::vec(any::<u8>(), 0..60),
        b in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        load_all(&a, &b);
    }

    #[test]
    fn manifests_at_random_are_vars_or_an_error(
        a in prop::sample::subsequence(PIECES, 0..4),
        b in prop::sample::subsequence(PIECES, 0..4),
    ) {
        load_all(a.concat().as_bytes(), b.concat().as_bytes());
    }
}
