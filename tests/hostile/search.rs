//! A search for input that breaks a promise of `targets`, without the help of coverage: mutations of the seeds in
//! `fuzz/seeds/`, each known by a seed and a number.
//!
//! A target runs in a process of its own with a limited address space and a limited time for each input, so that what it
//! does with memory, and whether it ends, is seen. Longer: `ROLECALL_SECONDS=60 ROLECALL_SEED=2 cargo test
//! hostile::search -- --nocapture`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::mutate::mutated;
use super::random::Random;
use super::targets::{Effort, TARGETS};
use crate::support::figures::figures;

/// Address space of a process, in KiB. It counts what is reserved as well, of which threads reserve much.
const ADDRESS_SPACE: u64 = 3 << 20;
/// Memory that a process may have had in use at any time, in KiB.
const MEMORY: u64 = 512 << 10;
/// The longest that one input may take, on a busy machine without optimization.
const TIME: Duration = Duration::from_secs(90);

#[test]
fn no_catalog_is_too_much() {
    search("catalog");
}

#[test]
fn no_saved_plan_is_too_much() {
    search("saved_plan");
}

#[test]
fn no_snapshot_is_too_much() {
    search("snapshot");
}

#[test]
fn no_terraform_state_is_too_much() {
    search("terraform_state");
}

#[test]
fn no_cloudformation_template_is_too_much() {
    search("cloudformation");
}

#[test]
fn no_answer_of_aws_is_too_much() {
    search("aws_answers");
}

#[test]
fn no_call_of_the_sandbox_is_too_much() {
    search("sandbox_calls");
}

#[test]
fn no_option_of_the_sandbox_is_too_much() {
    search("sandbox_options");
}

#[test]
fn every_target_has_seeds_a_search_and_a_target_of_cargo_fuzz() {
    let here =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/search.rs"));
    let here = here.unwrap();
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for target in TARGETS {
        let name = target.name;
        assert!(!seeds(name).is_empty(), "{name}");
        assert!(here.contains(&format!("search(\"{name}\");")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
        let text = fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(
            text.contains(&format!("targets::fuzz(\"{name}\", data)")),
            "{name}"
        );
    }
}

/// Runs a target in a process of its own.
///
/// # Panics
/// It broke a promise; the message says with which input.
fn search(name: &str) {
    let last = kept(name);
    fs::create_dir_all(last.parent().unwrap()).unwrap();
    let limited = format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" \"$@\"");
    let program = std::env::current_exe().unwrap();
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(program)
        .args([
            "--exact",
            "hostile::search::one_target",
            "--ignored",
            "--nocapture",
        ])
        .env("ROLECALL_TARGET", name)
        // Backtraces of a panic in another process help nobody here, and take longest to make.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{said}\n{}: the last input is in {}",
        output.status,
        last.display()
    );
    let counted = said.lines().find(|line| line.starts_with("hostile "));
    figures(counted.unwrap_or_else(|| panic!("{said}")));
}

#[test]
#[ignore = "the searches run it, in a process of its own"]
fn one_target() {
    let Ok(name) = std::env::var("ROLECALL_TARGET") else {
        return;
    };
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let (seed, seconds) = (number("ROLECALL_SEED", 1), number("ROLECALL_SECONDS", 3));
    let seeds = seeds(&name);
    let last = kept(&name);
    let tried = watched();
    let attempt = |data: &[u8], effort: Effort, what: &str| {
        fs::write(&last, data).unwrap();
        tried.fetch_add(1, Ordering::Relaxed);
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(data, effort)));
        assert!(outcome.is_ok(), "{name} breaks a promise with {what}");
    };
    let began = Instant::now();
    for (at, data) in seeds.iter().enumerate() {
        attempt(data, Effort::EveryCommand, &format!("seed file {at}"));
    }
    for at in 0.. {
        if began.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        let data = mutated(&seeds, &mut Random::of(seed, at));
        attempt(
            &data,
            Effort::OneCommand,
            &format!("input {at} of ROLECALL_SEED={seed}"),
        );
    }
    _ = fs::remove_file(&last);
    let memory = memory();
    assert!(memory < MEMORY, "{name} took {memory} KiB");
    figures(&format!(
        "hostile {name}: seed {seed}, {} inputs in {:.1} s, no failure, at most {} MiB",
        tried.load(Ordering::Relaxed),
        began.elapsed().as_secs_f64(),
        memory >> 10,
    ));
}

/// Counts inputs, and ends the process when one takes too long.
fn watched() -> &'static AtomicU64 {
    static TRIED: AtomicU64 = AtomicU64::new(0);
    std::thread::spawn(|| {
        let (mut known, mut since) = (0, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let tried = TRIED.load(Ordering::Relaxed);
            if tried != known {
                (known, since) = (tried, Instant::now());
            } else if since.elapsed() > TIME {
                figures(&format!(
                    "input {tried} takes more than {} s",
                    TIME.as_secs()
                ));
                std::process::exit(1);
            }
        }
    });
    &TRIED
}

/// The most memory that this process ever had in use, in KiB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

fn number(variable: &str, default: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(default, |text| text.parse().unwrap())
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// Where the input that is being tried is kept.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile/{name}"))
}

/// The seeds of a target, and the findings that were mended, by the names of their files.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = fs::read_dir(fuzz().join("seeds").join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}
