//! Random edits of a catalog, changes from outside and commands, against the sandbox and against a small model of what
//! access must be. The model is plain maps and shares no code with the program.

mod catalog;
mod outside;
mod state;
mod step;
mod story;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use super::dice::Dice;
use super::{failing, is_in_ci};
use step::{Step, beginning, thrown};
use story::Story;

/// Steps of one story. Long enough for renames of renames, short enough to be cut down soon.
const STEPS: usize = 60;
/// How often a failing story is told again to make it shorter.
const TRIES: usize = 150;

/// The steps of a story. A saved plan is applied soon or late, and half of them at once.
fn steps(dice: &mut Dice) -> Vec<Step> {
    let mut steps = beginning(dice);
    while steps.len() < STEPS {
        let step = thrown(dice);
        let at_once = matches!(step, Step::Save) && dice.one_in(2);
        steps.push(step);
        if at_once {
            steps.push(Step::ApplySaved);
        }
    }
    steps.truncate(STEPS);
    steps
}

type Commands = BTreeMap<&'static str, usize>;

/// Takes the steps; fails with the place of the step that went wrong, and how.
fn told(steps: &[Step]) -> Result<Commands, (usize, String)> {
    let mut story = Story::begin();
    for (at, step) in steps.iter().enumerate() {
        story.take(step).map_err(|wrong| (at, wrong))?;
    }
    Ok(story.commands)
}

/// Leaves out of failing steps whatever is not needed for some failure, in ever smaller parts.
fn cut_down(mut steps: Vec<Step>, mut failure: (usize, String)) -> (Vec<Step>, String) {
    steps.truncate(failure.0 + 1);
    let mut part = steps.len() / 2;
    let mut tries = 0;
    while part > 0 {
        let mut from = 0;
        while from < steps.len() && tries < TRIES {
            let without: Vec<Step> =
                [&steps[..from], &steps[(from + part).min(steps.len())..]].concat();
            tries += 1;
            match told(&without) {
                Ok(_) => from += part,
                Err(shorter) => {
                    steps = without;
                    steps.truncate(shorter.0 + 1);
                    failure = shorter;
                }
            }
        }
        part /= 2;
    }
    (steps, failure.1)
}

#[test]
fn whatever_happens_access_is_what_a_small_model_says() {
    let wanted = std::env::var("ROLECALL_STEPS").ok();
    let wanted: usize = wanted
        .and_then(|steps| steps.parse().ok())
        .unwrap_or(if is_in_ci() { 10_000 } else { 2_000 });
    let seeds: Vec<u64> = (0..wanted.div_ceil(STEPS) as u64).collect();
    let (began, all) = (Instant::now(), Mutex::new(Commands::new()));
    let failed = failing(&seeds, 3, |seed| {
        let mut dice = Dice::new(*seed ^ 0x0030_de10);
        let steps = steps(&mut dice);
        match told(&steps) {
            Ok(commands) => {
                let mut all = all.lock().unwrap();
                for (command, count) in commands {
                    *all.entry(command).or_default() += count;
                }
            }
            Err(failure) => {
                let (steps, wrong) = cut_down(steps, failure);
                panic!("seed {seed}: {wrong}\n{steps:#?}");
            }
        }
    });
    let all = all.into_inner().unwrap();
    #[expect(clippy::print_stderr, reason = "a campaign says what it did")]
    {
        eprintln!(
            "model: seeds 0 to {}: {} steps, commands {all:?}, {} failures {failed:?}, {:.0?}",
            seeds.len() - 1,
            seeds.len() * STEPS,
            failed.len(),
            began.elapsed()
        );
    }
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    assert!(all.len() >= 10 || wanted < 10_000, "{all:?}");
}
