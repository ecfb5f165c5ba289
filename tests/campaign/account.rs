//! The account that a run gives of itself, in its journal and on its streams, and whether it is true.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facts::Facts;
use crate::support::rolecall::Run;

/// What a run says became of its changes, by their words.
#[derive(Debug, Default)]
pub struct Account {
    pub done: BTreeSet<String>,
    pub failed: BTreeSet<String>,
    pub skipped: BTreeSet<String>,
    /// Failed or asked for without an answer: nobody but AWS knows.
    pub uncertain: BTreeSet<String>,
}

impl Account {
    /// Reads a journal, of which every line must be whole.
    pub fn of_journal(text: &str) -> Self {
        assert!(
            text.is_empty() || text.ends_with('\n'),
            "a line is cut: {text}"
        );
        let mut last: BTreeMap<String, Value> = BTreeMap::new();
        let mut account = Self::default();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let words = line["change"].as_str().unwrap().to_owned();
            match line["status"].as_str().unwrap() {
                "failed" if line["uncertain"] == true => {
                    _ = account.uncertain.insert(words.clone())
                }
                // A change that takes several operations has failed with the first.
                "failed" => _ = account.failed.insert(words.clone()),
                "skipped" => _ = account.skipped.insert(words.clone()),
                _ => {}
            }
            // What is said of a change that is done is no other end of it.
            if !matches!(line["status"].as_str(), Some("unconfirmed" | "role_left")) {
                last.insert(words, line);
            }
        }
        for (words, line) in last {
            if line["status"] == "succeeded" {
                account.done.insert(words);
            }
        }
        account
    }

    /// Compares with what is so. What is said to be done is done, what is said not to be done is not.
    pub fn is_true(&self, now: &Facts, after: &Facts) -> Result<(), String> {
        let not_done = self.failed.difference(&self.uncertain).chain(&self.skipped);
        // Others may have provisioned what a run could not.
        let not_done = not_done.filter(|words| !words.starts_with("provision "));
        let expected = self.done.iter().map(|words| (words, true));
        for (words, done) in expected.chain(not_done.map(|words| (words, false))) {
            if now.holds(words, after).is_some_and(|holds| holds != done) {
                return Err(format!(
                    "`{words}` is said to be {}done",
                    if done { "" } else { "not " }
                ));
            }
        }
        Ok(())
    }

    /// Compares with what was printed: the same failures, the same that were skipped, and the right number done.
    pub fn is_printed(&self, run: &Run) -> Result<(), String> {
        let Some((_, printed)) = run.stderr.split_once("\nerror: ") else {
            return Err("nothing is said of an error".to_owned());
        };
        let lines = |from: &str| {
            let part = printed.split_once(from).map_or("", |(_, part)| part);
            let part = part.split("\n\n").next().unwrap();
            let items = part.lines().filter_map(|line| line.strip_prefix("- "));
            items
                .map(|line| line.split("  (").next().unwrap().to_owned())
                .collect::<BTreeSet<_>>()
        };
        let skipped = lines("not tried, because of what failed:\n");
        if skipped != self.skipped {
            return Err(format!("printed as skipped: {skipped:?}"));
        }
        let failed: BTreeSet<_> = self.failed.union(&self.uncertain).collect();
        for words in failed {
            if !printed.contains(&format!("- {words}")) {
                return Err(format!("`{words}` failed and is not printed"));
            }
        }
        for words in lines("not begun:\n") {
            if self.done.contains(&words) {
                return Err(format!("`{words}` is printed as not begun"));
            }
        }
        let done = self.done.len();
        let said = match done {
            0 => "none is done".to_owned(),
            1 => "1 is done".to_owned(),
            many => format!("{many} are done"),
        };
        match printed.contains(&said) {
            true => Ok(()),
            false => Err(format!("not said: {said}")),
        }
    }
}

/// What is printed as not begun, by the changes' words.
pub fn not_begun(run: &Run) -> Vec<String> {
    let part = run
        .stderr
        .split_once("not begun:\n")
        .map_or("", |(_, part)| part);
    let items = part.lines().map_while(|line| line.strip_prefix("- "));
    items.map(str::to_owned).collect()
}

#[test]
fn an_account_that_is_not_true_is_found_out() {
    let file = |sets: &[&str]| {
        let mut state: Value = serde_json::from_str(&rolecall::sandbox::fresh()).unwrap();
        let sets = sets.iter().enumerate().map(|(at, name)| {
            serde_json::json!({
                "arn": format!("arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-{at:016x}"),
                "name": name, "accounts": {}, "tags": {"rolecall:catalog": "default"},
                "description": null, "session_duration": "PT1H", "relay_state": null,
            })
        });
        state["permission_sets"] = sets.collect();
        Facts::of(&state.to_string())
    };
    let line = |status: &str, more: &str| {
        format!("{{\"status\":\"{status}\",\"change\":\"create permission set A\"{more}}}\n")
    };
    let after = file(&["A"]);
    let is_true = |journal: &str, live: &[&str]| {
        let account = Account::of_journal(journal);
        account.is_true(&file(live), &after).is_ok()
    };
    let done = line("succeeded", "");
    assert!(is_true(&done, &["A"]));
    assert!(!is_true(&done, &[]));
    let failed = line("failed", "");
    assert!(is_true(&failed, &[]));
    assert!(!is_true(&failed, &["A"]));
    let uncertain = line("failed", ",\"uncertain\":true");
    assert!(is_true(&uncertain, &[]) && is_true(&uncertain, &["A"]));
    let run = |stderr: &str| Run {
        code: 1,
        stdout: String::new(),
        stderr: stderr.to_owned(),
    };
    let account = Account::of_journal(&failed);
    let printed = |stderr: &str| account.is_printed(&run(stderr)).is_ok();
    assert!(printed(
        "\nerror: 1 of 1 change failed; none is done\n\n- create permission set A\n"
    ));
    assert!(!printed(
        "\nerror: 1 of 1 change failed; 1 is done\n\n- create permission set A\n"
    ));
    assert!(!printed("\nerror: 1 of 1 change failed; none is done\n"));
    assert!(!printed(""));
}
