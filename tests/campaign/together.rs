//! Two who write at the same time: two applies of one catalog, and an apply beside a person.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rolecall::sandbox::Sandbox;
use serde_json::{Value, json};

use super::account::Account;
use super::dice::Dice;
use super::facts::{Facts, Tuple};
use super::laws::nothing_twice;
use super::stories::Story;
use super::{apply, apply_with, failing, started};
use crate::support::rolecall::{Project, Run};

const STORIES: usize = 4;
const SEEDS: u64 = 12;

/// An apply ends well, or says what did not.
fn ended_with_an_account(run: &Run, journal: &str, told: &str) -> bool {
    match run.code {
        0 => true,
        1 => {
            let account = Account::of_journal(journal);
            assert!(!account.failed.is_empty(), "{told}\n{}", run.all());
            let printed = account.is_printed(run);
            assert_eq!(printed, Ok(()), "{told}\n{}", run.all());
            false
        }
        _ => panic!("{told}\n{}", run.all()),
    }
}

fn journal(project: &Project, name: &str) -> String {
    std::fs::read_to_string(project.file(name)).unwrap_or_default()
}

/// A run without anybody else converges, and the one after it has nothing to do.
fn converges(project: &Project, sandbox: &Sandbox, story: &Story, told: &str) {
    let third = apply_with(project, sandbox, &["--adopt"]);
    assert_eq!(third.code, 0, "{told}\n{}", third.all());
    let end = Facts::of(&sandbox.snapshot());
    assert_eq!(
        end.access(),
        story.after.access(),
        "{told}\n{}",
        third.all()
    );
    assert_eq!(
        end.templates(),
        story.after.templates(),
        "{told}\n{}",
        third.all()
    );
    let nothing = apply(project, sandbox);
    assert!(
        nothing.stdout.contains("No changes."),
        "{told}\n{}",
        nothing.all()
    );
}

/// What became of the runs of a test.
#[derive(Default)]
struct Tally {
    well: usize,
    with_failures: usize,
    before_the_first_write: usize,
    /// Pairs of runs that both wrote.
    side_by_side: usize,
}

impl Tally {
    fn count(&mut self, run: &Run, journal: &str, told: &str) {
        if journal.is_empty() && run.code == 1 {
            // A person made a set of a name that the catalog has: no plan takes it without being told.
            assert!(run.stderr.contains("error"), "{told}\n{}", run.all());
            self.before_the_first_write += 1;
        } else if ended_with_an_account(run, journal, told) {
            self.well += 1;
        } else {
            self.with_failures += 1;
        }
    }

    fn tell(&self, whom: &str, failed: &[u64]) {
        #[expect(clippy::print_stderr, reason = "a campaign says what it did")]
        {
            eprintln!(
                "{whom}: {} ended well, {} with an account of what failed, {} before the first write; {} failures \
                 {failed:?}",
                self.well,
                self.with_failures,
                self.before_the_first_write,
                failed.len()
            );
        }
        assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    }
}

fn two_applies(seed: u64, story: &Story, tally: &Mutex<Tally>) {
    let mut dice = Dice::new(seed ^ 0x2222);
    let options = format!(
        "seed={seed},operation-time={}ms,conflict={},visibility-delay={}ms",
        dice.below(30),
        dice.share(5),
        dice.below(100),
    );
    let told = format!("seed {seed}: {options}");
    let sandbox = started(&story.live, &options);
    let project = Project::with_catalog(&story.catalog);
    // Half of them begin together, whatever the machine is like.
    let later = Duration::from_millis(dice.below(250) as u64) * u32::from(seed % 2 == 1);
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| apply_with(&project, &sandbox, &["--journal", "one"]));
        std::thread::sleep(later);
        let two = apply_with(&project, &sandbox, &["--journal", "two"]);
        (one.join().unwrap(), two)
    });
    let now = Facts::of(&sandbox.snapshot());
    let had = story.keepers.always_had_access(&sandbox.access_log());
    had.expect(&told);
    assert_eq!(
        now.unmanaged(&story.before),
        story.before.unmanaged(&story.before),
        "{told}"
    );
    let either = story
        .before
        .access()
        .union(&story.after.access())
        .cloned()
        .collect();
    assert!(now.access().is_subset(&either), "{told}");
    for (run, name) in [(one, "one"), (two, "two")] {
        let journal = journal(&project, name);
        // What one could not do, the other may have done; what one did, the other does not undo.
        let account = Account {
            done: Account::of_journal(&journal).done,
            ..Account::default()
        };
        let truth = account.is_true(&now, &story.after);
        assert_eq!(truth, Ok(()), "{told}\n{}", run.all());
        tally.lock().unwrap().count(&run, &journal, &told);
    }
    let wrote = |name| !journal(&project, name).is_empty();
    if wrote("one") && wrote("two") {
        tally.lock().unwrap().side_by_side += 1;
    }
    converges(&project, &sandbox, story, &told);
}

#[test]
fn two_applies_of_one_catalog_at_the_same_time_end_in_what_it_says() {
    let stories: Vec<Story> = (0..STORIES).map(Story::number).collect();
    let (seeds, tally): (Vec<u64>, _) = ((0..SEEDS).collect(), Mutex::default());
    let failed = failing(&seeds, 4, |seed| {
        two_applies(*seed, &stories[*seed as usize % STORIES], &tally);
    });
    let tally = tally.into_inner().unwrap();
    let whom = format!(
        "two at once, in {} of {SEEDS} both wrote",
        tally.side_by_side
    );
    tally.tell(&whom, &failed);
    assert!(tally.side_by_side > 0);
}

/// A person in the console.
struct Person<'a> {
    sandbox: &'a Sandbox,
    dice: Dice,
    instance: Value,
    groups: Vec<String>,
    accounts: Vec<&'static str>,
}

impl Person<'_> {
    fn call(&self, operation: &str, mut body: Value) -> Option<Value> {
        body["InstanceArn"] = self.instance.clone();
        // A refusal is no more than a red line in the console.
        self.sandbox
            .call(&format!("SWBExternalService.{operation}"), body)
            .ok()
    }

    fn sets(&self) -> Vec<Value> {
        let answer = self.call("ListPermissionSets", json!({})).unwrap();
        answer["PermissionSets"].as_array().unwrap().clone()
    }

    /// Does one thing to a set that some catalog has, or makes one by a name of the catalog.
    fn act(&mut self) {
        let sets = self.sets();
        if sets.is_empty() {
            return;
        }
        let set = self.dice.pick(&sets).clone();
        let assignment = json!({
            "PermissionSetArn": set,
            "TargetId": self.dice.pick(&self.accounts),
            "TargetType": "AWS_ACCOUNT",
            "PrincipalType": "GROUP",
            "PrincipalId": self.dice.pick(&self.groups),
        });
        match self.dice.below(10) {
            0 | 1 => self.call("CreateAccountAssignment", assignment),
            2 | 3 => self.call("DeleteAccountAssignment", assignment),
            4 | 5 => self.call(
                "UpdatePermissionSet",
                json!({"PermissionSetArn": set, "SessionDuration": "PT9H"}),
            ),
            6..=8 => {
                let policy = "arn:aws:iam::aws:policy/SecurityAudit";
                self.call(
                    "AttachManagedPolicyToPermissionSet",
                    json!({"PermissionSetArn": set, "ManagedPolicyArn": policy}),
                )
            }
            _ => {
                let name = self.dice.pick(&["Fresh", "Make", "New", "Unknown"]);
                self.call("CreatePermissionSet", json!({"Name": name}))
            }
        };
    }
}

/// What of the access that is kept was taken away, and what was granted that nobody asked for, by the run itself.
fn harm(sandbox: &Sandbox, story: &Story) -> Vec<String> {
    let requests = sandbox.requests();
    let ours: BTreeSet<usize> = requests.log.iter().filter_map(|one| one.started).collect();
    let kept: BTreeSet<&Tuple> = story
        .before
        .tuples
        .intersection(&story.after.tuples)
        .collect();
    // A group that this run made has another id than in the story that went well.
    let known: BTreeSet<&String> = story.before.groups.values().collect();
    let log = sandbox.access_log();
    let by_us = log.iter().filter(|event| ours.contains(&event.operation));
    by_us
        .filter(|event| {
            let tuple = (
                event.account.clone(),
                event.permission_set.clone(),
                event.principal.clone(),
            );
            match event.gained {
                true => known.contains(&event.principal) && !story.after.tuples.contains(&tuple),
                false => kept.contains(&tuple),
            }
        })
        .map(|event| format!("{event:?}"))
        .collect()
}

fn beside_a_person(seed: u64, story: &Story, tally: &Mutex<Tally>) {
    let options = format!("seed={seed},operation-time={}ms", seed % 8);
    let told = format!("seed {seed}: {options}");
    let sandbox = started(&story.live, &options);
    let project = Project::with_catalog(&story.catalog);
    let ended = AtomicBool::new(false);
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            let state: Value = serde_json::from_str(&story.live).unwrap();
            let mut person = Person {
                sandbox: &sandbox,
                dice: Dice::new(seed ^ 0x00be_51de),
                instance: state["instances"][0]["arn"].clone(),
                groups: story.before.groups.values().cloned().collect(),
                accounts: vec!["333333333301", "333333333304", "222222222202"],
            };
            while !ended.load(Ordering::Relaxed) {
                person.act();
                let pause = 40 + person.dice.below(160);
                std::thread::sleep(Duration::from_millis(pause as u64));
            }
        });
        let run = apply_with(&project, &sandbox, &["--journal", "journal"]);
        ended.store(true, Ordering::Relaxed);
        run
    });
    let harm = harm(&sandbox, story);
    assert!(harm.is_empty(), "{harm:#?}\n{told}\n{}", run.all());
    nothing_twice(&sandbox.requests()).expect(&told);
    let journal = journal(&project, "journal");
    tally.lock().unwrap().count(&run, &journal, &told);
    converges(&project, &sandbox, story, &told);
}

#[test]
fn beside_a_person_who_changes_things_an_apply_harms_nobody_and_says_what_it_could_not_do() {
    let stories: Vec<Story> = (0..STORIES).map(Story::number).collect();
    let (seeds, tally): (Vec<u64>, _) = ((0..SEEDS).collect(), Mutex::default());
    let failed = failing(&seeds, 4, |seed| {
        beside_a_person(*seed, &stories[*seed as usize % STORIES], &tally);
    });
    tally.into_inner().unwrap().tell("beside a person", &failed);
}
