//! What is to be done at an identity provider, with the values of this instance filled in.
//!
//! The guides are texts of their own, `guides/*.md`: sections `connect`, `groups` and `limits`, each a list.

use super::console::console;
use super::idp::Idp;
use super::observed::Observed;

/// A section of a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Signing in and provisioning.
    Connect,
    /// The groups.
    Groups,
    /// What the provider cannot do.
    Limits,
}

impl Section {
    fn heading(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Groups => "groups",
            Self::Limits => "limits",
        }
    }
}

fn text(idp: Idp) -> &'static str {
    match idp {
        Idp::Okta => include_str!("guides/okta.md"),
        Idp::JumpCloud => include_str!("guides/jumpcloud.md"),
        Idp::Entra => include_str!("guides/entra.md"),
        Idp::Google => include_str!("guides/google.md"),
        Idp::Other => include_str!("guides/other.md"),
        Idp::IdentityCenter => include_str!("guides/identity-center.md"),
    }
}

/// The entries of a section, filled in. `groups` are the groups to make.
pub(super) fn section(
    idp: Idp,
    section: Section,
    observed: &Observed,
    groups: &[String],
) -> Vec<String> {
    let value = |name: &str| match name {
        "console" => Some(console(observed)),
        "portal" => Some(portal(observed)),
        "groups" => Some(listed(groups)),
        "command" => Some(observed.bootstrap_again()),
        _ => None,
    };
    entries(text(idp), section)
        .iter()
        .map(|entry| filled(entry, &value))
        .collect()
}

/// The address at which people sign in. AWS has no operation that names it; this is the form of the commercial
/// partition, which a console shows, too.
fn portal(observed: &Observed) -> String {
    match observed.known_instance() {
        Some(instance) if instance.partition.as_str() == "aws" => {
            format!("https://{}.awsapps.com/start", instance.identity_store_id)
        }
        _ => "the access portal's address, which the console shows under Settings".to_owned(),
    }
}

/// `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The entries of a list under a heading, each in one line.
fn entries(text: &str, section: Section) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            inside = heading == section.heading();
        } else if inside && !line.is_empty() {
            match (
                line.strip_prefix("   ").or(line.strip_prefix("  ")),
                entries.last_mut(),
            ) {
                (Some(more), Some(entry)) => {
                    entry.push(' ');
                    entry.push_str(more);
                }
                _ => {
                    let (_, entry) = line.split_once(' ').unwrap_or_default();
                    entries.push(entry.to_owned());
                }
            }
        }
    }
    entries
}

/// The text with each `{{ name }}` replaced once; a value is not searched again.
fn filled(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split("{{ ");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(" }}") {
            Some((name, rest)) => {
                filled.push_str(&value(name).unwrap_or_default());
                filled.push_str(rest);
            }
            None => filled.push_str(part),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_has_every_section_and_uses_known_values_only() {
        for idp in Idp::ALL {
            for section in [Section::Connect, Section::Groups, Section::Limits] {
                let entries = entries(text(idp), section);
                assert!(!entries.is_empty(), "{idp:?} {section:?}");
                for entry in entries {
                    for name in entry.split("{{ ").skip(1) {
                        let (name, _) = name.split_once(" }}").unwrap();
                        assert!(
                            ["console", "portal", "groups", "command"].contains(&name),
                            "{idp:?}: {name}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_each_provider_cannot_do_is_said() {
        let all = |idp| text(idp).replace("\n  ", "");
        assert!(all(Idp::Google).contains("synchronizes users, not groups"));
        let entra = all(Idp::Entra);
        for words in [
            "Nested groups",
            "40 minutes",
            "2 to 10 minutes",
            "five are activated",
        ] {
            assert!(entra.contains(words), "{words}");
        }
        assert!(all(Idp::JumpCloud).contains("jumpcloud.com/support/"));
    }

    #[test]
    fn values_are_filled_in_once() {
        let value = |name: &str| (name == "groups").then(|| "A {{ console }}".to_owned());
        assert_eq!(
            filled("make {{ groups }} now", &value),
            "make A {{ console }} now"
        );
        assert_eq!(filled("a {{ b", &value), "a b");
    }

    #[test]
    fn entries_that_go_on_in_the_next_line_are_one() {
        let text = "# connect\n1. one\n   goes on\n2. two\n\n# limits\n- three\n";
        assert_eq!(entries(text, Section::Connect), ["one goes on", "two"]);
        assert_eq!(entries(text, Section::Limits), ["three"]);
    }
}
