//! Whatever names hold, a comment is the one that it is with plain names: in each form, the same elements and the same
//! words of ours, and the names as text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::super::{ALL, Comment, marker};
use super::gfm::{codes, shape};
use crate::model::Folding;
use crate::model::{
    Account, AccountAssignment, CatalogName, CustomerManagedPolicy, PermissionSetName,
    PermissionsBoundary, PolicyDocument, Principal, PrincipalType, SessionDuration,
};
use crate::plan::{
    Attributes, Change, Plan, PlannedChange, ProvisionReason, ProvisionTarget, RevocationReason,
};
use crate::report::moves::moves;
use crate::risk::{Danger, Rule};
use crate::source::{Sources, Span};
use crate::text::md;
use crate::text::visible;
use crate::text::{Document, code};

/// What is markup somewhere, alone or beside other characters.
const PIECES: &[&str] = &[
    "`",
    "``",
    "```",
    "~~~",
    "|",
    "\\",
    "\\|",
    "\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "#",
    "##",
    "> ",
    "> [!NOTE]",
    "- ",
    "1. ",
    "[x](https://evil.example)",
    "![x](https://evil.example/i.png)",
    "[x]",
    "[^1]",
    "[^1]: note",
    "^[note]",
    "[x]: https://evil.example",
    "<b>",
    "</b>",
    "</code>",
    "</details>",
    "</summary>",
    "<details>",
    "<img src=x>",
    "<!--",
    "-->",
    "<script>",
    "&",
    "&lt;",
    "&#64;",
    "&nbsp;",
    "@security-team",
    "@org/admins",
    "#1",
    "GH-1",
    "a/b#1",
    "0123456789abcdef0123456789abcdef01234567",
    "https://evil.example",
    "www.evil.example",
    "mail@evil.example",
    ":+1:",
    ":warning:",
    "$x$",
    "$$",
    "$`",
    "`$",
    "---",
    "===",
    "| a | b |",
    "|---|---|",
    "Approved",
    "a",
    "é",
    "\u{435}",
    "\u{200b}",
    "\u{202e}",
    "\u{3164}",
    "\u{2800}",
    "\u{fe0f}",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\u{1b}[31m",
    "\u{feff}",
];

fn name() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn account(name: &str) -> Account {
    Account {
        name: name.into(),
        id: None,
    }
}

/// Text in every place where a comment has one.
fn texts(detail_of: super::super::Detail, name: &str) -> String {
    let set = PermissionSetName::parse("Ops").unwrap();
    let assignment = |kind, account_name: &str| AccountAssignment {
        principal: Principal {
            kind,
            name: name.into(),
            id: None,
        },
        permission_set: set.clone(),
        account: account(account_name),
    };
    let attributes = |text: Option<&str>| Attributes {
        description: text.map(str::to_owned),
        session_duration: SessionDuration::DEFAULT,
        relay_state: text.map(str::to_owned),
    };
    let policy = |resource: &str| {
        let statement = json!({"Effect": "Allow", "Action": "s3:*", "Resource": resource});
        PolicyDocument::from_value(json!({"Version": "2012-10-17", "Statement": [statement]}))
            .unwrap()
    };
    let owned = CustomerManagedPolicy::parse("Own", "/").unwrap();
    let tags = |text: &str| BTreeMap::from([(text.to_owned(), text.to_owned())]);
    let edited = || set.clone();
    let changes = [
        Change::CreateGroup { group: name.into() },
        Change::CreateAssignment(assignment(PrincipalType::Group, "account-a")),
        Change::CreateAssignment(assignment(PrincipalType::User, name)),
        Change::DeleteAssignment {
            assignment: assignment(PrincipalType::Group, name),
            reason: RevocationReason::NotInCatalog,
        },
        Change::UpdatePermissionSet {
            permission_set: edited(),
            before: attributes(None),
            after: attributes(Some(name)),
        },
        Change::TagPermissionSet {
            permission_set: edited(),
            before: BTreeMap::new(),
            after: tags(name),
        },
        Change::AttachCustomerManagedPolicy {
            permission_set: edited(),
            policy: owned.clone(),
        },
        Change::PutInlinePolicy {
            permission_set: edited(),
            before: Some(policy("arn:aws:s3:::before")),
            after: policy(name),
        },
        Change::PutPermissionsBoundary {
            permission_set: edited(),
            before: None,
            after: PermissionsBoundary::CustomerManaged(owned),
        },
        Change::ProvisionPermissionSet {
            permission_set: edited(),
            accounts: BTreeSet::from([account(name), account("account-b")]),
            target: ProvisionTarget::AllProvisionedAccounts,
            reason: ProvisionReason::Edited,
        },
    ];
    let mut sources = Sources::default();
    let file = sources.add(name, "a: b\n");
    let planned = changes.into_iter().map(|change| {
        let mut planned = PlannedChange::new(change, Some(Span::new(file, 0, 1)));
        if !matches!(planned.change, Change::CreateGroup { .. }) {
            planned.dangers = [Rule::ManagementAccount, Rule::WildcardWrite]
                .map(|rule| Danger {
                    rule,
                    detail: name.to_owned(),
                })
                .to_vec();
        }
        planned
    });
    let plan = Plan {
        changes: planned.collect(),
        catalog: CatalogName::default(),
        ..Plan::default()
    };
    let types = BTreeMap::from([(
        Arc::<str>::from(name),
        BTreeSet::from([account(name), account("account-b")]),
    )]);
    let folding = Folding::new(&types);
    let comment = Comment {
        errors: Vec::new(),
        marker: marker::marker("default", ""),
        plan: &plan,
        moves: moves(&plan),
        empty: None,
        folding: &folding,
        sources: &sources,
        comparison: None,
        refusals: vec![name.to_owned()],
        overridden: &[name.to_owned()],
        variables: Some(md!["Read from the environment: ", code(name)]),
        notes: vec![name.to_owned()],
        footer: vec![md![code(name), " against ", code(name)]],
    };
    comment.at(detail_of)
}

/// A name changes neither what a comment is made of nor what it says; and what stands in its place is the name.
fn assert_same(name: &str) {
    // As long, because very long names are cut short.
    let plain_name = "p".repeat(name.chars().count());
    let shown = visible(name);
    for detail in ALL {
        let (hostile, plain) = (texts(detail, name), texts(detail, &plain_name));
        assert_eq!(
            shape(&hostile),
            shape(&plain),
            "{detail:?} {name:?}\n{hostile}"
        );
        // A backslash before a pipe cannot stand in a cell.
        if shown.contains("\\|") {
            continue;
        }
        let number = |text: &str, name: &str| {
            let codes = codes(text);
            codes
                .iter()
                .filter(|code| code.trim() == name.trim())
                .count()
        };
        let (found, expected) = (number(&hostile, &shown), number(&plain, &plain_name));
        assert!(
            found >= expected,
            "{detail:?} {name:?}: {found} of {expected}\n{hostile}"
        );
    }
}

#[test]
fn each_piece_of_markup_is_text() {
    for piece in PIECES {
        for name in [
            (*piece).to_owned(),
            format!("{piece} x"),
            format!("x{piece}"),
            format!("x\n\n{piece}x"),
        ] {
            assert_same(&name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_name_changes_what_a_comment_is(name in name()) {
        assert_same(&name);
    }

    #[test]
    fn no_name_changes_what_a_document_is(name in name()) {
        let document = |name: &str| {
            let mut document = Document::default();
            document.heading(3, &md![code(name), " ", code(name)]);
            document.paragraph(&code(name));
            document.entry(&code(name));
            document.quote(&md![code(name)]);
            document.small(&code(name));
            document.list([code(name), md!["b ", code(name)]]);
            document.table(["a", "b"], [[code(name), code(name)], [md![], code(name)]]);
            document.fenced("text", name);
            document.details(&code(name), "diff", "x");
            document.into_text()
        };
        prop_assert_eq!(shape(&document(&name)), shape(&document("plain")));
    }
}
