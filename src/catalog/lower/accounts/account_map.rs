//! `account_map`: account names and their ids, where the catalog knows them itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::account_id::{WrittenId, account_id};
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountId, Partition};
use crate::source::{Located, Span};

/// The keys of Cloud Posse's `account_map` object.
pub const KEYS: &[&str] = &[
    "full_account_map",
    "aws_names",
    "root_account_account_name",
    "aws_partition",
    "audit_account_account_name",
    "identity_account_account_name",
    "iam_role_arn_templates",
];

/// The accounts that the catalog names.
#[derive(Debug, Default)]
pub struct AccountMap {
    /// Ids by name; `None` where the catalog has no account map.
    pub ids: Option<BTreeMap<Arc<str>, Located<AccountId>>>,
    /// Accounts whose id is still a stand-in, and the stand-in's place.
    pub placeholders: BTreeMap<Arc<str>, Located<String>>,
    /// Accounts whose id is wrong, and reported.
    broken: BTreeSet<Arc<str>>,
    /// AWS's names of accounts that have another one in the map.
    pub aws_names: BTreeMap<Arc<str>, Located<Arc<str>>>,
    /// Whether the catalog has a map, and every name in it is known.
    pub is_complete: bool,
    /// A map that only Atmos knows.
    pub unresolved: Option<Node>,
    /// The name of the management account.
    pub root: Option<Arc<str>>,
}

impl AccountMap {
    /// Whether the map has an account of this name, with a sound id or not.
    pub fn has(&self, name: &str) -> bool {
        self.ids.as_ref().is_some_and(|ids| ids.contains_key(name))
            || self.placeholders.contains_key(name)
            || self.broken.contains(name)
    }

    /// Every name in the map.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let ids = self.ids.iter().flat_map(BTreeMap::keys);
        ids.chain(self.placeholders.keys())
            .chain(&self.broken)
            .map(|name| &**name)
    }
}

/// Lowers `account_map`.
pub fn account_map(fields: &mut Fields<'_>) -> AccountMap {
    let mut accounts = AccountMap::default();
    let scope = Scope::default();
    let Some(node) = fields.var("account_map") else {
        return accounts;
    };
    if let Value::Unresolved(_) = node.value {
        accounts.ids = Some(BTreeMap::new());
        accounts.unresolved = Some(node.clone());
        return accounts;
    }
    let shape = "account_map: {full_account_map: {core-root: \"111111111111\"}}";
    let Some(map) = fields.map(node, "`account_map`", shape, scope) else {
        return accounts;
    };
    for (key, value) in map.iter() {
        match key.name.as_str() {
            _ if value.is_null() => {}
            "full_account_map" => full_account_map(fields, value, &mut accounts),
            "aws_names" => aws_names(fields, value, &mut accounts),
            "root_account_account_name" => {
                let name = fields.text(value, "`root_account_account_name`", scope);
                accounts.root = name.filter(|name| !name.is_empty()).map(|name| name.into());
            }
            "aws_partition" => {
                let text = fields.text(value, "`aws_partition`", scope);
                if text.is_some_and(|text| Partition::parse(&text).is_none()) {
                    let expected = "a partition such as `aws`, `aws-cn` or `aws-us-gov`";
                    fields.wrong_type::<()>(value, "`aws_partition`", expected, None, scope);
                }
            }
            known if KEYS.contains(&known) => {}
            _ => fields.unknown_key(key, "`account_map`", KEYS, scope),
        }
    }
    check_aws_names(fields, &accounts);
    accounts
}

/// Lowers the names that AWS gives to accounts whose names in the map are others.
fn aws_names<'a>(fields: &mut Fields<'a>, node: &'a Node, accounts: &mut AccountMap) {
    let shape = "aws_names: {core-root: \"Acme Root\"}";
    let Some(map) = fields.map(node, "`aws_names`", shape, Scope::default()) else {
        return;
    };
    for (key, value) in map.iter() {
        let what = format!("AWS's name of `{}`", key.name);
        if let Some(text) = fields.text(value, &what, Scope::default()) {
            let name = Located::new(Arc::from(text.as_ref()), key.span);
            accounts.aws_names.insert(key.name.as_str().into(), name);
        }
    }
}

/// A name that the map does not have is a mistake, which would leave an account under one name only.
fn check_aws_names(fields: &mut Fields<'_>, accounts: &AccountMap) {
    if accounts.unresolved.is_some() {
        return;
    }
    for (name, aws_name) in &accounts.aws_names {
        if accounts.has(name) {
            continue;
        }
        let help = fields.suggest(name, accounts.names());
        fields.diagnostics.push(
            Diagnostic::error(
                Code::UnknownAccount,
                format!(
                    "`aws_names` names the account `{name}`, which the account map does not have"
                ),
            )
            .primary(aws_name.span, "not in `full_account_map`")
            .help_opt(help),
        );
    }
}

/// Two names for one account: whatever reports call it, the other one would say something else.
fn check_double_names(ids: &BTreeMap<Arc<str>, Located<AccountId>>, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<AccountId, (&Arc<str>, Span)> = BTreeMap::new();
    for (name, id) in ids {
        let Some((other, span)) = first.get(&id.value) else {
            first.insert(id.value, (name, id.span));
            continue;
        };
        diagnostics.push(
            Diagnostic::error(
                Code::AccountName,
                format!(
                    "the account map gives {} two names: `{other}` and `{name}`",
                    id.value
                ),
            )
            .primary(id.span, format!("`{name}`"))
            .secondary(*span, format!("`{other}`"))
            .help("keep one of the names"),
        );
    }
}

fn full_account_map<'a>(fields: &mut Fields<'a>, node: &'a Node, accounts: &mut AccountMap) {
    // A map that only Atmos knows must not send the run to AWS Organizations instead.
    accounts.ids = Some(BTreeMap::new());
    if let Value::Unresolved(_) = node.value {
        accounts.unresolved = Some(node.clone());
        return;
    }
    let shape = "full_account_map: {core-root: \"111111111111\"}";
    let what = "`full_account_map`";
    let Some(map) = fields.map(node, what, shape, Scope::default()) else {
        return;
    };
    let mut ids = BTreeMap::new();
    for (key, value) in map.iter() {
        let name: Arc<str> = key.name.as_str().into();
        match account_id(fields, value, &format!("the id of `{name}`")) {
            Some(WrittenId::Id(id)) => {
                ids.insert(name, Located::new(id, value.span));
            }
            Some(WrittenId::Placeholder(text)) => {
                accounts
                    .placeholders
                    .insert(name, Located::new(text, value.span));
            }
            None => {
                accounts.broken.insert(name);
            }
        }
    }
    check_double_names(&ids, &mut fields.diagnostics);
    accounts.ids = Some(ids);
    accounts.is_complete = true;
}
