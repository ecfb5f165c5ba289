//! How far an apply is: a line that redraws itself on a terminal, a line for each finished change elsewhere.

use std::io::{self, Write};

use crate::apply::Event;
use crate::output::{Output, ProgressLine};
use crate::plan::{Change, Phase, Plan};
use crate::visible::visible;

/// Shows the events of one apply.
pub(super) struct Progress<'a> {
    plan: &'a Plan,
    screen: Screen<'a>,
    counts: Vec<(Phase, usize, usize)>,
    error: Option<io::Error>,
}

enum Screen<'a> {
    Redrawn(ProgressLine),
    Plain(&'a mut dyn Write),
}

impl<'a> Progress<'a> {
    pub(super) fn start(plan: &'a Plan, output: &'a mut Output) -> Self {
        let counts = Phase::ALL.into_iter().filter_map(|phase| {
            let all = plan
                .changes
                .iter()
                .filter(|planned| planned.change.phase() == phase)
                .count();
            (all > 0).then_some((phase, 0, all))
        });
        let screen = match output.progress() {
            Some(line) => Screen::Redrawn(line),
            None => Screen::Plain(output.stderr()),
        };
        Self {
            plan,
            screen,
            counts: counts.collect(),
            error: None,
        }
    }

    /// Tells one event. A stream that cannot be written to does not stop the apply; [`Progress::end`] says so.
    pub(super) fn show(&mut self, event: &Event) {
        let line = match event {
            Event::Succeeded { change, .. } => {
                self.count(*change);
                (matches!(self.screen, Screen::Plain(_)))
                    .then(|| format!("  done     {}", self.words(*change)))
            }
            Event::Failed { change, error, .. } => Some(format!(
                "  failed   {}: {}",
                self.words(*change),
                visible(error.message())
            )),
            Event::Skipped(skipped) => Some(format!(
                "  skipped  {}: {}",
                self.words(skipped.change),
                visible(&skipped.words(self.plan))
            )),
            Event::Interrupted => Some(
                "  stopping: nothing new is started, what is outstanding is waited for".to_owned(),
            ),
            // The outcome names these at the end.
            Event::Unconfirmed(_) | Event::RoleLeft(_) => None,
            Event::Phase { .. } | Event::Requested { .. } | Event::Retried { .. } => None,
        };
        let state = self.state();
        match &mut self.screen {
            Screen::Redrawn(screen) => {
                if let Some(line) = line {
                    screen.above(&line);
                }
                screen.show(state);
            }
            Screen::Plain(out) => {
                if let Some(line) = line
                    && let Err(error) = writeln!(out, "{line}")
                {
                    self.error.get_or_insert(error);
                }
            }
        }
    }

    /// Removes the line.
    pub(super) fn end(self) -> io::Result<()> {
        if let Screen::Redrawn(line) = &self.screen {
            line.clear();
        }
        self.error.map_or(Ok(()), Err)
    }

    fn count(&mut self, change: usize) {
        let phase = self.change(change).map(Change::phase);
        let counts = self.counts.iter_mut().find(|(of, _, _)| Some(*of) == phase);
        if let Some((_, finished, _)) = counts {
            *finished += 1;
        }
    }

    fn state(&self) -> String {
        let counts = self.counts.iter().map(|(phase, finished, all)| {
            let name = match phase {
                Phase::Groups => "groups",
                Phase::PermissionSets => "permission sets",
                Phase::Provisioning => "provisioned",
                Phase::Grants => "grants",
                Phase::Revocations => "revocations",
                Phase::Deletions => "deletions",
            };
            format!("{name}  {finished}/{all}")
        });
        counts.collect::<Vec<_>>().join("   ")
    }

    fn change(&self, index: usize) -> Option<&'a Change> {
        self.plan.changes.get(index).map(|planned| &planned.change)
    }

    fn words(&self, index: usize) -> String {
        let words = self.change(index).map(Change::words).unwrap_or_default();
        visible(&words).into_owned()
    }
}
