//! What is linked into rolecall: the policy of `deny.toml`, the reasons in `Cargo.toml`, and what a release is made
//! with. `cargo deny check` asks more, where it is installed; this keeps the file true where it is not.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const MANIFEST: &str = include_str!("../Cargo.toml");
const SANDBOX_MANIFEST: &str = include_str!("../sandbox/Cargo.toml");
const POLICY: &str = include_str!("../deny.toml");
const LOCK: &str = include_str!("../Cargo.lock");

/// A crate, as `cargo tree` knows it.
struct Linked {
    name: String,
    version: String,
    licence: String,
}

/// What is linked, or runs, for these kinds of dependencies on this system.
fn linked(edges: &str) -> Vec<Linked> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix=none"])
        .args([&format!("--edges={edges}"), "--format={p}|{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let read = |line: &str| {
        // `syn v2.0.1 (proc-macro)|MIT OR Apache-2.0 (*)`
        let (package, licence) = line.split_once('|')?;
        let mut words = package.split(' ');
        Some(Linked {
            name: words.next()?.to_owned(),
            version: words.next()?.trim_start_matches('v').to_owned(),
            licence: licence.trim_end_matches(" (*)").to_owned(),
        })
    };
    let linked: Vec<Linked> = text.lines().filter_map(read).collect();
    assert!(linked.len() > 100, "{text}");
    linked
}

/// The strings of a list in `deny.toml`, which stand one in a line.
fn listed(key: &str) -> BTreeSet<&'static str> {
    let (_, list) = POLICY.split_once(&format!("\n{key} = [\n")).unwrap();
    let (list, _) = list.split_once("\n]").unwrap();
    list.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect()
}

/// Whether a licence expression (SPDX, and the older `/` for `OR`) can be met by the licences that are allowed.
fn is_met(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let met = any(&mut words, allowed);
    assert!(words.is_empty(), "{expression}");
    met
}

/// `one OR one OR …`
fn any(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let mut met = all(words, allowed);
    while words.last() == Some(&"OR") {
        words.pop();
        met |= all(words, allowed);
    }
    met
}

/// `one AND one AND …`, which binds closer.
fn all(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let mut met = one(words, allowed);
    while words.last() == Some(&"AND") {
        words.pop();
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let word = words.pop().unwrap();
    if word == "(" {
        let met = any(words, allowed);
        assert_eq!(words.pop(), Some(")"));
        return met;
    }
    if words.last() == Some(&"WITH") {
        words.pop();
        let exception = words.pop().unwrap();
        return allowed.contains(format!("{word} WITH {exception}").as_str());
    }
    allowed.contains(word)
}

#[test]
fn licence_expressions_are_read_as_spdx_means_them() {
    let allowed = BTreeSet::from(["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"]);
    for met in [
        "MIT",
        "GPL-3.0 OR MIT",
        "GPL-3.0/MIT",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception",
        "GPL-3.0 AND ISC OR MIT",
    ] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "Apache-2.0",
        "ISC AND (GPL-3.0 OR BSD-3-Clause)",
    ] {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

#[test]
fn every_crate_of_a_release_has_a_licence_that_is_allowed() {
    let allowed = listed("allow");
    for one in linked("normal,build") {
        let Linked { name, licence, .. } = &one;
        assert!(is_met(licence, &allowed), "{name}: {licence}");
    }
}

#[test]
fn every_crate_of_every_system_comes_from_crates_io() {
    let crates_io = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    assert!(
        POLICY.contains("\nallow-registry = [\"https://github.com/rust-lang/crates.io-index\"]\n")
    );
    let packages: Vec<&str> = LOCK.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 100, "{}", packages.len());
    for package in packages {
        let own = ["rolecall", "rolecall-sandbox"]
            .iter()
            .any(|name| package.contains(&format!("\nname = \"{name}\"\n")));
        assert!(
            own || package.lines().any(|line| line == crates_io),
            "{package}"
        );
    }
}

#[test]
fn no_crate_is_there_in_two_versions_unless_the_policy_says_why() {
    let skipped = listed("skip");
    let mut built: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in linked("normal,build") {
        built.entry(one.name).or_default().insert(one.version);
    }
    let is_skipped = |name: &str, version: &str| {
        skipped.iter().any(|skip| {
            let (skip, prefix) = skip.split_once('@').unwrap();
            skip == name
                && version
                    .strip_prefix(prefix)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    };
    for (name, versions) in &built {
        let counted = versions.iter().filter(|version| !is_skipped(name, version));
        assert!(counted.count() <= 1, "{name}: {versions:?}");
    }
    // And nothing is excused that is not there.
    for skip in &skipped {
        let name = skip.split('@').next().unwrap();
        assert!(
            built.get(name).is_some_and(|versions| versions.len() > 1),
            "{skip}"
        );
    }
}

#[test]
fn every_dependency_has_its_reason_in_a_line_above_it() {
    let (_, dependencies) = MANIFEST.split_once("\n[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[lints").unwrap();
    let (_, of_sandbox) = SANDBOX_MANIFEST.split_once("\n[dependencies]\n").unwrap();
    let (of_sandbox, _) = of_sandbox.split_once("\n[lints").unwrap();
    let mut above = "";
    let mut count = 0;
    for line in dependencies.lines().chain(of_sandbox.lines()) {
        if line.contains(" = ") && !line.starts_with('#') {
            assert!(above.starts_with("# ") && above.ends_with('.'), "{line}");
            count += 1;
        }
        above = line;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn there_is_no_unsafe_code_and_a_release_is_made_the_same_way_by_everybody() {
    assert!(MANIFEST.contains("\n[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    for manifest in [MANIFEST, SANDBOX_MANIFEST] {
        assert!(manifest.contains("\n[lints]\nworkspace = true\n"));
    }
    // The versions are locked, and one unit of code generation leaves nothing to the number of cores.
    let (_, release) = MANIFEST.split_once("\n[profile.release]\n").unwrap();
    for line in ["codegen-units = 1", "strip = true"] {
        assert!(release.lines().any(|one| one == line), "{line}");
    }
    let ignored = include_str!("../.gitignore");
    assert!(!ignored.contains("Cargo.lock"));
}
