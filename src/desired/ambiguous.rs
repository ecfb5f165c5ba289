//! Twelve digits that are the id of one account and the name of another.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    AccountId, AccountPattern, Catalog, Directory, OrganizationAccount, Selector, Target,
};
use crate::source::{Located, Span};

/// Reports every place of the catalog where an account is written as digits that two accounts answer to. To read them
/// as the id would grant access in an account that a reader may not mean.
pub(super) fn check(catalog: &Catalog, directory: &Directory, diagnostics: &mut Diagnostics) {
    let named = named_like_ids(directory);
    if named.is_empty() {
        return;
    }
    let accounts = directory.accounts.iter();
    let by_id = accounts.filter_map(|entry| Some((entry.account.id?, entry)));
    let by_id: HashMap<AccountId, &OrganizationAccount> = by_id.collect();
    for (id, span) in written_ids(catalog) {
        if let Some((meant, others)) = by_id.get(&id).zip(named.get(&id)) {
            diagnostics.push(ambiguous(id, span, meant, others));
        }
    }
}

/// The ids of accounts whose names read like another id, by that other id.
fn named_like_ids(directory: &Directory) -> HashMap<AccountId, Vec<AccountId>> {
    let mut named: HashMap<AccountId, Vec<AccountId>> = HashMap::new();
    for entry in &directory.accounts {
        if let (Ok(like), Some(own)) = (AccountId::parse(entry.name()), entry.account.id)
            && own != like
        {
            named.entry(like).or_default().push(own);
        }
    }
    named
}

/// Every id of an account in the catalog, each place once.
fn written_ids(catalog: &Catalog) -> Vec<(AccountId, Span)> {
    let targets = catalog.rules.iter().filter_map(|rule| match &rule.target {
        Target::Account(account) => Some(account),
        Target::AccountType(_) => None,
    });
    let types = catalog.used_account_types();
    let selected = types.flat_map(|(_, account_type)| in_selector(&account_type.selector));
    let guardrails = catalog.guardrails.iter();
    let guarded = guardrails.flat_map(|guardrail| &guardrail.reach.accounts);
    let all = targets.chain(selected).chain(guarded);
    let mut ids: Vec<(AccountId, Span)> = all
        .filter_map(|account| match account.value {
            AccountPattern::Id(id) => Some((id, account.span)),
            AccountPattern::Name(_) | AccountPattern::Glob(_) => None,
        })
        .collect();
    ids.sort_by_key(|(_, span)| *span);
    ids.dedup();
    ids
}

fn in_selector(selector: &Selector) -> impl Iterator<Item = &Located<AccountPattern>> {
    let clauses = selector.clauses.iter().chain(&selector.except);
    clauses.flat_map(|clause| clause.value.accounts.iter().flatten())
}

fn ambiguous(
    id: AccountId,
    span: Span,
    meant: &OrganizationAccount,
    others: &[AccountId],
) -> Diagnostic {
    let name = meant.name();
    let others: Vec<String> = others.iter().map(AccountId::to_string).collect();
    let others = others.join(", ");
    Diagnostic::error(
        Code::AmbiguousAccount,
        format!("`{id}` is the id of one account and the name of another"),
    )
    .primary(span, "means either account")
    .note(format!(
        "it is the id of `{name}`, and the name of {others}"
    ))
    .help(format!(
        "write `{name}` or \"{others}\", whichever is meant"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{self, Input};
    use crate::diagnostic::{Appearance, text};
    use crate::model::{Account, AccountSource};
    use crate::source::Sources;
    use insta::assert_snapshot;

    /// What is reported of a catalog in an organization of these accounts.
    fn reported(accounts: &[(&str, &str)], written: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("catalog.yaml");
        std::fs::write(&file, written).unwrap();
        let input = Input {
            file,
            stacks: None,
            project: Some(folder.path().to_owned()),
            submodules: Vec::new(),
            component: None,
            env: &|_| None,
            allowed: &[],
        };
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let loaded = catalog::load(&input, &mut sources, &mut diagnostics).unwrap();
        let partition = catalog::declared_partition(&loaded);
        let catalog = catalog::lower(&loaded, &partition, &mut sources, &mut diagnostics);
        let account = |(name, id): &(&str, &str)| {
            OrganizationAccount::new(Account {
                name: (*name).into(),
                id: Some(AccountId::parse(id).unwrap()),
            })
        };
        let directory = Directory {
            accounts: accounts.iter().map(account).collect(),
            accounts_from: AccountSource::Organization,
            ..Directory::default()
        };
        let resolved =
            crate::desired::resolve(&catalog.unwrap(), &directory, &mut diagnostics).is_some();
        assert_eq!(resolved, !diagnostics.has_errors());
        let mut out = Vec::new();
        text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        shown.replace(&format!("{}/", folder.path().display()), "")
    }

    const TWO: &[(&str, &str)] = &[
        ("plat-dev", "222222222222"),
        ("222222222222", "333333333333"),
    ];

    #[test]
    fn digits_that_are_an_id_and_the_name_of_another_account_are_an_error() {
        let written = "account_assignments:\n  \"222222222222\": {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}\n";
        assert_snapshot!(reported(TWO, written), @r#"
        error[ambiguous-account]: `222222222222` is the id of one account and the name of another
         --> catalog.yaml:2:3
          |
        2 |   "222222222222": {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
          |   ^^^^^^^^^^^^^^ means either account
          |
          = note: it is the id of `plat-dev`, and the name of 333333333333
        help: write `plat-dev` or "333333333333", whichever is meant

        error: 1 error in catalog.yaml
        "#);
    }

    #[test]
    fn a_selector_and_a_guardrail_are_looked_at_too() {
        let written = "\
account_types:
  dev:
    any: [plat-dev]
    except: {accounts: [\"222222222222\"]}
    may_be_empty: true
account_type_assignments:
  dev: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
guardrails:
  deny: {groups: [Admins], accounts: [\"222222222222\"]}
";
        let shown = reported(TWO, written);
        assert_eq!(
            shown.matches("error[ambiguous-account]").count(),
            2,
            "{shown}"
        );
    }

    #[test]
    fn each_of_the_two_accounts_can_be_named() {
        for key in ["plat-dev", "\"333333333333\""] {
            let written = format!(
                "account_assignments: {{{key}: {{groups: {{Ops: {{permission_sets: [ReadOnlyAccess]}}}}}}}}\n"
            );
            assert_eq!(reported(TWO, &written), "", "{key}");
        }
    }

    #[test]
    fn an_account_that_is_called_by_its_own_id_is_one_account() {
        let written = "account_assignments: {\"222222222222\": {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}}\n";
        let own = [("222222222222", "222222222222")];
        assert_eq!(reported(&own, written), "");
    }
}
