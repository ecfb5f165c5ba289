//! The sheet that an access review signs: a line for each permission set of each entry, and room for the answer.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{Entry, Held, Review, Where};
use crate::model::Date;
use crate::text::csv_cell;

/// The columns. The last four are for the reviewer.
const COLUMNS: [&str; 20] = [
    "principal_type",
    "principal",
    "permission_set",
    "account_type",
    "account",
    "accounts",
    "danger",
    "findings",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
    "changed_on",
    "changed_by",
    "source",
    "decision",
    "reviewer",
    "reviewed_on",
    "comment",
];

impl Review<'_> {
    /// Writes the sheet as CSV. A cell that a spreadsheet would take for a formula starts with an apostrophe.
    pub fn sheet(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(COLUMNS)?;
        for entry in self.standing() {
            for held in &entry.sets {
                let cells = self.cells_of(entry, held);
                let cells = cells.iter().map(|cell| csv_cell(cell));
                let blank = ["", "", "", ""].map(str::to_owned);
                csv.write_record(cells.chain(blank))?;
            }
        }
        csv.flush()
    }

    fn cells_of(&self, entry: &Entry<'_>, held: &Held) -> [String; 16] {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let (account_type, account) = match &entry.target {
            Where::Account(name) => (String::new(), name.clone()),
            Where::AccountType(name) => (name.to_string(), String::new()),
        };
        let danger = held.danger.as_deref();
        let rules = danger.into_iter().flat_map(|danger| &danger.dangers);
        let rules: BTreeSet<&str> = rules.map(|danger| danger.rule.name()).collect();
        let rules: Vec<&str> = rules.into_iter().collect();
        let facts = entry.facts;
        let change = entry.changed.as_ref();
        [
            entry.kind.api_name().to_owned(),
            entry.principal.to_owned(),
            held.name.to_string(),
            account_type,
            account,
            entry
                .accounts
                .map(|number| number.to_string())
                .unwrap_or_default(),
            text(danger.map(|danger| danger.class.name())),
            rules.join(" "),
            text(facts.owner()),
            text(facts.reason()),
            text(facts.ticket()),
            day(facts.expires()),
            day(facts.review_by()),
            day(change.map(|change| change.date)),
            change
                .map(|one| format!("{} ({})", one.author, one.commit))
                .unwrap_or_default(),
            self.sources.file_line(held.place),
        ]
    }
}
