//! Random, seeded faults of AWS, over and over.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::account::{Account, not_begun};
use super::dice::Dice;
use super::facts::Facts;
use super::laws::nothing_twice;
use super::stories::Story;
use super::{apply, apply_with, failing, is_in_ci, started};
use crate::support::rolecall::Project;

/// Runs at once: most of a run's time it waits to make a request again.
const AT_ONCE: usize = 16;
/// No further seed is begun after this time, where none is asked for.
fn unasked() -> Duration {
    Duration::from_secs(if is_in_ci() { 45 } else { 10 })
}

/// The faults of a seed. Every sixteenth is throttled up to half the time, every sixteenth waits for answers that
/// never come; both are slow, because the client is patient.
fn options(seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x5eed);
    let throttle = match seed % 16 {
        5 => format!("0.{}", 30 + dice.below(21)),
        _ => dice.share(12),
    };
    let time_out = if seed % 16 == 11 { "0.01" } else { "0" };
    let mut text = format!(
        "seed={seed},throttle={throttle},conflict={},internal-error={},drop-connection={},lose-answer={},\
         time-out={time_out},visibility-delay={}ms,operation-time={}ms,odd-pages={},fail-operations={},at-once={},\
         late-operations={},provisioning-race={}{}",
        dice.share(15),
        dice.share(9),
        dice.share(9),
        dice.share(15),
        dice.below(300),
        dice.below(30),
        dice.one_in(2),
        dice.share(10),
        dice.share(30),
        dice.share(20),
        dice.share(60),
        others(seed),
    );
    if dice.one_in(2) {
        // A reason that does not pass.
        text += ",fail-message=Received a 403 status error: Access denied by IAM.";
    }
    text
}

/// Another client that takes AWS's places for a while, and lists that never move. Both take seconds, so that they come
/// with few seeds.
fn others(seed: u64) -> String {
    match seed % 16 {
        3 => format!(
            ",places-taken={},places-taken-for=400ms,outstanding-assignments=15",
            10 + seed % 6
        ),
        7 => ",status-lists-stay=true".to_owned(),
        9 => ",outstanding-assignments=2,outstanding-provisionings=1".to_owned(),
        _ => String::new(),
    }
}

#[derive(Default)]
struct Figures {
    runs: usize,
    requests: usize,
    faults: BTreeMap<&'static str, usize>,
    converged: usize,
    stopped: usize,
    before_the_first_write: usize,
    uncertain: usize,
}

/// One run under the faults of a seed, and what must be true of it.
fn check(seed: u64, story: &Story, figures: &Mutex<Figures>) {
    let options = options(seed);
    let project = Project::with_catalog(&story.catalog);
    let faulty = started(&story.live, &options);
    let run = apply_with(&project, &faulty, &["--journal", "journal"]);
    let (snapshot, requests) = (faulty.snapshot(), faulty.requests());
    let told = || format!("seed {seed}: {options}\n{}", run.all());
    let must = |law: Result<(), String>| {
        if let Err(broken) = law {
            panic!("{broken}\n{}", told());
        }
    };
    let now = Facts::of(&snapshot);
    must(story.keepers.always_had_access(&faulty.access_log()));
    must(nothing_twice(&requests));
    assert_eq!(
        now.unmanaged(&story.before),
        story.before.unmanaged(&story.before),
        "{}",
        told()
    );
    let journal = std::fs::read_to_string(project.file("journal")).unwrap_or_default();
    let account = Account::of_journal(&journal);
    must(account.is_true(&now, &story.after));
    match run.code {
        0 => {
            assert_eq!(now.access(), story.after.access(), "{}", told());
            assert_eq!(now.templates(), story.after.templates(), "{}", told());
        }
        1 if journal.is_empty() => {
            assert!(run.stderr.contains("error: "), "{}", told());
            assert_eq!(snapshot, story.live, "{}", told());
        }
        1 => {
            must(account.is_printed(&run));
            for words in not_begun(&run) {
                assert_ne!(
                    now.holds(&words, &story.after),
                    Some(true),
                    "{words}\n{}",
                    told()
                );
            }
        }
        _ => panic!("{}", told()),
    }
    let healed = started(&snapshot, "");
    let again = apply(&project, &healed);
    assert_eq!(again.code, 0, "{}\n{}", again.all(), told());
    let end = Facts::of(&healed.snapshot());
    assert_eq!(end.access(), story.after.access(), "{}", told());
    assert_eq!(end.templates(), story.after.templates(), "{}", told());
    let nothing = apply(&project, &healed);
    assert!(
        nothing.stdout.contains("No changes."),
        "{}\n{}",
        nothing.all(),
        told()
    );

    let mut figures = figures.lock().unwrap();
    figures.runs += 1;
    figures.requests += requests.total();
    for (fault, count) in requests.faults {
        *figures.faults.entry(fault).or_default() += count;
    }
    match run.code {
        0 => figures.converged += 1,
        _ if journal.is_empty() => figures.before_the_first_write += 1,
        _ => figures.stopped += 1,
    }
    figures.uncertain += account.uncertain.len();
}

#[test]
fn under_random_faults_nobody_loses_access_in_between_and_the_next_run_converges() {
    let asked: Option<u64> = std::env::var("ROLECALL_SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok());
    // Fewer stories where there is little time: each takes two runs to tell.
    let stories: Vec<OnceLock<Story>> = (0..if asked.is_some() { 24 } else { 6 })
        .map(|_| OnceLock::new())
        .collect();
    let (begun, unasked) = (Instant::now(), unasked());
    let figures = Mutex::new(Figures::default());
    let seeds: Vec<u64> = (0..asked.unwrap_or(1000)).collect();
    let failed = failing(&seeds, AT_ONCE, |seed| {
        if asked.is_none() && begun.elapsed() > unasked {
            return;
        }
        let number = usize::try_from(*seed).unwrap() % stories.len();
        let story = stories[number].get_or_init(|| Story::number(number));
        check(*seed, story, &figures);
    });
    let figures = figures.into_inner().unwrap();
    #[expect(clippy::print_stderr, reason = "a campaign says what it did")]
    {
        eprintln!(
            "campaign: seeds 0 to {}: {} runs, {} requests, faults {:?}; {} converged at once, {} stopped with an \
             account, {} before the first write; {} operations of uncertain end; {} failures {failed:?}; {:.0?}",
            figures.runs + failed.len() - 1,
            figures.runs,
            figures.requests,
            figures.faults,
            figures.converged,
            figures.stopped,
            figures.before_the_first_write,
            figures.uncertain,
            failed.len(),
            begun.elapsed(),
        );
    }
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    assert!(figures.runs > 0);
}

#[test]
fn the_stories_have_every_kind_of_change_and_somebody_who_keeps_access() {
    let mut kinds = std::collections::BTreeSet::new();
    for number in 0..6 {
        let story = Story::number(number);
        assert!(story.keepers.count() > 0, "{number}");
        let project = Project::with_catalog(&story.catalog);
        project.write("live.json", &story.live);
        let plan = [
            "plan",
            "--sandbox=live.json",
            "--format",
            "json",
            "--create-groups",
            "--scan",
            "full",
            "--max-removals",
            "100%",
            "--allow-total-loss",
        ];
        let changes = project.run(&plan).ended(0).json()["changes"].clone();
        let found = changes.as_array().unwrap().iter();
        kinds.extend(found.map(|change| change["kind"].as_str().unwrap().to_owned()));
    }
    assert_eq!(kinds.len(), 17, "{kinds:?}");
}
