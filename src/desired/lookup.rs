//! The account that a key of `account_assignments` names.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountId, AccountPattern, AccountSource, Directory, OrganizationAccount};
use crate::source::{Located, Span};
use crate::text::nearest;

/// Accounts by exact name or id.
pub(super) struct Lookup<'a> {
    directory: &'a Directory,
    by_name: HashMap<&'a str, Vec<&'a OrganizationAccount>>,
    by_id: HashMap<AccountId, &'a OrganizationAccount>,
    reported: BTreeSet<(Span, String)>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(directory: &'a Directory) -> Self {
        let mut by_name: HashMap<&str, Vec<&OrganizationAccount>> = HashMap::new();
        for entry in &directory.accounts {
            by_name.entry(entry.name()).or_default().push(entry);
        }
        let with_id = directory
            .accounts
            .iter()
            .filter_map(|entry| Some((entry.account.id?, entry)));
        Self {
            directory,
            by_name,
            by_id: with_id.collect(),
            reported: BTreeSet::new(),
        }
    }

    /// The account that a rule names. A problem is reported once for each place, however many rules share it.
    pub(super) fn find(
        &mut self,
        wanted: &Located<AccountPattern>,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a OrganizationAccount> {
        let (text, found) = match &wanted.value {
            AccountPattern::Name(name) => (
                name.to_string(),
                self.by_name.get(&**name).map_or(&[][..], Vec::as_slice),
            ),
            AccountPattern::Id(id) => (
                id.to_string(),
                self.by_id.get(id).map_or(&[][..], std::slice::from_ref),
            ),
            AccountPattern::Glob(glob) => (glob.to_string(), &[][..]),
        };
        if let [only] = found {
            return Some(only);
        }
        if self.reported.insert((wanted.span, text.clone())) {
            diagnostics.push(match found {
                [] => self.unknown(&text, wanted.span),
                several => ambiguous(&text, several, wanted.span),
            });
        }
        None
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        let known = match self.directory.accounts_from {
            AccountSource::Organization => "the organization",
            _ => "the catalog's account map",
        };
        let similar = nearest(name, self.by_name.keys().copied());
        Diagnostic::error(Code::UnknownAccount, format!("unknown account `{name}`"))
            .primary(span, format!("{known} has no account of this name"))
            .help_opt(similar.map(|known| format!("did you mean `{}`?", known.name())))
    }
}

fn ambiguous(name: &str, several: &[&OrganizationAccount], span: Span) -> Diagnostic {
    let ids: Vec<String> = several
        .iter()
        .filter_map(|entry| entry.account.id)
        .map(|id| id.to_string())
        .collect();
    Diagnostic::error(
        Code::AmbiguousAccount,
        format!("`{name}` is the name of {} accounts", several.len()),
    )
    .primary(span, ids.join(", "))
    .help("name the account by its id")
}
