//! The rules by which a change is dangerous: their names, levels and reasons.

use serde::{Deserialize, Serialize};

/// How dangerous a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Somebody loses something. The plan shows that anyway, so it is not marked.
    Notice,
    /// Wider than it looks, or in a place where little is harmless. Marked with `!`.
    Warning,
    /// Whoever has it can give itself the rest, or loses all of it. Marked with `!`.
    Severe,
}

impl Level {
    /// The level's name, as it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Severe => "severe",
        }
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $level:ident, $words:literal;)+) => {
        /// A rule by which a change is dangerous. The names are part of the JSON output: kebab-case nouns, never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Rule {
            /// Every rule, the gravest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The rule's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// How dangerous what it finds is.
            pub fn level(self) -> Level {
                match self {
                    $(Self::$variant => Level::$level,)+
                }
            }

            /// What it finds, as the beginning of a sentence.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$variant => $words,)+
                }
            }

            /// What the rule looks for and why, in one paragraph.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+
                }
            }
        }
    };
}

rules! {
    /// Access that allows everything, or granting oneself everything: the AWS managed policies `AdministratorAccess`
    /// and `IAMFullAccess`, or statements that allow to write policies and trust policies of any role and to attach any
    /// policy to it, such as `*` and `iam:*`. What an unconditional `Deny` on every resource takes away does not count.
    AdministratorEquivalent = "administrator-equivalent", Severe, "administrator-equivalent access";
    /// A way to gain more than was granted: writing IAM policies or trust policies, new keys or passwords for others,
    /// the assignments and permission sets of Identity Center itself, assuming any role (`sts:AssumeRole` on every
    /// resource), code that runs with the role of another service (`lambda:UpdateFunctionCode`, `ssm:SendCommand`), or
    /// `iam:PassRole` together with a service that runs something with the role. Statements that are limited to
    /// resources by their whole names do not count.
    PrivilegeEscalation = "privilege-escalation", Severe, "privilege escalation";
    /// A permission set that allowed something, or may have, and that allows nothing after the plan: its last policy is
    /// detached, `AWSDenyAll` is attached or made its permissions boundary, or its inline policy denies every action on
    /// every resource without a condition. Its principals lose all that it allowed although no assignment is removed;
    /// [safety limits](safety.md#safety-limits) count its assignments as removed.
    AllowsNothing = "allows-nothing", Severe, "allows nothing after this plan";
    /// Any access to the management account. Service control policies do not apply there, and Organizations and
    /// Identity Center are administered from it.
    ManagementAccount = "management-account", Warning, "access to the management account";
    /// A safeguard of the catalog itself is removed or loosened: a guardrail, a protected name, the expiry date of an
    /// assignment, a required group, the account that a name means. Only a comparison with another revision finds it:
    /// `diff`, and `plan --base`.
    SafeguardLoosened = "safeguard-loosened", Warning, "a safeguard is loosened";
    /// A wildcard that covers actions that change something, such as `s3:*` or `ec2:*Instances`, on every resource of
    /// its kind: it also grants what AWS adds to the service later. Wildcards behind `Get`, `List`, `Describe` and
    /// other verbs of reading do not count.
    WildcardWrite = "wildcard-write", Warning, "wildcard on a write action";
    /// `NotAction` with `Allow`: everything is granted except what is listed, including services that AWS adds later.
    NotAction = "not-action", Warning, "NotAction with Allow, everything but";
    /// `NotResource` with `Allow`: everything is reached except what is listed.
    NotResource = "not-resource", Warning, "NotResource with Allow, everything but";
    /// A customer managed policy in a permission set: each account has its own policy of that name, and what it allows
    /// is unknown to rolecall.
    CustomerManagedPolicy = "customer-managed-policy", Warning, "customer managed policy, whose content is not known here";
    /// A relay state, the page that opens after signing in, which is not one of the AWS console: users trust it as they
    /// trust AWS. A host that the permission set had before does not count.
    RelayState = "relay-state", Warning, "relay state outside the AWS console";
    /// Reading or writing objects of S3 buckets or items of DynamoDB tables whose names are wildcards, such as
    /// `s3:GetObject` on `*` or on `arn:aws:s3:::*-tfstate/*`: Terraform state with its secrets is often kept there.
    /// What `wildcard-write` finds is not reported twice.
    WildcardBucket = "wildcard-bucket", Warning, "buckets or tables named by a wildcard";
    /// An assignment or a permission set is removed.
    Removal = "removal", Notice, "access is removed";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_kebab_case_name_of_its_own_in_json_too() {
        let mut names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
            assert_eq!(
                serde_json::to_value(rule.level()).unwrap(),
                rule.level().name()
            );
            let kebab = |b: u8| b.is_ascii_lowercase() || b == b'-';
            assert!(rule.name().bytes().all(kebab));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Rule::ALL.len());
    }

    /// `ROLECALL_UPDATE=1 cargo test` writes the page again.
    #[test]
    fn the_documentation_of_the_rules_is_this_file() {
        let mut page = "\
# Dangers

`plan` marks these changes with `!`, lists them under `dangers` in JSON, and counts them above and below the plan. A danger does not
stop a plan; to forbid a change, use [`guardrails`](guardrails.md) and [`protected`](catalog.md#protection) in the catalog.

| rule | level | what it finds |
|---|---|---|
"
        .to_owned();
        for rule in Rule::ALL {
            let (name, level) = (rule.name(), rule.level().name());
            page.push_str(&format!(
                "| `{name}` | {level} | {} |\n",
                rule.explanation()
            ));
        }
        page.push_str(
            "\nThe levels `warning` and `severe` are marked; `notice` is not, because the plan shows a removal anyway. AWS managed policies that are not\n\
             named here are not dangers by themselves.\n",
        );
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/dangers.md");
        if std::env::var_os("ROLECALL_UPDATE").is_some() {
            std::fs::write(file, &page).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap(), page);
    }
}
