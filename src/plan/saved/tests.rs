//! A plan that is saved and read again is the same, and what differs is told.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeDifference, Difference, LiveDifference, Saved, SourceDifference};
use crate::model::{
    CatalogName, CustomerManagedPolicy, Desired, Live, ManagedPolicy, PermissionSet,
    PermissionsBoundary, PolicyDocument, Scan, SessionDuration,
};
use crate::plan::tests::{account, desired, live, name, set};
use crate::plan::{Header, Limits, Plan, PlanOptions, Scope};
use crate::source::{Located, Sources, Span};

fn saved(live: &Live, desired: &Desired, catalog: &str) -> Saved {
    let mut sources = Sources::default();
    sources.add("catalog.yaml", catalog);
    let scope = Scope {
        adopt: true,
        management_account: Some(account("root")),
        ..Scope::default()
    };
    let plan = Plan::between(live, desired, &scope);
    let conditions = PlanOptions {
        scan: Scan::Full,
        adopt: true,
        create_groups: false,
        only: Vec::new(),
        limits: Limits::default(),
    };
    let header = Header::new(
        "catalog.yaml",
        desired,
        "arn:aws:sso:::instance/x",
        "here",
        None,
    );
    Saved::new(&plan, &header, &BTreeMap::new(), conditions, live, &sources)
}

fn full(text: &str) -> PermissionSet {
    let mut full = set(text);
    full.description = Some("grüße\u{1b}".to_owned());
    full.relay_state = Some("https://example.com".to_owned());
    full.tags.insert("team".to_owned(), "a".to_owned());
    full.managed_policies
        .insert(ManagedPolicy::parse("job-function/Billing").unwrap());
    let own = CustomerManagedPolicy::parse("Own", "/team/").unwrap();
    full.permissions_boundary = Some(PermissionsBoundary::CustomerManaged(own.clone()));
    full.customer_managed_policies.insert(own);
    let policy =
        r#"{"Version":"2012-10-17","Statement":{"Resource":"*","Effect":"Allow","Action":"s3:*"}}"#;
    full.inline_policy = Some(PolicyDocument::parse(policy).unwrap());
    full
}

/// Two states between which every kind of change lies.
fn far_apart() -> (Live, Desired) {
    let mut edited = full("Edited");
    edited.session_duration = SessionDuration::parse("PT2H").unwrap();
    edited.tags = BTreeMap::from([
        ("team".to_owned(), "b".to_owned()),
        ("new".to_owned(), "c".to_owned()),
    ]);
    let mut bare = set("Emptied");
    bare.tags.clear();
    let mut live = live(
        &[
            full("Emptied"),
            set("Edited"),
            set("Old"),
            set("Adopted"),
            set("Late"),
            set("Gone"),
        ],
        "Ops Edited dev\nOps Old dev\n†dead Late dev\nOps Late dev\nOps Gone root",
    );
    live.permission_sets
        .get_mut(&name("Adopted"))
        .unwrap()
        .governed_by = None;
    let outdated = BTreeSet::from([account("dev")]);
    live.permission_sets
        .get_mut(&name("Late"))
        .unwrap()
        .outdated = outdated;
    let mut desired = desired(
        &[bare, edited, full("New"), set("Adopted"), set("Late")],
        "Ops Edited dev\nOps New dev\nOps Late dev\nOps Adopted root",
    );
    let span = Span::new(Sources::default().add("catalog.yaml", ""), 0, 0);
    desired
        .renames
        .insert(name("New"), Located::new(name("Old"), span));
    desired.groups.push(Located::new("Fresh".into(), span));
    (live, desired)
}

#[test]
fn every_kind_of_change_is_read_as_it_was_written() {
    let (live, desired) = far_apart();
    let saved = saved(&live, &desired, "a");
    let kinds: BTreeSet<&str> = saved
        .changes
        .iter()
        .map(|saved| saved.change.kind())
        .collect();
    assert_eq!(kinds.len(), 18, "{kinds:?}");
    let text = saved.text().unwrap();
    assert_eq!(Saved::parse(&text).unwrap(), saved);
    assert_eq!(Saved::parse(&text).unwrap().text().unwrap(), text);
    let mut sources = Sources::default();
    let shown = saved.plan(&mut sources);
    let changes: Vec<_> = saved.changes.iter().map(|saved| &saved.change).collect();
    assert!(
        shown
            .changes
            .iter()
            .map(|planned| &planned.change)
            .eq(changes)
    );
    assert_eq!(saved.differences(&saved), []);
}

#[test]
fn any_character_that_is_changed_or_cut_off_is_noticed() {
    let sets = [set("Look")];
    let text = saved(&live(&sets, ""), &desired(&sets, "Ops Look dev"), "a")
        .text()
        .unwrap();
    for (at, character) in text.char_indices() {
        let other = if character == '1' { '2' } else { '1' };
        let mut changed = text.clone();
        changed.replace_range(
            at..at + character.len_utf8(),
            other.encode_utf8(&mut [0; 4]),
        );
        assert!(Saved::parse(&changed).is_err(), "{at}: {character:?}");
        // The last character is a line break, which says nothing.
        let cut = Saved::parse(&text[..at]);
        assert_eq!(cut.is_err(), at + 1 < text.len(), "cut off at {at}");
    }
}

#[test]
fn each_thing_that_is_not_as_it_was_is_told() {
    let sets = [set("Look")];
    let before = live(&sets, "Ops Look a");
    let wanted = desired(&sets, "Ops Look a\nOps Look b");
    let planned = saved(&before, &wanted, "a");

    let other_text = saved(&before, &wanted, "b");
    let edited = Difference::Source(SourceDifference::Edited("catalog.yaml".to_owned()));
    assert_eq!(planned.differences(&other_text), [edited]);

    let mut renamed = saved(&before, &wanted, "a");
    renamed.catalog = CatalogName::new("other");
    assert!(matches!(
        planned.differences(&renamed)[..],
        [Difference::CatalogName { .. }]
    ));

    let mut made_anew = before.clone();
    made_anew
        .permission_sets
        .get_mut(&name("Look"))
        .unwrap()
        .arn = "another".into();
    let live_edited = Difference::Live(LiveDifference::Edited(name("Look")));
    assert_eq!(
        planned.differences(&saved(&made_anew, &wanted, "a")),
        [live_edited]
    );

    let deleted = saved(&live(&[], ""), &wanted, "a");
    let found = planned.differences(&deleted);
    assert!(found.contains(&Difference::Live(LiveDifference::Gone(name("Look")))));
    let created = deleted.differences(&planned);
    assert!(created.contains(&Difference::Live(LiveDifference::New(name("Look")))));

    let granted = saved(&live(&sets, "Ops Look a\nOps Look b"), &wanted, "a");
    assert!(matches!(
        planned.differences(&granted)[..],
        [Difference::Change(ChangeDifference::Gone(_))]
    ));
    let more = saved(&live(&sets, ""), &wanted, "a");
    assert!(matches!(
        planned.differences(&more)[..],
        [Difference::Change(ChangeDifference::New(_))]
    ));
}

#[test]
fn a_change_from_something_else_is_an_altered_change() {
    let described = |text: &str| {
        let mut set = set("Look");
        set.description = Some(text.to_owned());
        set
    };
    let wanted = desired(&[described("c")], "");
    let planned = saved(&live(&[described("a")], ""), &wanted, "x");
    let now = saved(&live(&[described("b")], ""), &wanted, "x");
    let found = planned.differences(&now);
    assert!(found.contains(&Difference::Live(LiveDifference::Edited(name("Look")))));
    assert!(matches!(
        found.last(),
        Some(Difference::Change(ChangeDifference::Altered(_)))
    ));
}

#[test]
fn assignments_elsewhere_make_no_difference() {
    let sets = [set("Look")];
    let planned = saved(&live(&sets, ""), &desired(&sets, "Ops Look b"), "a");
    let both = "Ops Look a";
    let now = saved(
        &live(&sets, both),
        &desired(&sets, "Ops Look a\nOps Look b"),
        "a",
    );
    assert_eq!(planned.differences(&now), []);
}
