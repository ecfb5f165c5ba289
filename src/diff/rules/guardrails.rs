//! Guardrails: which are gone, which are new, and whether one that changed demands less.

use wildmatch::WildMatch;

use super::side;
use crate::model::{Demand, Guardrail, NamePatterns, Reach};
use crate::plan::{RuleChange, RuleTopic};

/// Adds what changes. A guardrail that changed is one statement: of those that are not the same on both sides, the
/// ones that demand the same thing in the same place belong together.
pub(super) fn compare(before: &[Guardrail], after: &[Guardrail], changes: &mut Vec<RuleChange>) {
    let mut gone: Vec<&Guardrail> = before.iter().collect();
    let mut new: Vec<&Guardrail> = after.iter().collect();
    pairs(&mut gone, &mut new, |was, is| words(was) == words(is));
    let mut changed = pairs(&mut gone, &mut new, |was, is| {
        kind(was) == kind(is) && reach(&was.reach) == reach(&is.reach)
    });
    changed.extend(pairs(&mut gone, &mut new, |was, is| kind(was) == kind(is)));
    let text = |guardrail: &Guardrail| side(words(guardrail), Some(guardrail.span));
    let change = |was: Option<&Guardrail>, is: Option<&Guardrail>, loosens: bool| {
        let either = is.or(was);
        RuleChange {
            topic: RuleTopic::Guardrail,
            subject: format!("guardrail {}", either.map_or("", kind)),
            before: was.map(text),
            after: is.map(text),
            loosens,
        }
    };
    changes.extend(
        changed
            .into_iter()
            .map(|(was, is)| change(Some(was), Some(is), !demands_as_much(is, was))),
    );
    changes.extend(gone.into_iter().map(|was| change(Some(was), None, true)));
    changes.extend(new.into_iter().map(|is| change(None, Some(is), false)));
}

/// Takes out of both lists what belongs together.
fn pairs<'a>(
    gone: &mut Vec<&'a Guardrail>,
    new: &mut Vec<&'a Guardrail>,
    belong: impl Fn(&Guardrail, &Guardrail) -> bool,
) -> Vec<(&'a Guardrail, &'a Guardrail)> {
    let mut found = Vec::new();
    gone.retain(|was| {
        let Some(at) = new.iter().position(|is| belong(was, is)) else {
            return true;
        };
        found.push((*was, new.remove(at)));
        false
    });
    found
}

/// The key of a guardrail in a catalog.
fn kind(guardrail: &Guardrail) -> &'static str {
    match guardrail.demand {
        Demand::Deny { .. } => "deny",
        Demand::MaxSessionDuration(_) => "max_session_duration",
        Demand::RequireBoundary => "require_boundary",
        Demand::NoDirectUsers => "no_direct_users",
    }
}

/// A guardrail in words that are equal only for equal guardrails.
fn words(guardrail: &Guardrail) -> String {
    let Guardrail {
        demand,
        reach: place,
        except,
        span: _,
    } = guardrail;
    let mut parts = Vec::new();
    match demand {
        Demand::Deny {
            permission_sets,
            groups,
            users,
        } => {
            let sets = permission_sets.as_ref().map(patterns);
            parts.push(sets.unwrap_or_else(|| "every permission set".to_owned()));
            if groups.is_none() && users.is_none() {
                parts.push("to everyone".to_owned());
            }
            let named = |kind: &str, names: &Option<NamePatterns>| {
                names
                    .as_ref()
                    .map(|names| format!("to {kind} {}", patterns(names)))
            };
            parts.extend(named("groups", groups));
            parts.extend(named("users", users));
        }
        Demand::MaxSessionDuration(longest) => parts.push(longest.to_string()),
        Demand::RequireBoundary => parts.push("a permissions boundary".to_owned()),
        Demand::NoDirectUsers => parts.push("groups only".to_owned()),
    }
    parts.push(reach(place));
    if !except.0.is_empty() {
        parts.push(format!("except {}", patterns(except)));
    }
    parts.join(" ")
}

fn reach(reach: &Reach) -> String {
    let Reach {
        account_types,
        accounts,
    } = reach;
    let mut places: Vec<String> = account_types
        .iter()
        .map(|name| format!("account type {}", plain(&name.value)))
        .chain(
            accounts
                .iter()
                .map(|account| format!("account {}", plain(&account.value.to_string()))),
        )
        .collect();
    places.sort();
    places.dedup();
    match places.as_slice() {
        [] => "everywhere".to_owned(),
        places => format!("in {}", places.join(", ")),
    }
}

fn patterns(names: &NamePatterns) -> String {
    let mut names: Vec<String> = texts(names).iter().map(|name| plain(name)).collect();
    names.sort();
    names.dedup();
    match names.as_slice() {
        [] => "(none)".to_owned(),
        names => names.join(", "),
    }
}

/// A name as it is, or in quotes where it could be read as more than one.
fn plain(name: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || "_+=.@-*?/:".contains(c);
    match !name.is_empty() && name.chars().all(harmless) {
        true => name.to_owned(),
        false => format!("{name:?}"),
    }
}

fn texts(names: &NamePatterns) -> Vec<String> {
    names.0.iter().map(WildMatch::to_string).collect()
}

/// Whether all that `was` forbids is certainly forbidden by `is`. Patterns are compared as they are written: what
/// cannot be told counts as loosened.
fn demands_as_much(is: &Guardrail, was: &Guardrail) -> bool {
    let demand = match (&is.demand, &was.demand) {
        (
            Demand::Deny {
                permission_sets,
                groups,
                users,
            },
            Demand::Deny {
                permission_sets: sets_before,
                groups: groups_before,
                users: users_before,
            },
        ) => {
            let sets = match (permission_sets, sets_before) {
                (None, _) => true,
                (Some(now), Some(before)) => covers(now, before),
                (Some(now), None) => has_everything(now),
            };
            // Without groups and users it concerns everyone; with one of them, the other kind is left out.
            let everyone = groups.is_none() && users.is_none();
            let everyone_before = groups_before.is_none() && users_before.is_none();
            let principals =
                |now: &Option<NamePatterns>, before: &Option<NamePatterns>| match before {
                    Some(before) => now.as_ref().is_some_and(|now| covers(now, before)),
                    None => !everyone_before || now.as_ref().is_some_and(has_everything),
                };
            sets && (everyone
                || (principals(groups, groups_before) && principals(users, users_before)))
        }
        (Demand::MaxSessionDuration(now), Demand::MaxSessionDuration(before)) => now <= before,
        (Demand::RequireBoundary, Demand::RequireBoundary)
        | (Demand::NoDirectUsers, Demand::NoDirectUsers) => true,
        _ => false,
    };
    demand && reaches_as_far(&is.reach, &was.reach) && covers(&was.except, &is.except)
}

fn covers(wider: &NamePatterns, narrower: &NamePatterns) -> bool {
    let wide = texts(wider);
    has_everything(wider) || texts(narrower).iter().all(|name| wide.contains(name))
}

fn has_everything(names: &NamePatterns) -> bool {
    texts(names).iter().any(|name| name == "*")
}

fn reaches_as_far(is: &Reach, was: &Reach) -> bool {
    if is.is_everywhere() {
        return true;
    }
    let types = was.account_types.iter().all(|name| {
        let mut types = is.account_types.iter();
        types.any(|known| known.value == name.value)
    });
    let accounts = was.accounts.iter().all(|account| {
        let mut accounts = is.accounts.iter();
        accounts.any(|known| known.value == account.value)
    });
    !was.is_everywhere() && types && accounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountPattern, SessionDuration};
    use crate::source::{Located, Sources, Span};

    fn place() -> Span {
        Span::new(Sources::default().add("catalog.yaml", "x"), 0, 1)
    }

    fn names(names: &[&str]) -> NamePatterns {
        NamePatterns(names.iter().map(|name| WildMatch::new(name)).collect())
    }

    fn deny(
        sets: Option<&[&str]>,
        groups: Option<&[&str]>,
        types: &[&str],
        except: &[&str],
    ) -> Guardrail {
        let types = types
            .iter()
            .map(|name| Located::new((*name).into(), place()));
        Guardrail {
            demand: Demand::Deny {
                permission_sets: sets.map(names),
                groups: groups.map(names),
                users: None,
            },
            reach: Reach {
                account_types: types.collect(),
                accounts: Vec::new(),
            },
            except: names(except),
            span: place(),
        }
    }

    #[test]
    fn what_forbids_less_or_cannot_be_told_is_loosened() {
        let was = deny(
            Some(&["Admin", "Power"]),
            Some(&["Dev*"]),
            &["prod"],
            &["Managers"],
        );
        for (is, tight) in [
            (
                deny(
                    Some(&["Admin", "Power", "X"]),
                    Some(&["Dev*"]),
                    &["prod"],
                    &["Managers"],
                ),
                true,
            ),
            (deny(None, None, &[], &[]), true),
            (
                deny(Some(&["*"]), Some(&["*"]), &["prod", "core"], &[]),
                true,
            ),
            (
                deny(Some(&["Admin"]), Some(&["Dev*"]), &["prod"], &["Managers"]),
                false,
            ),
            (
                deny(
                    Some(&["Admin", "Power"]),
                    Some(&["Dev"]),
                    &["prod"],
                    &["Managers"],
                ),
                false,
            ),
            (
                deny(
                    Some(&["Admin", "Power"]),
                    Some(&["Dev*"]),
                    &["core"],
                    &["Managers"],
                ),
                false,
            ),
            (
                deny(
                    Some(&["Admin", "Power"]),
                    Some(&["Dev*"]),
                    &["prod"],
                    &["Managers", "*"],
                ),
                false,
            ),
        ] {
            assert_eq!(demands_as_much(&is, &was), tight, "{}", words(&is));
        }
        let everyone = deny(None, None, &["prod"], &[]);
        assert!(!demands_as_much(
            &deny(None, Some(&["*"]), &["prod"], &[]),
            &everyone
        ));
    }

    #[test]
    fn a_guardrail_that_changed_is_one_statement() {
        let longest = |text: &str| Guardrail {
            demand: Demand::MaxSessionDuration(SessionDuration::parse(text).unwrap()),
            reach: Reach {
                account_types: Vec::new(),
                accounts: vec![Located::new(AccountPattern::parse("plat-*"), place())],
            },
            except: NamePatterns::default(),
            span: place(),
        };
        let mut changes = Vec::new();
        let before = [longest("PT1H"), deny(None, None, &[], &[])];
        let after = [deny(None, None, &[], &[]), longest("PT12H")];
        compare(&before, &after, &mut changes);
        let [change] = changes.as_slice() else {
            panic!("{changes:?}");
        };
        assert!(change.loosens);
        let text = |side: &Option<crate::plan::RuleSide>| side.as_ref().unwrap().text.clone();
        assert_eq!(text(&change.before), "PT1H in account plat-*");
        assert_eq!(text(&change.after), "PT12H in account plat-*");
    }
}
