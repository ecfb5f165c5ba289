//! Reading options from a command line.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use super::{OPTIONS, Options};

/// Why a list of options cannot be used; names the option, and lists the known ones where it is unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// No option has this name.
    #[error("unknown sandbox option `{name}`; known are {}", known())]
    Unknown {
        /// What was written.
        name: String,
    },
    /// The same option is given twice.
    #[error("sandbox option `{name}` is given twice")]
    Twice {
        /// The option.
        name: String,
    },
    /// The value does not fit the option.
    #[error("sandbox option `{name}` must be {expected}, not `{value}`")]
    Value {
        /// The option.
        name: String,
        /// What was written.
        value: String,
        /// What fits.
        expected: &'static str,
    },
}

/// Returns the names of all options, for an error.
fn known() -> String {
    let names: Vec<_> = OPTIONS.iter().map(|(name, ..)| *name).collect();
    names.join(", ")
}

/// The concurrency that AWS documents: 15 assignment operations and 3 provisionings.
const AWS_OUTSTANDING: (usize, usize) = (15, 3);

impl FromStr for Options {
    type Err = OptionsError;

    /// Reads `key=value,key=value`; lists are written with `+`, shares as numbers from 0 to 1, times as `2s` or `500ms`.
    ///
    /// `requests-per-second` also sets the two outstanding limits to AWS's 15 and 3 where they are not given, and
    /// `aws-limits=true` stands for 20 requests a second, 15, 3 and operations of 2 s. What is given by name takes
    /// precedence, wherever it appears.
    fn from_str(text: &str) -> Result<Self, OptionsError> {
        let mut given = Vec::new();
        for pair in text
            .split(',')
            .map(str::trim)
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (name.trim(), value.trim());
            if given.iter().any(|(known, _)| *known == name) {
                return Err(OptionsError::Twice {
                    name: name.to_owned(),
                });
            }
            given.push((name, value));
        }
        let mut options = Self::default();
        if let Some((name, value)) = given.iter().find(|(name, _)| *name == "aws-limits")
            && flag(name, value)?
        {
            options.requests_per_second = Some(20.0);
            options.operation_time = Duration::from_secs(2);
        }
        for (name, value) in &given {
            options.set(name, value)?;
        }
        if options.places_taken > 0 {
            options
                .outstanding_assignments
                .get_or_insert(AWS_OUTSTANDING.0);
        }
        if options.requests_per_second.is_some() {
            options
                .outstanding_assignments
                .get_or_insert(AWS_OUTSTANDING.0);
            options
                .outstanding_provisionings
                .get_or_insert(AWS_OUTSTANDING.1);
        }
        Ok(options)
    }
}

impl Options {
    fn set(&mut self, name: &str, value: &str) -> Result<(), OptionsError> {
        match name {
            // Read first, because what is given by name overrides it.
            "aws-limits" => {}
            "requests-per-second" => self.requests_per_second = Some(rate(name, value)?),
            "operation-time" => self.operation_time = time(name, value)?,
            "outstanding-assignments" => self.outstanding_assignments = Some(count(name, value)?),
            "outstanding-provisionings" => {
                self.outstanding_provisionings = Some(count(name, value)?)
            }
            "throttle" => self.throttle = share(name, value)?,
            "conflict" => self.conflict = share(name, value)?,
            "internal-error" => self.internal_error = share(name, value)?,
            "drop-connection" => self.drop_connection = share(name, value)?,
            "lose-answer" => self.lose_answer = share(name, value)?,
            "time-out" => self.time_out = share(name, value)?,
            "visibility-delay" => self.visibility_delay = time(name, value)?,
            "provisioning-list-lag" => self.provisioning_list_lag = time(name, value)?,
            "provisioned-accounts-limit" => self.provisioned_accounts_limit = count(name, value)?,
            "fail-operation" => self.fail_operation = Some(count(name, value)?),
            "fail-operations" => self.fail_operations = share(name, value)?,
            "at-once" => self.at_once = share(name, value)?,
            "late-operations" => self.late_operations = share(name, value)?,
            "places-taken" => self.places_taken = count(name, value)?,
            "places-taken-for" => self.places_taken_for = Some(time(name, value)?),
            "status-lists-stay" => self.status_lists_stay = flag(name, value)?,
            "provisioning-race" => self.provisioning_race = share(name, value)?,
            "fail-message" => self.fail_message = Some(value.to_owned()),
            "deny" => self.deny = names(value),
            "allow" => self.allow = names(value),
            "management-iam-denied" => self.management_iam_denied = flag(name, value)?,
            "users-include-inherited" => self.users_include_inherited = flag(name, value)?,
            "orphans-undeletable" => self.orphans_undeletable = flag(name, value)?,
            "odd-pages" => self.odd_pages = flag(name, value)?,
            "additional-policies" => self.additional_policies = names(value),
            "unknown-policies" => self.unknown_policies = names(value),
            "missing-customer-policies" => self.missing_customer_policies = names(value),
            "seed" => {
                self.seed = value
                    .parse()
                    .map_err(|_| misfit(name, value, "a whole number"))?
            }
            _ => {
                return Err(OptionsError::Unknown {
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn misfit(name: &str, value: &str, expected: &'static str) -> OptionsError {
    OptionsError::Value {
        name: name.to_owned(),
        value: value.to_owned(),
        expected,
    }
}

fn flag(name: &str, value: &str) -> Result<bool, OptionsError> {
    value
        .parse()
        .map_err(|_| misfit(name, value, "`true` or `false`"))
}

fn count(name: &str, value: &str) -> Result<usize, OptionsError> {
    let expected = "a whole number from 1";
    value
        .parse()
        .ok()
        .filter(|count| *count > 0)
        .ok_or_else(|| misfit(name, value, expected))
}

fn rate(name: &str, value: &str) -> Result<f64, OptionsError> {
    value
        .parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate > 0.0)
        .ok_or_else(|| misfit(name, value, "a number above 0"))
}

fn share(name: &str, value: &str) -> Result<f64, OptionsError> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| misfit(name, value, "a share from 0 to 1"))
}

fn time(name: &str, value: &str) -> Result<Duration, OptionsError> {
    humantime::parse_duration(value).map_err(|_| misfit(name, value, "a time like `2s` or `500ms`"))
}

fn names(value: &str) -> BTreeSet<String> {
    value
        .split('+')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_options_are_the_default() {
        assert_eq!("".parse(), Ok(Options::default()));
    }

    #[test]
    fn aws_limits_give_way_to_what_is_given_by_name() {
        let options: Options = "operation-time=500ms, aws-limits=true,outstanding-assignments=10"
            .parse()
            .unwrap();
        assert_eq!(options.requests_per_second, Some(20.0));
        assert_eq!(options.operation_time, Duration::from_millis(500));
        assert_eq!(options.outstanding_assignments, Some(10));
        assert_eq!(options.outstanding_provisionings, Some(3));
    }

    #[test]
    fn lists_are_written_with_a_plus() {
        let options: Options = "deny=CreateGroup+DeleteGroup,seed=7".parse().unwrap();
        assert_eq!(
            options.deny,
            ["CreateGroup", "DeleteGroup"].map(String::from).into()
        );
        assert_eq!(options.seed, 7);
    }

    #[test]
    fn an_unknown_option_is_named_with_the_known_ones() {
        let error = "throtle=0.1".parse::<Options>().unwrap_err().to_string();
        assert!(
            error.starts_with(
                "unknown sandbox option `throtle`; known are additional-policies, allow, at-once, aws-limits, "
            ),
            "{error}"
        );
    }

    #[test]
    fn every_option_of_the_table_is_understood_with_its_example() {
        for (name, example, _) in OPTIONS {
            let parsed = format!("{name}={example}").parse::<Options>();
            assert!(
                parsed
                    .is_ok_and(|options| *name == "fail-message" || options != Options::default()),
                "{name}"
            );
        }
    }

    #[test]
    fn an_error_of_a_value_states_what_is_expected() {
        let error = |text: &str| text.parse::<Options>().unwrap_err().to_string();
        assert_eq!(
            error("throttle=2"),
            "sandbox option `throttle` must be a share from 0 to 1, not `2`"
        );
        assert_eq!(
            error("operation-time=2"),
            "sandbox option `operation-time` must be a time like `2s` or `500ms`, not `2`"
        );
        assert_eq!(
            error("odd-pages"),
            "sandbox option `odd-pages` must be `true` or `false`, not ``"
        );
        assert_eq!(
            error("fail-operation=0"),
            "sandbox option `fail-operation` must be a whole number from 1, not `0`"
        );
        assert_eq!(
            error("seed=1,seed=2"),
            "sandbox option `seed` is given twice"
        );
        assert_eq!(
            error("requests-per-second=inf"),
            "sandbox option `requests-per-second` must be a number above 0, not `inf`"
        );
    }
}
