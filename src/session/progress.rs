//! How far an apply is: a line that redraws itself on a terminal, a line for each finished change elsewhere.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crate::apply::{Event, InFlight};
use crate::output::{Output, ProgressLine};
use crate::plan::{Change, Phase, Plan, ProvisionTarget};
use crate::report::{Estimate, Forecast, duration};
use crate::text::count;
use crate::text::visible;

/// Where no line is redrawn, the forecast is written at most this often.
const TOLD_EVERY: Duration = Duration::from_secs(60);
/// Less than this is no forecast.
const SHOWN_FROM: Duration = Duration::from_secs(5);

/// Shows the events of one apply.
pub struct Progress<'a> {
    plan: &'a Plan,
    screen: Screen<'a>,
    counts: Vec<(Phase, usize, usize)>,
    in_flight: InFlight,
    /// Whether the limit of operations in progress was told of.
    has_waited: bool,
    forecast: Forecast,
    began: Instant,
    /// When the forecast was written last, where no line is redrawn.
    told: Duration,
    error: Option<io::Error>,
}

enum Screen<'a> {
    Redrawn(ProgressLine),
    Plain(&'a mut dyn Write),
}

impl<'a> Progress<'a> {
    pub fn start(plan: &'a Plan, estimate: Estimate, output: &'a mut Output) -> Self {
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
            in_flight: InFlight::default(),
            has_waited: false,
            forecast: Forecast::new(estimate),
            began: Instant::now(),
            told: Duration::ZERO,
            error: None,
        }
    }

    /// Tells one event. A stream that cannot be written to does not stop the apply; [`Progress::end`] says so.
    pub fn show(&mut self, event: &Event) {
        self.in_flight.note(event);
        let now = self.began.elapsed();
        self.learn(event, now);
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
            Event::Interrupted => Some(match self.in_flight.count() {
                0 => "  stopping: nothing new is started".to_owned(),
                some => format!(
                    "  stopping: nothing new is started; waiting for {} in progress; a second signal ends at once",
                    count(some, "operation")
                ),
            }),
            Event::OthersInProgress {
                count: found,
                is_complete,
            } => Some(format!(
                "  note     AWS lists {}{} in progress that this apply did not start: another client changes access, too",
                if *is_complete { "" } else { "at least " },
                count(*found, "operation")
            )),
            Event::Waiting { .. } if !self.has_waited => {
                self.has_waited = true;
                Some(waiting(self.in_flight.taken()))
            }
            Event::Phase { .. }
            | Event::Started { .. }
            | Event::Requested { .. }
            | Event::Retried { .. }
            | Event::Waiting { .. }
            | Event::Ended { .. }
            | Event::Unfinished(_)
            // The outcome names these at the end.
            | Event::Unconfirmed(_)
            | Event::RoleLeft(_) => None,
        };
        let mut state = self.state();
        match &mut self.screen {
            Screen::Redrawn(screen) => {
                let left = self.forecast.left(now);
                if left >= SHOWN_FROM {
                    state += &format!("   about {} left", duration(left));
                }
                if let Some(line) = line {
                    screen.above(&line);
                }
                screen.show(state);
            }
            Screen::Plain(out) => {
                let left = self.forecast.left(now);
                let tells = now.saturating_sub(self.told) >= TOLD_EVERY && left >= TOLD_EVERY;
                let forecast = tells.then(|| format!("  {state}   about {} left", duration(left)));
                if forecast.is_some() {
                    self.told = now;
                }
                for line in line.into_iter().chain(forecast) {
                    let Err(error) = writeln!(out, "{line}") else {
                        continue;
                    };
                    self.error.get_or_insert(error);
                }
            }
        }
    }

    /// Removes the line.
    pub fn end(self) -> io::Result<()> {
        if let Screen::Redrawn(line) = &self.screen {
            line.clear();
        }
        self.error.map_or(Ok(()), Err)
    }

    /// Notes what an event says of the speed.
    fn learn(&mut self, event: &Event, now: Duration) {
        match event {
            Event::Phase { phase, .. } => self.forecast.begins(*phase, now),
            Event::Ended { .. } | Event::Failed { .. } => self.forecast.ends(1, now),
            Event::Succeeded { change, .. } => {
                let ends = match self.change(*change) {
                    // One request, and as many operations as accounts.
                    Some(Change::ProvisionPermissionSet {
                        accounts,
                        target: ProvisionTarget::AllProvisionedAccounts,
                        ..
                    }) => accounts.len().max(1),
                    _ => 1,
                };
                self.forecast.ends(ends, now);
            }
            _ => {}
        }
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

/// What is said once when AWS takes no further operation; so many of ours are in progress.
fn waiting(ours: usize) -> String {
    match ours {
        0 => "  waiting  other clients use up AWS's limit of operations in progress; this apply continues when theirs end"
            .to_owned(),
        some => format!(
            "  waiting  AWS takes no more than {} of this apply at a time now; other clients may use the rest of its \
             limit",
            count(some, "operation")
        ),
    }
}
