//! The sandbox's speed, faults and refusals, as written on a command line: `requests-per-second=20,throttle=0.1`.

mod parse;

use std::collections::BTreeSet;
use std::time::Duration;

pub use parse::OptionsError;

use super::iam::Policies;

/// How the sandbox behaves. The default answers at once, limits nothing and never fails at random.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// `requests-per-second`: the rate of sso-admin, of identitystore and of organizations, each on its own.
    pub requests_per_second: Option<f64>,
    /// `operation-time`: how long an asynchronous operation takes; with zero it is finished at the next call.
    pub operation_time: Duration,
    /// `outstanding-assignments`: how many assignment operations may be in progress.
    pub outstanding_assignments: Option<usize>,
    /// `outstanding-provisionings`: how many provisionings may be in progress.
    pub outstanding_provisionings: Option<usize>,
    /// `throttle`: the share of calls refused as if the rate had been exceeded.
    pub throttle: f64,
    /// `conflict`: the share of writes refused with a passing `ConflictException`.
    pub conflict: f64,
    /// `internal-error`: the share of calls answered with an HTTP 500.
    pub internal_error: f64,
    /// `drop-connection`: the share of calls whose connection is closed without an answer.
    pub drop_connection: f64,
    /// `lose-answer`: the share of calls that are carried out and whose connection is then closed without an answer.
    pub lose_answer: f64,
    /// `time-out`: the share of calls that are carried out and never answered; the connection stays open.
    pub time_out: f64,
    /// `visibility-delay`: how long a new group or permission set is not found yet.
    pub visibility_delay: Duration,
    /// `provisioning-list-lag`: how long the lists of where a permission set is provisioned, and at which version, show
    /// what was so before an edit, a provisioning, an assignment or the loss of the last one.
    pub provisioning_list_lag: Duration,
    /// `provisioned-accounts-limit`: how many accounts `ALL_PROVISIONED_ACCOUNTS` reaches; a call for more is refused.
    pub provisioned_accounts_limit: usize,
    /// `fail-operation`: the asynchronous operation with this number, counted from 1, fails.
    pub fail_operation: Option<usize>,
    /// `fail-operations`: the share of asynchronous operations that fail.
    pub fail_operations: f64,
    /// `at-once`: the share of asynchronous operations that have ended when they are answered, well or badly.
    pub at_once: f64,
    /// `late-operations`: the share of asynchronous operations that take ten times as long.
    pub late_operations: f64,
    /// `places-taken`: how many assignment operations of another client are in progress.
    pub places_taken: usize,
    /// `places-taken-for`: for how long, from the first call that meets them; `None` is without end.
    pub places_taken_for: Option<Duration>,
    /// `status-lists-stay`: the lists of operations show all of them in progress, also those that have ended.
    pub status_lists_stay: bool,
    /// `provisioning-race`: the share of provisionings that meet another client's of the same set: every other is
    /// refused with a conflict while that goes on, the rest are taken and fail late.
    pub provisioning_race: f64,
    /// `fail-message`: the reason that failed operations give.
    pub fail_message: Option<String>,
    /// `deny`: operations, or IAM actions such as `sso:ListInstances`, that the caller may not use.
    pub deny: BTreeSet<String>,
    /// `allow`: the only operations or IAM actions that the caller may use; empty means all.
    pub allow: BTreeSet<String>,
    /// The caller's IAM policies, in code only: with any, what they do not allow is refused.
    pub policies: Policies,
    /// `management-iam-denied`: assigning into the management account fails for want of IAM rights there.
    pub management_iam_denied: bool,
    /// `users-include-inherited`: the assignments of a user include those of the user's groups.
    pub users_include_inherited: bool,
    /// `orphans-undeletable`: deleting an assignment whose principal is gone fails, as it was seen on AWS.
    pub orphans_undeletable: bool,
    /// `odd-pages`: lists begin and end with an empty page, and empty lists are absent.
    pub odd_pages: bool,
    /// `additional-policies`: AWS managed policies that exist besides those of the list, by name or by path and name.
    pub additional_policies: BTreeSet<String>,
    /// `unknown-policies`: names of AWS managed policies that do not exist.
    pub unknown_policies: BTreeSet<String>,
    /// `missing-customer-policies`: names of customer managed policies that no account has.
    pub missing_customer_policies: BTreeSet<String>,
    /// `seed`: decides the random faults and the identifiers of what is created.
    pub seed: u64,
}

/// How many accounts `ALL_PROVISIONED_ACCOUNTS` reaches (AWS, "Quotas and limits in IAM Identity Center").
const ALL_ACCOUNTS: usize = 3_500;

impl Default for Options {
    fn default() -> Self {
        Self {
            requests_per_second: None,
            operation_time: Duration::ZERO,
            outstanding_assignments: None,
            outstanding_provisionings: None,
            throttle: 0.0,
            conflict: 0.0,
            internal_error: 0.0,
            drop_connection: 0.0,
            lose_answer: 0.0,
            time_out: 0.0,
            visibility_delay: Duration::ZERO,
            provisioning_list_lag: Duration::ZERO,
            provisioned_accounts_limit: ALL_ACCOUNTS,
            fail_operation: None,
            fail_operations: 0.0,
            at_once: 0.0,
            late_operations: 0.0,
            places_taken: 0,
            places_taken_for: None,
            status_lists_stay: false,
            provisioning_race: 0.0,
            fail_message: None,
            deny: BTreeSet::new(),
            allow: BTreeSet::new(),
            policies: Policies::default(),
            management_iam_denied: false,
            users_include_inherited: false,
            orphans_undeletable: false,
            odd_pages: false,
            additional_policies: BTreeSet::new(),
            unknown_policies: BTreeSet::new(),
            missing_customer_policies: BTreeSet::new(),
            seed: 0,
        }
    }
}

/// Every option with the form of its value and its meaning, for help texts.
pub const OPTIONS: &[(&str, &str, &str)] = &[
    (
        "additional-policies",
        "NAME+NAME",
        "AWS managed policies that exist besides those that the sandbox knows",
    ),
    (
        "allow",
        "Operation+sso:Operation",
        "the only operations, or IAM actions, that the caller may use",
    ),
    (
        "at-once",
        "0.1",
        "the share of asynchronous operations that have ended, well or badly, when they are answered",
    ),
    (
        "aws-limits",
        "true",
        "20 requests a second, 15 assignments and 3 provisionings outstanding, operations of 2 s",
    ),
    (
        "conflict",
        "0.1",
        "the share of writes refused with a passing ConflictException",
    ),
    (
        "deny",
        "Operation+sso:Operation",
        "operations, or IAM actions, that the caller may not use",
    ),
    (
        "drop-connection",
        "0.05",
        "the share of requests whose connection is closed without an answer",
    ),
    (
        "fail-message",
        "TEXT",
        "the reason that failed operations give; it ends at a comma",
    ),
    (
        "fail-operation",
        "3",
        "the asynchronous operation with this number, counted from 1, fails",
    ),
    (
        "fail-operations",
        "0.1",
        "the share of asynchronous operations that fail",
    ),
    (
        "internal-error",
        "0.05",
        "the share of requests answered with an HTTP 500",
    ),
    (
        "late-operations",
        "0.1",
        "the share of asynchronous operations that take ten times as long",
    ),
    (
        "lose-answer",
        "0.05",
        "the share of requests that are carried out and whose connection is then closed",
    ),
    (
        "management-iam-denied",
        "true",
        "assigning into the management account fails for want of IAM rights",
    ),
    (
        "missing-customer-policies",
        "NAME+NAME",
        "customer managed policies that no account has",
    ),
    (
        "odd-pages",
        "true",
        "lists begin and end with an empty page, and empty lists are absent",
    ),
    (
        "operation-time",
        "2s",
        "how long an asynchronous operation takes",
    ),
    (
        "orphans-undeletable",
        "true",
        "deleting an assignment whose principal is gone fails",
    ),
    (
        "outstanding-assignments",
        "15",
        "how many assignment operations may be in progress",
    ),
    (
        "outstanding-provisionings",
        "3",
        "how many provisionings may be in progress",
    ),
    (
        "provisioned-accounts-limit",
        "10",
        "how many accounts ALL_PROVISIONED_ACCOUNTS reaches; 3500 by default",
    ),
    (
        "provisioning-list-lag",
        "5s",
        "how long the lists of provisioned accounts show the state before a write",
    ),
    (
        "places-taken",
        "15",
        "how many assignment operations of another client are in progress; sets the limit to 15 by default",
    ),
    (
        "places-taken-for",
        "30s",
        "how long another client's operations are in progress; without end by default",
    ),
    (
        "provisioning-race",
        "0.3",
        "the share of provisionings that meet another client's of the same set, and fail at once or late",
    ),
    (
        "requests-per-second",
        "20",
        "the rate of each service; sets the two outstanding limits to 15 and 3",
    ),
    (
        "seed",
        "7",
        "decides the random faults and the identifiers of what is created",
    ),
    (
        "status-lists-stay",
        "true",
        "the lists of operations show all of them in progress, also those that have ended",
    ),
    (
        "throttle",
        "0.1",
        "the share of requests refused as if the rate had been exceeded",
    ),
    (
        "time-out",
        "0.01",
        "the share of requests that are carried out and never answered",
    ),
    (
        "unknown-policies",
        "NAME+NAME",
        "AWS managed policies that do not exist",
    ),
    (
        "users-include-inherited",
        "true",
        "the assignments of a user include those of the user's groups",
    ),
    (
        "visibility-delay",
        "500ms",
        "how long a new group or permission set is not found yet",
    ),
];
