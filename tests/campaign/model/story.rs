//! One sequence of steps, against the sandbox and the model at once.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, Mutex};

use clap::Parser;
use rolecall::cli::Cli;
use rolecall::error::Exit;
use rolecall::output::Output;
use serde_json::Value;

use super::catalog::{CREATED, Catalog};
use super::state::State;
use super::step::Step;
use super::world::{Expected, Limit, World, id_to_be};
use crate::support::rolecall::Project;

/// What a command writes.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A plan that was saved, with the catalog and the state that it was made of.
struct Saved {
    catalog: String,
    state: Value,
}

pub struct Story {
    project: Project,
    catalog: Catalog,
    pub(super) world: World,
    saved: Option<Saved>,
    /// Things that were made outside so far: each has an id of its own.
    pub(super) made: usize,
    /// How many commands ended how.
    pub commands: std::collections::BTreeMap<&'static str, usize>,
}

/// Everything at once, and as much removed as need be.
const FREELY: [&str; 6] = [
    "--create-groups",
    "--scan",
    "full",
    "--max-removals",
    "100%",
    "--allow-total-loss",
];
/// The same for a saved plan, which was made with everything looked for.
const FREELY_AGAIN: [&str; 3] = ["--max-removals", "100%", "--allow-total-loss"];

impl Story {
    pub fn begin() -> Self {
        let (project, state) = (Project::new(), State::fresh());
        project.write("state.json", &state.canonical());
        Self {
            project,
            catalog: Catalog::new(),
            world: state.world(),
            saved: None,
            made: 0,
            commands: std::collections::BTreeMap::new(),
        }
    }

    fn state(&self) -> State {
        State(serde_json::from_str(&self.project.read("state.json")).unwrap())
    }

    /// Changes the state from outside.
    pub(super) fn outside(&mut self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        self.project.write("state.json", &state.canonical());
    }

    fn run(&self, args: &[&str]) -> (Exit, String) {
        let path = |name: &str| self.project.file(name).display().to_string();
        self.project.write("catalog.yaml", &self.catalog.yaml());
        let (catalog, state) = (path("catalog.yaml"), path("state.json"));
        let options = [format!("--catalog={catalog}"), format!("--sandbox={state}")];
        let args = ["rolecall"].into_iter().chain(args.iter().copied());
        let cli = Cli::try_parse_from(args.chain(options.iter().map(String::as_str))).unwrap();
        let sink = Sink::default();
        let mut output = Output::captured(sink.clone(), sink.clone());
        let exit = cli.run(&mut output).unwrap_or_else(|error| {
            output
                .flush()
                .and_then(|()| error.print(&mut output))
                .unwrap();
            error.exit()
        });
        output.flush().unwrap();
        let text = String::from_utf8_lossy(&sink.0.lock().unwrap()).into_owned();
        (exit, text)
    }

    /// The live world must be the model's, after a command that wrote this.
    fn matches(&self, told: &str) -> Result<(), String> {
        let live = self.state().world();
        let mut text = String::new();
        let access = |text: &mut String, of: &BTreeSet<_>, than: &BTreeSet<_>, word| {
            for tuple in of.difference(than) {
                _ = writeln!(text, "{word}: {tuple:?}");
            }
        };
        access(&mut text, &live.access, &self.world.access, "too much");
        access(&mut text, &self.world.access, &live.access, "missing");
        if live.sets != self.world.sets {
            _ = writeln!(text, "sets: {:#?}\nnot: {:#?}", live.sets, self.world.sets);
        }
        if (&live.groups, &live.accounts) != (&self.world.groups, &self.world.accounts) {
            _ = writeln!(
                text,
                "groups: {:?}\nnot: {:?}",
                live.groups, self.world.groups
            );
        }
        match text.is_empty() {
            true => Ok(()),
            false => Err(format!("{text}\n{told}\n{}", self.catalog.yaml())),
        }
    }

    /// A command that must not change a byte of the state.
    fn changes_nothing(&mut self, args: &[&str], exits: &[Exit]) -> Result<(Exit, String), String> {
        let before = self.state().0;
        let (exit, text) = self.run(args);
        if !exits.contains(&exit) {
            return Err(format!(
                "{exit:?}, not {exits:?}\n{text}\n{}",
                self.catalog.yaml()
            ));
        }
        match self.state().0 == before {
            true => Ok((exit, text)),
            false => Err(format!("{args:?} changed the state\n{text}")),
        }
    }

    /// An apply that comes to this world.
    fn comes_to(&mut self, args: &[&str], world: World) -> Result<(), String> {
        let (exit, text) = self.run(args);
        if exit != Exit::Done {
            return Err(format!("{exit:?}\n{text}\n{}", self.catalog.yaml()));
        }
        self.world = world;
        self.learn_ids();
        self.matches(&text)
    }

    /// Groups that were to be created have ids now, of which the model knows nothing.
    fn learn_ids(&mut self) {
        let live = self.state().world();
        for group in CREATED {
            let Some(id) = live.groups.get(group) else {
                continue;
            };
            let before = id_to_be(group);
            if self.world.groups.get(group) == Some(&before) {
                self.world.groups.insert(group.to_owned(), id.clone());
                let access = std::mem::take(&mut self.world.access).into_iter();
                self.world.access = access
                    .map(|(account, set, principal)| match principal == before {
                        true => (account, set, id.clone()),
                        false => (account, set, principal),
                    })
                    .collect();
            }
        }
    }

    fn note(&mut self, what: &'static str) {
        *self.commands.entry(what).or_default() += 1;
    }

    /// Takes a step.
    pub fn take(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Grant { of, group, set } if self.catalog.sets.contains_key(set) => {
                self.catalog
                    .grants
                    .entry((*of, *group))
                    .or_default()
                    .insert(*set);
            }
            Step::Revoke { of, group, set } => {
                if let Some(sets) = self.catalog.grants.get_mut(&(*of, *group)) {
                    sets.remove(set);
                }
            }
            Step::Define { set, definition } => self.catalog.define(set, definition.clone()),
            Step::Drop { set } => self.catalog.drop_set(set),
            Step::Rename { before, after } => self.catalog.rename(before, after),
            Step::Name { account } if self.world.accounts.contains_key(*account) => {
                let mixed = self.catalog.types.get_mut("mixed").unwrap();
                mixed.names.insert((*account).to_owned());
            }
            Step::Unname { account } => {
                let mixed = self.catalog.types.get_mut("mixed").unwrap();
                if mixed.names.len() > 1 {
                    mixed.names.remove(*account);
                }
            }
            Step::Plan => return self.plan(),
            Step::Apply => return self.apply(Limit::None, false),
            Step::Adopt => return self.apply(Limit::None, true),
            Step::Only(limit) => return self.apply(*limit, false),
            Step::ApplyWithinLimit => return self.apply_within_limit(),
            Step::Save => return self.save(),
            Step::ApplySaved => return self.apply_saved(),
            outside => self.change_outside(outside),
        }
        Ok(())
    }

    fn expected(&self, limit: Limit<'_>, adopt: bool) -> Option<Expected> {
        self.world.applied(&self.catalog, limit, adopt)
    }

    fn plan(&mut self) -> Result<(), String> {
        let args = [&["plan", "--detailed-exitcode"], &FREELY[..]].concat();
        let sets: Vec<&str> = self.catalog.sets.keys().copied().collect();
        let exit = match self.expected(Limit::None, false) {
            None => Exit::Failed,
            Some(expected) if expected.world != self.world => Exit::Changes,
            Some(_) if self.state().is_outdated(&sets) => Exit::Changes,
            Some(_) => Exit::Done,
        };
        self.note("plan");
        self.changes_nothing(&args, &[exit]).map(|_| ())
    }

    fn apply(&mut self, limit: Limit<'_>, adopt: bool) -> Result<(), String> {
        let only = match limit {
            Limit::None => String::new(),
            Limit::Set(name) if self.catalog.sets.contains_key(name) => {
                format!("permission-set={name}")
            }
            Limit::Account(name) if self.world.accounts.contains_key(name) => {
                format!("account={name}")
            }
            Limit::Group(name) if self.world.groups.contains_key(name) => format!("group={name}"),
            // A name that nothing has is another story.
            _ => return Ok(()),
        };
        let mut args = [&["apply", "--auto-approve"], &FREELY[..]].concat();
        if !only.is_empty() {
            args.extend(["--only", &only]);
        }
        if adopt {
            args.push("--adopt");
        }
        match self.expected(limit, adopt) {
            None => {
                self.note("apply, refused to plan");
                self.changes_nothing(&args, &[Exit::Failed]).map(|_| ())
            }
            Some(expected) => {
                self.note(match (limit, adopt) {
                    _ if expected.world == self.world => "apply, nothing of access to do",
                    (Limit::None, false) => "apply",
                    (Limit::None, true) => "apply --adopt",
                    _ => "apply --only",
                });
                self.comes_to(&args, expected.world)?;
                let sets: Vec<&str> = self.catalog.sets.keys().copied().collect();
                match limit == Limit::None && self.state().is_outdated(&sets) {
                    true => Err("something is outdated after an apply".to_owned()),
                    false => Ok(()),
                }
            }
        }
    }

    /// An apply that may remove no more than a quarter.
    fn apply_within_limit(&mut self) -> Result<(), String> {
        let args = [
            "apply",
            "--auto-approve",
            "--create-groups",
            "--scan",
            "full",
            "--allow-total-loss",
        ];
        let sets = self.catalog.sets.iter();
        let empty: Vec<&str> = sets
            .filter(|(_, definition)| definition.policies.is_empty())
            .map(|(name, _)| *name)
            .collect();
        if self.state().is_outdated(&empty) {
            // What an account still has of such a set is another story.
            return Ok(());
        }
        match self.expected(Limit::None, false) {
            None => {
                self.note("apply, refused to plan");
                self.changes_nothing(&args, &[Exit::Failed]).map(|_| ())
            }
            Some(expected) if expected.losses > 1 && expected.losses * 4 > expected.governed => {
                self.note("apply, too many removals");
                self.changes_nothing(&args, &[Exit::Refused]).map(|_| ())
            }
            Some(expected) => {
                self.note("apply, few removals");
                self.comes_to(&args, expected.world)
            }
        }
    }

    fn save(&mut self) -> Result<(), String> {
        let path = self.project.file("plan.json").display().to_string();
        let args = [&["plan", "--out", &path], &FREELY[..]].concat();
        self.saved = None;
        if self.expected(Limit::None, false).is_none() {
            return self.changes_nothing(&args, &[Exit::Failed]).map(|_| ());
        }
        self.note("plan --out");
        self.changes_nothing(&args, &[Exit::Done])?;
        self.saved = Some(Saved {
            catalog: self.catalog.yaml(),
            state: self.state().0,
        });
        Ok(())
    }

    /// What was reviewed is applied, or nothing is.
    fn apply_saved(&mut self) -> Result<(), String> {
        let Some(saved) = &self.saved else {
            return Ok(());
        };
        let path = self.project.file("plan.json").display().to_string();
        let args = [&["apply", "--plan", &path], &FREELY_AGAIN[..]].concat();
        let same_catalog = saved.catalog == self.catalog.yaml();
        let same = same_catalog && saved.state == self.state().0;
        match self.expected(Limit::None, false) {
            None => {
                self.note("apply --plan, stale");
                let exits = [Exit::Failed, Exit::Refused];
                self.changes_nothing(&args, &exits).map(|_| ())
            }
            Some(expected) if same => {
                self.note("apply --plan");
                self.comes_to(&args, expected.world)
            }
            Some(_) if !same_catalog => {
                self.note("apply --plan, stale");
                self.changes_nothing(&args, &[Exit::Refused]).map(|_| ())
            }
            // Something else changed outside: what the plan is about, or not.
            Some(expected) => {
                let before = self.state().0;
                let (exit, text) = self.run(&args);
                if exit == Exit::Refused && self.state().0 == before {
                    self.note("apply --plan, stale");
                    return Ok(());
                }
                self.note("apply --plan, beside other changes");
                if exit != Exit::Done {
                    return Err(format!("{exit:?}\n{text}"));
                }
                self.world = expected.world;
                self.learn_ids();
                self.matches(&text)
            }
        }
    }
}
