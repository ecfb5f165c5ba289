//! How long an apply takes: an estimate before the start, which says what it assumes, and a forecast that learns from
//! what was observed.
//!
//! Two limits matter. AWS takes so many requests a second, and it carries out so many operations at a time, of which each
//! takes seconds. Pure: the time is a parameter.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::Account;
use crate::plan::{Change, Phase, Plan};
use crate::text::count;

/// What one operation is assumed to take on AWS; users report 3 to 15 seconds.
const ASSUMED: Duration = Duration::from_secs(10);
/// Operations on assignments that AWS carries out at a time, and provisionings (AWS, "Quotas and limits in IAM Identity
/// Center").
const AT_A_TIME: (usize, usize) = (15, 3);

/// How fast the target is.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Requests a second.
    pub requests_per_second: f64,
    /// What an operation takes that is carried out after its request was answered.
    pub operation: Duration,
    /// Whether that time is assumed, and not known.
    pub is_assumed: bool,
    /// Assignment operations at a time; `None` is without limit.
    pub assignments: Option<usize>,
    /// Accounts that are provisioned at a time; `None` is without limit.
    pub provisionings: Option<usize>,
}

impl Pace {
    /// AWS's pace at a rate.
    pub fn of_aws(requests_per_second: f64) -> Self {
        Self {
            requests_per_second,
            operation: ASSUMED,
            is_assumed: true,
            assignments: Some(AT_A_TIME.0),
            provisionings: Some(AT_A_TIME.1),
        }
    }
}

/// What a phase has to do.
#[derive(Debug, Clone, Copy, Default)]
struct Work {
    requests: usize,
    operations: usize,
    /// Operations in the account that has most of them: AWS carries out one at a time in an account.
    in_one_account: usize,
}

impl Work {
    fn of(plan: &Plan, phase: Phase) -> Self {
        let mut accounts: BTreeMap<&Account, usize> = BTreeMap::new();
        let mut work = Self::default();
        let changes = plan.changes.iter().map(|planned| &planned.change);
        for change in changes.filter(|change| change.phase() == phase) {
            work.requests += change.operations();
            match change {
                Change::CreateAssignment(assignment)
                | Change::DeleteAssignment { assignment, .. } => {
                    *accounts.entry(&assignment.account).or_default() += 1;
                    work.operations += 1;
                }
                // However it is asked for, AWS provisions account by account.
                Change::ProvisionPermissionSet { accounts: all, .. } => {
                    work.operations += all.len().max(1);
                    for account in all {
                        *accounts.entry(account).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        work.in_one_account = accounts.into_values().max().unwrap_or(0);
        work
    }

    /// The time by the rate: one request for each operation and about one more for ten, which looks after many.
    fn by_rate(&self, pace: &Pace) -> Duration {
        let requests = self.requests + self.operations.div_ceil(10);
        Duration::try_from_secs_f64(requests as f64 / pace.requests_per_second.max(0.1))
            .unwrap_or(Duration::MAX)
    }

    /// The rounds in which the operations are carried out.
    fn rounds(&self, limit: Option<usize>) -> usize {
        let rounds = match limit {
            Some(limit) => self.operations.div_ceil(limit.max(1)),
            None => self.operations.min(1),
        };
        rounds.max(self.in_one_account)
    }

    fn by_places(&self, pace: &Pace, phase: Phase) -> Duration {
        let rounds = self.rounds(limit(pace, phase));
        pace.operation
            .saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX))
    }
}

fn limit(pace: &Pace, phase: Phase) -> Option<usize> {
    match phase {
        Phase::Provisioning => pace.provisionings,
        _ => pace.assignments,
    }
}

/// How long an apply takes, phase after phase.
#[derive(Debug, Clone)]
pub struct Estimate {
    phases: Vec<(Phase, Work, Duration)>,
    pace: Pace,
}

impl Estimate {
    /// The estimate of a plan.
    pub fn of(plan: &Plan, pace: &Pace) -> Self {
        let phases = Phase::ALL.into_iter().map(|phase| {
            let work = Work::of(plan, phase);
            let time = work.by_rate(pace).max(work.by_places(pace, phase));
            (phase, work, time)
        });
        Self {
            phases: phases.filter(|(_, work, _)| work.requests > 0).collect(),
            pace: pace.clone(),
        }
    }

    /// The whole time, at least a second.
    pub fn time(&self) -> Duration {
        let sum = self
            .phases
            .iter()
            .fold(Duration::ZERO, |sum, (.., time)| sum.saturating_add(*time));
        sum.max(Duration::from_secs(1))
    }

    /// The time and what it assumes: "about 2 h at 15 operations at a time, assuming 10 s for each".
    pub fn words(&self) -> String {
        let time = duration(self.time());
        let by_places: Vec<&(Phase, Work, Duration)> = self
            .phases
            .iter()
            .filter(|(phase, work, _)| {
                work.by_places(&self.pace, *phase) > work.by_rate(&self.pace)
            })
            .collect();
        if by_places.is_empty() {
            let rate = self.pace.requests_per_second;
            return format!("about {time} at {rate} requests a second");
        }
        let mut at_a_time: Vec<String> = Vec::new();
        for (phase, work, _) in by_places {
            let limit = limit(&self.pace, *phase);
            let what = match phase {
                Phase::Provisioning => "provisioning",
                _ => "operation",
            };
            let words = match limit {
                Some(limit) if work.operations.div_ceil(limit.max(1)) >= work.in_one_account => {
                    count(limit, what)
                }
                _ => format!("1 {what} in an account"),
            };
            if !at_a_time.contains(&words) {
                at_a_time.push(words);
            }
        }
        let each = duration(self.pace.operation);
        let assuming = if self.pace.is_assumed {
            "assuming "
        } else {
            ""
        };
        format!(
            "about {time} at {} at a time, {assuming}{each} for each",
            at_a_time.join(" and ")
        )
    }
}

/// How long an apply has yet to go: the estimate, corrected by what was observed.
#[derive(Debug)]
pub struct Forecast {
    estimate: Estimate,
    phase: Option<Phase>,
    began: Duration,
    ended: usize,
    last_end: Duration,
    /// What the finished phases took, by what was estimated; 1 before there are any.
    correction: f64,
}

impl Forecast {
    /// A forecast before the start.
    pub fn new(estimate: Estimate) -> Self {
        Self {
            estimate,
            phase: None,
            began: Duration::ZERO,
            ended: 0,
            last_end: Duration::ZERO,
            correction: 1.0,
        }
    }

    /// Notes that a phase begins.
    pub fn begins(&mut self, phase: Phase, now: Duration) {
        self.correction = self.observed().unwrap_or(self.correction);
        (self.phase, self.began, self.ended) = (Some(phase), now, 0);
        self.last_end = now;
    }

    /// Notes that so many operations of the phase ended.
    pub fn ends(&mut self, operations: usize, now: Duration) {
        self.ended += operations;
        self.last_end = now;
    }

    /// The time that is left, by what was observed so far; by the estimate where nothing was.
    pub fn left(&self, now: Duration) -> Duration {
        let at = self
            .estimate
            .phases
            .iter()
            .position(|(phase, ..)| Some(*phase) == self.phase);
        let correction = self.observed().unwrap_or(self.correction);
        let mut left = Duration::ZERO;
        for (index, (phase, work, time)) in self.estimate.phases.iter().enumerate() {
            if at.is_some_and(|at| index < at) {
                continue;
            }
            let whole = match is_later(*phase) {
                true => scaled(*time, correction),
                false => *time,
            };
            let passed = match Some(index) == at {
                true => {
                    let part = self.ended as f64 / operations(*work).max(1) as f64;
                    // Either clock may be ahead: ends that were observed, or the time since the phase began.
                    scaled(whole, part.clamp(0.0, 1.0)).max(match self.ended {
                        0 => now.saturating_sub(self.began),
                        _ => Duration::ZERO,
                    })
                }
                false => Duration::ZERO,
            };
            left = left.saturating_add(whole.saturating_sub(passed));
        }
        left
    }

    /// What the present phase takes, by what was estimated; `None` before an end was observed.
    fn observed(&self) -> Option<f64> {
        let (phase, work, time) = self
            .estimate
            .phases
            .iter()
            .find(|(phase, ..)| Some(*phase) == self.phase)?;
        let took = self.last_end.saturating_sub(self.began).as_secs_f64();
        if !is_later(*phase) || self.ended == 0 || time.is_zero() || took == 0.0 {
            return None;
        }
        // The first ends come after a whole operation, with as many under way as have ended: a few rounds tell more.
        let whole = took * operations(*work) as f64 / self.ended as f64;
        Some((whole / time.as_secs_f64()).clamp(0.01, 100.0))
    }
}

/// Whether the operations of a phase are carried out after their requests were answered.
fn is_later(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Provisioning | Phase::Grants | Phase::Revocations
    )
}

fn operations(work: Work) -> usize {
    work.operations.max(work.requests)
}

fn scaled(time: Duration, by: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * by).unwrap_or(Duration::MAX)
}

/// A time as people say it: "40 s", "12 min", "2 h".
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountAssignment, AccountId, PermissionSetName, Principal, PrincipalType};
    use crate::plan::{PlannedChange, ProvisionReason, ProvisionTarget};

    fn account(number: usize) -> Account {
        Account {
            name: format!("a{number}").into(),
            id: AccountId::parse(&format!("{number:012}")).ok(),
        }
    }

    fn grant(group: usize, place: usize) -> Change {
        Change::CreateAssignment(AccountAssignment {
            principal: Principal {
                kind: PrincipalType::Group,
                name: format!("g{group}").into(),
                id: None,
            },
            permission_set: PermissionSetName::parse("S").unwrap(),
            account: account(place),
        })
    }

    fn provision(accounts: usize, target: ProvisionTarget) -> Change {
        Change::ProvisionPermissionSet {
            permission_set: PermissionSetName::parse("S").unwrap(),
            accounts: (0..accounts).map(account).collect(),
            target,
            reason: ProvisionReason::Edited,
        }
    }

    fn plan(changes: impl IntoIterator<Item = Change>) -> Plan {
        let changes = changes.into_iter();
        Plan {
            changes: changes
                .map(|change| PlannedChange::new(change, None))
                .collect(),
            ..Plan::default()
        }
    }

    fn on_aws(changes: impl IntoIterator<Item = Change>) -> String {
        Estimate::of(&plan(changes), &Pace::of_aws(18.0)).words()
    }

    #[test]
    fn ten_thousand_grants_are_hours_and_the_estimate_says_what_it_assumes() {
        let grants = (0..10_000).map(|number| grant(number, number % 500));
        assert_eq!(
            on_aws(grants),
            "about 112 min at 15 operations at a time, assuming 10 s for each"
        );
    }

    #[test]
    fn one_account_takes_one_operation_at_a_time() {
        assert_eq!(
            on_aws((0..40).map(|number| grant(number, 1))),
            "about 7 min at 1 operation in an account at a time, assuming 10 s for each"
        );
    }

    #[test]
    fn a_provisioning_of_many_accounts_is_as_many_operations_however_it_is_asked_for() {
        let expected = "about 17 min at 3 provisionings at a time, assuming 10 s for each";
        for target in [
            ProvisionTarget::AllProvisionedAccounts,
            ProvisionTarget::ListedAccounts,
        ] {
            assert_eq!(on_aws([provision(300, target)]), expected);
        }
        let both = [
            provision(30, ProvisionTarget::AllProvisionedAccounts),
            grant(1, 1),
        ];
        assert_eq!(
            on_aws(both),
            "about 110 s at 3 provisionings and 15 operations at a time, assuming 10 s for each"
        );
    }

    #[test]
    fn what_is_answered_at_once_takes_the_time_of_its_requests() {
        let groups = (0..90).map(|number| Change::CreateGroup {
            group: format!("g{number}").into(),
        });
        assert_eq!(on_aws(groups), "about 5 s at 18 requests a second");
        let instant = Pace {
            operation: Duration::ZERO,
            is_assumed: false,
            assignments: None,
            provisionings: None,
            ..Pace::of_aws(2000.0)
        };
        let words = |pace: &Pace| Estimate::of(&plan([grant(1, 1)]), pace).words();
        assert_eq!(words(&instant), "about 1 s at 2000 requests a second");
        let slow = Pace {
            operation: Duration::from_secs(2),
            assignments: Some(15),
            ..instant
        };
        assert_eq!(
            words(&slow),
            "about 2 s at 15 operations at a time, 2 s for each"
        );
    }

    #[test]
    fn a_forecast_learns_from_what_was_observed() {
        let second = Duration::from_secs(1);
        let plan = plan((0..300).map(|number| grant(number, number)));
        // 20 rounds of 10 s.
        let mut forecast = Forecast::new(Estimate::of(&plan, &Pace::of_aws(18.0)));
        assert_eq!(forecast.left(Duration::ZERO), second * 200);
        forecast.begins(Phase::Grants, second);
        assert_eq!(forecast.left(second * 5), second * 196);
        // Rounds of 3 s: a tenth has ended after two of them.
        forecast.ends(30, second * 7);
        let left = forecast.left(second * 7);
        assert_eq!(left.as_secs_f64().round(), 54.0);
        // Rounds that take longer than assumed raise it again.
        forecast.ends(30, second * 61);
        assert_eq!(forecast.left(second * 61).as_secs_f64().round(), 240.0);
        forecast.ends(240, second * 300);
        assert_eq!(forecast.left(second * 300), Duration::ZERO);
    }
}
