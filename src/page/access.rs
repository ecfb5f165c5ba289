//! What a catalog asks for and what lives, as the tables of a page.

use std::collections::BTreeSet;

use super::data::{Data, FindingData, Heading, SetData, SetStanding, Shows};
use super::tables::{RuleTarget, Standing, Tables};
use super::{people, sets};
use crate::access::{CatalogSide, Entry, LiveSide, entries};
use crate::doctor::{Finding, Severity};
use crate::model::AccessFilter;
use crate::model::{
    Account, AccountPattern, Assignments, Directory, EntryFacts, PermissionSetName, Target,
};
use crate::text::visible;

/// What a page of access is made of: a catalog, what lives, or both, and then their differences.
#[derive(Debug, Clone, Copy)]
pub struct AccessPage<'a> {
    /// The catalog, if there is one.
    pub catalog: Option<CatalogSide<'a>>,
    /// What lives, if it was read.
    pub live: Option<LiveSide<'a>>,
    /// The accounts.
    pub directory: &'a Directory,
    /// Which assignments are shown.
    pub filter: &'a AccessFilter,
    /// What `doctor` found, if it was asked.
    pub findings: Option<&'a [Finding]>,
}

impl AccessPage<'_> {
    /// The tables of the page.
    pub fn data(&self) -> Data {
        let types = self.catalog.map(|side| &side.desired.account_types);
        let none = Default::default();
        let mut tables = Tables::new(
            self.directory,
            &self.accounts(),
            types.unwrap_or(&none),
            self.set_names(),
        );
        self.assign(&mut tables);
        if let Some(side) = self.catalog {
            self.rules(side, &mut tables);
        }
        let sets = self.set_names();
        let sets = sets.iter().map(|name| self.set(name, &tables)).collect();
        let findings = self
            .findings
            .map(|found| found.iter().map(finding).collect());
        let mut data = Data {
            heading: self.heading(),
            sets,
            findings,
            ..tables.finish()
        };
        if let Some(side) = self.live {
            people::add(side.snapshot, &mut data);
        }
        data
    }

    fn heading(&self) -> Heading {
        Heading {
            shows: match (self.catalog, self.live) {
                (Some(_), Some(_)) => Shows::Difference,
                (None, Some(_)) => Shows::Live,
                _ => Shows::Catalog,
            },
            catalog: self.catalog.map(|side| visible(side.file).into_owned()),
            live: self.live.map(|side| visible(side.name).into_owned()),
            narrowed: self.filter.narrows(),
        }
    }

    fn sides(&self) -> impl Iterator<Item = &Assignments> {
        let desired = self.catalog.map(|side| &side.desired.state.assignments);
        let live = self.live.map(|side| &side.live.state.assignments);
        desired.into_iter().chain(live)
    }

    /// Those of the directory, and those that only an assignment still names.
    fn accounts(&self) -> BTreeSet<&Account> {
        let known = self.directory.accounts.iter().map(|entry| &entry.account);
        known
            .chain(self.sides().flat_map(Assignments::accounts))
            .filter(|account| self.filter.account(account))
            .collect()
    }

    fn set_names(&self) -> BTreeSet<PermissionSetName> {
        let desired = self.catalog.into_iter();
        let desired = desired.flat_map(|side| side.desired.state.permission_sets.keys());
        let live = self.live.into_iter();
        let live = live.flat_map(|side| side.live.permission_sets.keys());
        desired
            .chain(live)
            .filter(|name| self.filter.permission_set(name))
            .cloned()
            .collect()
    }

    fn assign(&self, tables: &mut Tables) {
        for entry in entries(self.catalog, self.live) {
            let one = entry.assignment;
            if self.filter.principal(one.principal()) {
                let standing = self.standing(&entry);
                tables.assignment(
                    one.principal(),
                    one.permission_set(),
                    one.account(),
                    standing,
                );
            }
        }
    }

    /// What becomes of an assignment.
    fn standing(&self, entry: &Entry<'_>) -> Standing {
        let of = entry.standing;
        match (of.in_catalog, of.in_aws) {
            (Some(true), Some(false)) => Standing::Gain,
            (Some(false), _) if of.managed == Some(true) && !self.is_inactive(entry) => {
                Standing::Loss
            }
            (Some(false), _) => Standing::Outside,
            _ => Standing::Same,
        }
    }

    fn is_inactive(&self, entry: &Entry<'_>) -> bool {
        let account = entry.assignment.account();
        self.catalog
            .is_some_and(|side| side.desired.inactive_accounts.contains_key(account))
    }

    fn governed_by(&self, set: &PermissionSetName) -> Option<&str> {
        let live = self.live?.live.permission_sets.get(set)?;
        live.governed_by.as_ref().map(|name| name.as_str())
    }

    fn rules(&self, side: CatalogSide<'_>, tables: &mut Tables) {
        for rule in &side.catalog.rules {
            let target = match &rule.target {
                Target::AccountType(name) => tables.account_type(&name.value).map(RuleTarget::Type),
                Target::Account(pattern) => self
                    .meant(&pattern.value)
                    .and_then(|account| tables.account(account))
                    .map(RuleTarget::Account),
            };
            if let Some(target) = target {
                tables.rule(
                    (rule.kind, &rule.principal.value),
                    &rule.permission_set.value,
                    target,
                    (rule.permission_set.span, side.sources),
                    terms(&rule.facts),
                );
            }
        }
    }

    fn meant(&self, pattern: &AccountPattern) -> Option<&Account> {
        let mut entries = self.directory.accounts.iter();
        let found = entries.find(|entry| pattern.matches(entry))?;
        Some(&found.account)
    }

    fn set(&self, name: &PermissionSetName, tables: &Tables) -> SetData {
        let desired = self.catalog.and_then(|side| {
            let found = side.desired.state.permission_sets.get(name)?;
            let place = side.desired.set_places.get(name);
            let place = place.map(|span| side.sources.file_line(*span));
            Some((found, place.unwrap_or_default()))
        });
        let live = self
            .live
            .and_then(|side| side.live.state.permission_sets.get(name));
        let edits = match (live, &desired) {
            (Some(live), Some((desired, _))) => sets::edits(live, desired),
            _ => Vec::new(),
        };
        let is_ours = |catalog: CatalogSide<'_>| {
            self.governed_by(name) == Some(catalog.desired.catalog.as_str())
        };
        let standing = self.catalog.zip(self.live).map(|(catalog, _)| {
            match (live.is_some(), desired.is_some()) {
                (true, true) if edits.is_empty() => SetStanding::Same,
                (true, true) => SetStanding::Changed,
                (false, _) => SetStanding::New,
                (true, false) if is_ours(catalog) => SetStanding::Gone,
                (true, false) => SetStanding::Outside,
            }
        });
        let described = desired.as_ref().map(|(set, _)| *set).or(live);
        let lives = self
            .live
            .and_then(|side| side.live.permission_sets.get(name));
        let place = desired.map(|(_, place)| visible(&place).into_owned());
        SetData {
            place: place.unwrap_or_default(),
            standing,
            governed_by: self
                .governed_by(name)
                .map(|name| visible(name).into_owned()),
            edits,
            outdated: tables.stretches(lives.into_iter().flat_map(|set| &set.outdated)),
            unassigned: self.unassigned(name, tables),
            ..described.map_or_else(|| sets::unseen(name), sets::described)
        }
    }

    /// Where a set is provisioned while nobody is assigned.
    fn unassigned(&self, name: &PermissionSetName, tables: &Tables) -> Vec<u32> {
        let sets = self
            .live
            .into_iter()
            .flat_map(|side| &side.snapshot.permission_sets);
        let idle: Vec<Account> = sets
            .filter(|set| set.name == name.as_str())
            .flat_map(|set| &set.accounts)
            .filter(|(_, held)| held.groups.is_empty() && held.users.is_empty())
            .map(|(id, _)| self.directory.name_account(*id))
            .collect();
        tables.stretches(idle.iter())
    }
}

/// What a rule says besides: whose it is, why, until when.
fn terms(facts: &EntryFacts) -> Vec<(String, String)> {
    let said = [
        ("owner", facts.owner().map(str::to_owned)),
        ("reason", facts.reason().map(str::to_owned)),
        ("ticket", facts.ticket().map(str::to_owned)),
        ("expires", facts.expires().map(|day| day.to_string())),
        ("review by", facts.review_by().map(|day| day.to_string())),
    ];
    said.into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), visible(&text?).into_owned())))
        .collect()
}

fn finding(finding: &Finding) -> FindingData {
    FindingData {
        code: finding.code.name().to_owned(),
        problem: finding.severity == Severity::Problem,
        title: finding.code.title().to_owned(),
        help: finding.code.help().to_owned(),
        subject: visible(&finding.subject).into_owned(),
        detail: visible(&finding.detail).into_owned(),
    }
}
