//! `kill -9` after every single operation of a mixed plan: once the moment its answer is there, once before.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rolecall::sandbox::Sandbox;

use super::account::Account;
use super::facts::Facts;
use super::laws::nothing_twice;
use super::stories::{EVERY_KIND, Story};
use super::{APPLY, apply, failing, is_write, started};
use crate::aws::proxy::{Pass, Proxy};
use crate::support::rolecall::Project;

/// Requests that rolecall has under way at once, so that a crash can lose this many answers.
const UNDER_WAY: usize = 6;

#[derive(Clone, Copy, Debug)]
enum Moment {
    /// AWS has carried the operation out or begun to; the answer never arrives.
    BeforeTheAnswer,
    /// The answer is on its way or has been read.
    AfterTheAnswer,
}

/// What dies at the operation with a number.
struct Victim {
    child: Mutex<Option<Child>>,
    writes: AtomicUsize,
}

impl Victim {
    fn kill(&self) {
        if let Some(child) = &mut *self.child.lock().unwrap() {
            child.kill().unwrap();
        }
    }

    /// Waits for the end, without keeping the child from being killed meanwhile. True when a signal ended it.
    fn wait(&self) -> bool {
        loop {
            if let Some(child) = &mut *self.child.lock().unwrap()
                && let Some(status) = child.try_wait().unwrap()
            {
                return status.code().is_none();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Runs an apply that is killed at the `number`th write. Gives how many writes there were, and whether it was killed.
fn killed(project: &Project, sandbox: &Sandbox, number: usize, moment: Moment) -> (usize, bool) {
    let victim = Arc::new(Victim {
        child: Mutex::new(None),
        writes: AtomicUsize::new(0),
    });
    let watcher = Arc::clone(&victim);
    let proxy = Proxy::start(&sandbox.url(), move |operation, _| {
        if !is_write(operation) || watcher.writes.fetch_add(1, Ordering::SeqCst) + 1 != number {
            return Pass::AsItIs;
        }
        match moment {
            Moment::BeforeTheAnswer => {
                watcher.kill();
                Pass::Lost
            }
            Moment::AfterTheAnswer => {
                let watcher = Arc::clone(&watcher);
                Pass::Then(Box::new(move || watcher.kill()))
            }
        }
    });
    let mut command = project.command(&[&APPLY[..], &["--journal", "journal"]].concat());
    command
        .envs([
            ("AWS_ENDPOINT_URL", proxy.url().as_str()),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    *victim.child.lock().unwrap() = Some(command.spawn().unwrap());
    let was_killed = victim.wait();
    (victim.writes.load(Ordering::SeqCst), was_killed)
}

/// How many of the operations that AWS has taken the journal knows nothing of.
fn unknown(journal: &str, sandbox: &Sandbox) -> usize {
    let known = journal.lines().filter(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let kind = line["kind"].as_str().unwrap();
        let later = kind.ends_with("_assignment") || kind == "provision_permission_set";
        line["status"] == if later { "requested" } else { "succeeded" }
    });
    let requests = sandbox.requests();
    let taken = requests.log.iter();
    let taken = taken.filter(|request| request.body.is_some() && request.refused.is_none());
    taken.count().saturating_sub(known.count())
}

/// How many operations were recorded before they were sent.
fn started_lines(journal: &str) -> usize {
    let lines = journal.lines().filter(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["status"] == "started"
    });
    lines.count()
}

fn check(story: &Story, number: usize, moment: Moment) {
    let told = format!("killed at write {number}, {moment:?}");
    let project = Project::with_catalog(&story.catalog);
    let sandbox = started(&story.live, &format!("operation-time=3ms,seed={number}"));
    let (_, was_killed) = killed(&project, &sandbox, number, moment);
    // What was asked for without being answered by then is carried out yet.
    let now = Facts::of(&sandbox.snapshot());
    let journal = std::fs::read_to_string(project.file("journal")).unwrap_or_default();
    let account = Account::of_journal(&journal);
    account.is_true(&now, &story.after).expect(&told);
    let unknown = unknown(&journal, &sandbox);
    assert!(
        unknown <= UNDER_WAY,
        "{told}: {unknown} operations\n{journal}"
    );
    // Nothing reached AWS that the journal does not have as started.
    let requests = sandbox.requests();
    let taken = requests.log.iter();
    let taken = taken.filter(|request| request.body.is_some() && request.refused.is_none());
    let (started, taken) = (started_lines(&journal), taken.count());
    assert!(started >= taken, "{told}: {started} of {taken}\n{journal}");
    // A process that has read its last answer may end well before the signal reaches it.
    assert!(was_killed || now.access() == story.after.access(), "{told}");

    let again = apply(&project, &sandbox);
    assert_eq!(again.code, 0, "{told}\n{}", again.all());
    let end = Facts::of(&sandbox.snapshot());
    assert_eq!(
        end.access(),
        story.after.access(),
        "{told}\n{}",
        again.all()
    );
    assert_eq!(
        end.templates(),
        story.after.templates(),
        "{told}\n{}",
        again.all()
    );
    assert_eq!(
        end.unmanaged(&story.before),
        story.before.unmanaged(&story.before),
        "{told}"
    );
    let had = story.keepers.always_had_access(&sandbox.access_log());
    had.expect(&told);
    nothing_twice(&sandbox.requests()).expect(&told);
    let nothing = apply(&project, &sandbox);
    assert!(
        nothing.stdout.contains("No changes."),
        "{told}\n{}",
        nothing.all()
    );
}

#[test]
fn a_run_that_is_killed_after_any_operation_is_finished_by_the_next() {
    let story = Story::number(EVERY_KIND);
    let (writes, was_killed) = {
        let project = Project::with_catalog(&story.catalog);
        let sandbox = started(&story.live, "operation-time=3ms");
        killed(&project, &sandbox, usize::MAX, Moment::AfterTheAnswer)
    };
    assert!(!was_killed && writes > 20, "{writes}");
    let cases: Vec<_> = (1..=writes)
        .flat_map(|number| {
            [Moment::BeforeTheAnswer, Moment::AfterTheAnswer].map(|moment| (number, moment))
        })
        .collect();
    let failed = failing(&cases, 3, |(number, moment)| {
        check(&story, *number, *moment)
    });
    #[expect(clippy::print_stderr, reason = "a campaign says what it did")]
    {
        eprintln!(
            "crashes: {writes} writes, {} runs killed, {} failures {failed:?}",
            cases.len(),
            failed.len()
        );
    }
    assert!(failed.is_empty(), "{failed:?}");
}
