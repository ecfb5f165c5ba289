//! A history, drawn for people and for programs: the youngest change first.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Because, Event, Moved};
use crate::model::AccessFilter;
use crate::revision::Commit;
use crate::text::count;
use crate::text::{self, visible};

/// A revision that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stepped {
    /// The commit.
    pub commit: Commit,
    /// Why, in a line.
    pub reason: String,
}

/// Everything that changed.
#[derive(Debug)]
pub struct History {
    /// The catalog, as the repository calls it.
    pub catalog: String,
    /// What is asked about.
    pub filter: AccessFilter,
    /// What changed, the youngest first.
    pub events: Vec<Event>,
    /// Revisions that cannot be read.
    pub stepped: Vec<Stepped>,
    /// How many revisions of the catalog were looked at.
    pub revisions: usize,
    /// Whether there are older ones, which were not.
    pub is_cut: bool,
    /// Former names of the catalog, each with the commit that renamed it.
    pub former: Vec<(String, Commit)>,
}

impl History {
    /// Writes what a person reads.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let bold = Style::new().bold();
        // Which file was the catalog decides everything below, and git only guesses it.
        for (former, commit) in &self.former {
            writeln!(
                out,
                "Before {} of {} the catalog is read from {}, the file that git finds most similar.",
                commit.short(),
                commit.date,
                visible(former)
            )?;
        }
        if !self.former.is_empty() {
            writeln!(out)?;
        }
        for event in &self.events {
            let head = match &event.because {
                Because::Commit(commit) => format!(
                    "{}  {}  {}: {}",
                    commit.date,
                    commit.short(),
                    commit.author,
                    commit.subject
                ),
                Because::Expired(last) => format!("{last}  was the last day"),
            };
            writeln!(out, "{bold}{}{bold:#}", visible(&head))?;
            self.moves(event, out)?;
            for set in &event.redefined {
                writeln!(out, "~   {set}  is defined otherwise")?;
            }
            for name in &event.selectors {
                writeln!(out, "~   account type {}  selects otherwise", visible(name))?;
            }
            for commit in &event.includes {
                let (id, author) = (commit.short(), visible(&commit.author));
                writeln!(
                    out,
                    "    with what {id} of {} by {author} changed, which cannot be read",
                    commit.date
                )?;
            }
            writeln!(out)?;
        }
        for stepped in &self.stepped {
            let commit = &stepped.commit;
            let text = format!(
                "{} of {} cannot be read and was stepped over: {}",
                commit.short(),
                commit.date,
                stepped.reason
            );
            writeln!(out, "{}", visible(&text))?;
        }
        if self.is_cut {
            writeln!(
                out,
                "There are older revisions: --revisions N looks at more."
            )?;
        }
        writeln!(
            out,
            "{} in {} of {}",
            count(self.events.len(), "change"),
            count(self.revisions, "revision"),
            visible(&self.catalog)
        )
    }

    fn moves(&self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        // Who is asked about need not be said in every line.
        let principals = self.filter.groups.len() + self.filter.users.len();
        let all = event.lost.iter().chain(&event.gained);
        let whose = all.map(|moved| moved.principal.to_string().width());
        let whose = whose.max().unwrap_or_default();
        let name = |moved: &Moved| match principals {
            1 => moved.permission_set.to_string(),
            _ => {
                let principal = padded(&moved.principal.to_string(), whose);
                format!("{principal}  {}", moved.permission_set)
            }
        };
        let lost = event.lost.iter().map(|moved| ('-', moved));
        let moves: Vec<(char, &Moved)> = lost
            .chain(event.gained.iter().map(|moved| ('+', moved)))
            .collect();
        let rows: Vec<[String; 3]> = moves
            .iter()
            .map(|(glyph, moved)| {
                let was = if *glyph == '-' { "was " } else { "" };
                let place = match moved.place.is_empty() {
                    true => String::new(),
                    false => format!("{was}{}", moved.place),
                };
                [name(moved), moved.words.join(", "), place].map(|cell| visible(&cell).into_owned())
            })
            .collect();
        let widest = |column: fn(&[String; 3]) -> &String| {
            let widths = rows.iter().map(|row| column(row).width());
            // A long list does not push the places of the others away.
            widths
                .filter(|width| *width <= 60)
                .max()
                .unwrap_or_default()
        };
        let (first, second) = (widest(|row| &row[0]), widest(|row| &row[1]));
        for ((glyph, _), [name, accounts, place]) in moves.iter().zip(&rows) {
            let style = match glyph {
                '+' => AnsiColor::Green.on_default(),
                _ => AnsiColor::Red.on_default(),
            };
            let (name, accounts) = (padded(name, first), padded(accounts, second));
            let text = format!("{name}  {accounts}  {place}");
            writeln!(out, "{style}{glyph}   {}{style:#}", text.trim_end())?;
        }
        Ok(())
    }

    /// Writes `{"version":1,…}`.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let stepped = self.stepped.iter().map(|stepped| {
            let mut json = commit(&stepped.commit);
            json["reason"] = stepped.reason.clone().into();
            json
        });
        let json = json!({
            "version": 1,
            "catalog": self.catalog,
            "revisions": self.revisions,
            "complete": !self.is_cut,
            "changes": self.events.iter().map(event).collect::<Vec<_>>(),
            "stepped_over": stepped.collect::<Vec<_>>(),
            "former_names": self.former.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        });
        writeln!(out, "{}", text::json(&format!("{json:#}")))
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn event(event: &Event) -> Value {
    let (made_by, last_day) = match &event.because {
        Because::Commit(one) => (Some(commit(one)), None),
        Because::Expired(last) => (None, Some(last)),
    };
    json!({
        "commit": made_by,
        "expired_after": last_day,
        "lost": event.lost.iter().flat_map(assignments).collect::<Vec<_>>(),
        "gained": event.gained.iter().flat_map(assignments).collect::<Vec<_>>(),
        "redefined": event.redefined,
        "account_types": event.selectors,
        "includes": event.includes.iter().map(commit).collect::<Vec<_>>(),
    })
}

fn commit(commit: &Commit) -> Value {
    json!({
        "id": commit.id,
        "author": commit.author,
        "date": commit.date,
        "subject": commit.subject,
    })
}

fn assignments(moved: &Moved) -> impl Iterator<Item = Value> + '_ {
    moved.accounts.iter().map(|account| {
        json!({
            "principal_type": moved.principal.kind,
            "principal": moved.principal.name,
            "permission_set": moved.permission_set,
            "account": account.name,
            "account_id": account.id,
            "sources": moved.places,
        })
    })
}
