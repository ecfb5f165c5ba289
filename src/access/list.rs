//! Who has what where, for people: in a terminal and in a wiki.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{CatalogSide, Entry, LiveSide, Members, Standing, entries};
use crate::desired::SymbolicTypes;
use crate::model::{
    AccessFilter, Account, Date, Folding, PermissionSetName, PrincipalType, RuleInfo, grouped, why,
};
use crate::source::{Sources, Span, places};
use crate::text::table::{Glyph, TableRow, Widths, below, heading, rows};
use crate::text::{Document, Markdown, code, count, md, visible};

/// What is asked about access.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Which assignments.
    pub filter: &'a AccessFilter,
    /// Whether to answer by person instead of by group and user.
    pub by_person: bool,
    /// Whether to list only what the catalog and AWS say differently.
    pub differs: bool,
    /// How many accounts there are to have access to.
    pub all_accounts: usize,
    /// The account types that stand for their accounts, which are not known.
    pub unresolved: &'a SymbolicTypes,
}

/// The assignments that a question is about.
pub struct Access<'a> {
    entries: Vec<Entry<'a>>,
    catalog: Option<CatalogSide<'a>>,
    live: Option<LiveSide<'a>>,
    folding: Folding,
    question: Question<'a>,
}

impl<'a> Access<'a> {
    /// Chooses the assignments. With a live side, a user whom the filter names comes with what the user has through
    /// groups.
    pub fn new(
        catalog: Option<CatalogSide<'a>>,
        live: Option<LiveSide<'a>>,
        question: Question<'a>,
    ) -> Self {
        let filter = question.filter;
        let mut all = entries(catalog, live);
        all.retain(|entry| {
            let one = entry.assignment;
            filter.permission_set(one.permission_set())
                && filter.account(one.account())
                && (!question.differs || entry.standing.differs())
        });
        let members = live.map(|side| Members::of(side.snapshot));
        let entries = match &members {
            Some(members) if question.by_person => members.expand(&all, filter),
            Some(members) if !filter.users.is_empty() => {
                let groups = AccessFilter {
                    users: Vec::new(),
                    ..filter.clone()
                };
                let users = AccessFilter {
                    groups: Vec::new(),
                    ..filter.clone()
                };
                let persons = members.expand(&all, &users);
                if !filter.groups.is_empty() {
                    all.retain(|entry| groups.principal(entry.assignment.principal()));
                    all.extend(persons);
                    all
                } else {
                    persons
                }
            }
            _ => {
                all.retain(|entry| filter.principal(entry.assignment.principal()));
                all
            }
        };
        let types = catalog.map(|side| {
            Folding::new(&side.desired.account_types)
                .with_stand_ins(question.unresolved.stand_ins())
        });
        Self {
            entries,
            catalog,
            live,
            folding: types.unwrap_or_default(),
            question,
        }
    }

    /// Returns whether the catalog and AWS say different things of any of the assignments.
    pub fn differs(&self) -> bool {
        self.entries.iter().any(|entry| entry.standing.differs())
    }

    pub(super) fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    pub(super) fn unresolved(&self) -> &'a SymbolicTypes {
        self.question.unresolved
    }

    pub(super) fn sources(&self) -> Option<&'a Sources> {
        self.catalog.map(|side| side.sources)
    }

    pub(super) fn catalog_file(&self) -> Option<&'a str> {
        self.catalog.map(|side| side.file)
    }

    pub(super) fn aws_name(&self) -> Option<&'a str> {
        self.live.map(|side| side.name)
    }

    /// Writes a table for a pull request or a wiki.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let table = self.by_principal();
        let mut all = table.values().flat_map(BTreeMap::values);
        // A column that would be empty is left out.
        let with_why = all.any(|held| !held.why(self.sources()).is_empty());
        let rows = table.iter().flat_map(|(principal, table)| {
            table.iter().map(|(key, access)| {
                let pieces = self.folding.pieces(&access.accounts);
                let cells = [
                    principal.markdown(),
                    code(key.permission_set.as_str()),
                    Markdown::join(pieces.iter().map(|piece| code(piece)), ", "),
                    code(&access.place(key, self.sources())),
                ];
                let why = access.why(self.sources());
                (
                    cells,
                    Markdown::join(why.iter().map(|line| code(line)), "<br>"),
                )
            })
        });
        let mut text = Document::default();
        text.paragraph(&self.basis());
        if table.is_empty() {
            text.paragraph(&md!["No access."]);
        } else if with_why {
            let rows = rows.map(|([who, set, place, source], why)| [who, set, place, source, why]);
            text.table(["who", "permission set", "where", "source", "why"], rows);
        } else {
            let rows = rows.map(|(cells, _)| cells);
            text.table(["who", "permission set", "where", "source"], rows);
        }
        for note in self.notes() {
            text.paragraph(&note);
        }
        write!(out, "{}", text.into_text())
    }

    /// Writes what a person reads: what was read; each principal, its permission sets, where.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        type Rows = Vec<(TableRow, Vec<String>)>;
        writeln!(out, "{}\n", self.basis().plain())?;
        let tables: Vec<(Who<'_>, Rows)> = self
            .by_principal()
            .into_iter()
            .map(|(principal, table)| {
                let row = |(key, access): (Key<'_>, Held<'_>)| {
                    let row = TableRow {
                        glyph: key.standing.glyph(),
                        name: key.permission_set.to_string(),
                        items: self.folding.pieces(&access.accounts),
                        place: access.place(&key, self.sources()),
                    };
                    (row, access.why(self.sources()))
                };
                (principal, table.into_iter().map(row).collect())
            })
            .collect();
        let all = tables.iter().flat_map(|(_, table)| table);
        let widths = Widths::of(all.map(|(row, _)| row));
        for (principal, table) in &tables {
            heading(out, &principal.markdown().plain())?;
            for (row, why) in table {
                rows(out, std::slice::from_ref(row), widths)?;
                for line in why {
                    below(out, &visible(line), widths)?;
                }
            }
            writeln!(out)?;
        }
        writeln!(out, "{}", self.summary())?;
        for note in self.notes() {
            writeln!(out, "{}", note.plain())?;
        }
        Ok(())
    }

    /// Returns what the answer is based on.
    fn basis(&self) -> Markdown {
        match (self.catalog, self.live) {
            (Some(catalog), None) => md![
                "By the catalog ",
                code(catalog.file),
                "; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)"
            ],
            (Some(catalog), Some(live)) => md![
                "What exists in ",
                code(live.name),
                ", beside the catalog ",
                code(catalog.file)
            ],
            (None, Some(live)) => md!["What exists in ", code(live.name), ", without a catalog"],
            (None, None) => md!["Nothing was read"],
        }
    }

    fn summary(&self) -> String {
        let sets: BTreeSet<_> = self
            .entries
            .iter()
            .map(|one| one.assignment.permission_set())
            .collect();
        let accounts: BTreeSet<_> = self
            .entries
            .iter()
            .map(|one| one.assignment.account())
            .collect();
        let number = match self.question.by_person {
            true => count(self.entries.len(), "row"),
            false => count(self.entries.len(), "assignment"),
        };
        let sets = count(sets.len(), "permission set");
        if !self.question.unresolved.is_empty() {
            return format!("{sets}, {number} to accounts and account types");
        }
        format!(
            "{sets}, {number} in {} of {}",
            accounts.len(),
            count(self.question.all_accounts, "account"),
        )
    }

    /// Returns what a reader must know about the answer.
    fn notes(&self) -> Vec<Markdown> {
        let mut notes = Vec::new();
        let number = |test: fn(Standing) -> bool| {
            let entries = self.entries.iter();
            entries.filter(|entry| test(entry.standing)).count()
        };
        let missing = number(|one| one.in_catalog == Some(true) && one.in_aws == Some(false));
        let unasked = number(|one| one.in_catalog == Some(false));
        let unmanaged = number(|one| one.in_catalog == Some(false) && one.managed != Some(true));
        if missing > 0 {
            notes.push(md!["In the catalog and not in AWS yet: ", missing]);
        }
        if unasked > 0 {
            notes.push(md![
                "In AWS and not in the catalog: ",
                unasked,
                ", of these by unmanaged permission sets: ",
                unmanaged
            ]);
        }
        if !self.question.unresolved.is_empty() {
            let names = self.question.unresolved.names().map(|name| code(name));
            notes.push(md![
                "Which accounts belong to ",
                Markdown::join(names, ", "),
                " is not known from the catalog: --live, --snapshot FILE or --sandbox resolves them"
            ]);
        }
        let asks_for_users = self.question.by_person || !self.question.filter.users.is_empty();
        if self.live.is_none() && asks_for_users {
            notes.push(md!["Members of groups are not known from the catalog: what users have through groups is listed with --live, --snapshot FILE or --sandbox"]);
        }
        notes
    }

    fn by_principal(&self) -> BTreeMap<Who<'a>, BTreeMap<Key<'a>, Held<'a>>> {
        let mut found: BTreeMap<Who<'_>, BTreeMap<Key<'_>, Held<'_>>> = BTreeMap::new();
        for entry in &self.entries {
            let (kind, name) = entry.who();
            let who = Who {
                kind,
                name,
                is_orphan: entry.person.is_none() && entry.assignment.principal().is_orphan(),
                disabled: entry
                    .person
                    .is_some_and(|person| person.enabled == Some(false)),
            };
            let key = Key {
                permission_set: entry.assignment.permission_set(),
                standing: entry.standing,
                via: entry.person.and_then(|person| person.via),
            };
            let held = found.entry(who).or_default().entry(key).or_default();
            held.accounts.insert(entry.assignment.account().clone());
            if let Some(rule) = entry.rule {
                held.rules.insert(rule.place, rule);
            }
        }
        found
    }
}

impl Standing {
    fn glyph(self) -> Glyph {
        match (self.in_catalog, self.in_aws) {
            (Some(true), Some(false)) => Glyph::Plus,
            (Some(false), _) => Glyph::Minus,
            _ => Glyph::None,
        }
    }
}

/// Whom a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Who<'a> {
    kind: PrincipalType,
    name: &'a str,
    is_orphan: bool,
    disabled: bool,
}

impl Who<'_> {
    fn markdown(&self) -> Markdown {
        let state = match (self.is_orphan, self.disabled) {
            (true, _) => " (deleted)",
            (false, true) => " (disabled)",
            _ => "",
        };
        md![self.kind, " ", code(self.name), state]
    }
}

/// What is one line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    permission_set: &'a PermissionSetName,
    standing: Standing,
    via: Option<&'a str>,
}

#[derive(Default)]
struct Held<'a> {
    accounts: BTreeSet<Account>,
    rules: BTreeMap<Span, &'a RuleInfo>,
}

impl Held<'_> {
    /// What the entries say of themselves, each different text once; with the places of each if there are several.
    fn why(&self, sources: Option<&Sources>) -> Vec<String> {
        let Some(sources) = sources else {
            return Vec::new();
        };
        if self.rules.values().all(|rule| rule.facts.is_empty()) {
            return Vec::new();
        }
        let said = self
            .rules
            .iter()
            .map(|(place, rule)| (*place, why(&rule.facts)));
        grouped(said, sources)
    }

    /// The group, the places, the days on which some of it ends, and what the sides say differently.
    fn place(&self, key: &Key<'_>, sources: Option<&Sources>) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(key.via.map(|group| format!("through {group}")));
        if let Some(sources) = sources.filter(|_| !self.rules.is_empty()) {
            parts.push(places(self.rules.keys().copied(), sources));
        }
        let last_days = self.rules.values().filter_map(|rule| rule.facts.expires());
        let last_days: BTreeSet<Date> = last_days.collect();
        parts.extend(last_days.iter().map(|day| format!("until {day}")));
        parts.extend(key.standing.words().map(str::to_owned));
        parts.join(", ")
    }
}
