//! Import, held to its promise: what is written means what lives.

mod examples;
mod factoring;
mod organization;
mod properties;

use super::{ImportError, Imported, Observed, Request, import};
use crate::catalog::{self, Loaded, node::Node, yaml};
use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::model::{Catalog, LiveScope, PrincipalType, Scan, Snapshot};
use crate::plan::{Plan, Scope};
use crate::source::Sources;

/// The catalog of a snapshot.
fn imported(snapshot: &Snapshot) -> Result<Imported, ImportError> {
    import(&Observed::of_snapshot(snapshot), &Request::default())
}

/// The vars of a written catalog, read by the reader of catalogs.
fn vars(text: &str, sources: &mut Sources) -> Node {
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("imported.yaml", text);
    let document = yaml::read(id, sources, &mut diagnostics).expect("a document");
    assert!(!diagnostics.has_errors(), "{diagnostics:?}\n{text}");
    let way = ["components", "terraform", "aws-sso", "vars"];
    way.iter().fold(document, |node, key| {
        node.as_map()
            .and_then(|map| map.get(key))
            .expect(key)
            .clone()
    })
}

/// A written catalog, lowered.
fn lowered(text: &str) -> Catalog {
    let mut sources = Sources::default();
    let vars = vars(text, &mut sources);
    let loaded = Loaded {
        vars: vars.as_map().expect("a mapping").clone(),
        place: vars.span,
        files: vec![vars.span.source],
        folder: ".".into(),
        component: None,
        environment: Default::default(),
    };
    let mut diagnostics = Diagnostics::default();
    let partition = catalog::declared_partition(&loaded);
    let catalog = catalog::lower(&loaded, &partition, &mut sources, &mut diagnostics);
    catalog.unwrap_or_else(|| panic!("{diagnostics:?}\n{text}"))
}

/// What a plan with `--adopt` would do about a written catalog.
fn plan(text: &str, snapshot: &Snapshot, scan: Scan) -> Plan {
    let catalog = lowered(text);
    let directory = snapshot.directory();
    let mut diagnostics = Diagnostics::default();
    let desired = desired::resolve(&catalog, &directory, &mut diagnostics);
    let desired = desired.unwrap_or_else(|| panic!("{diagnostics:?}\n{text}"));
    let scope = LiveScope {
        catalog: desired.catalog.clone(),
        names: desired.state.permission_sets.keys().cloned().collect(),
        previously: Default::default(),
        users: catalog.principals(PrincipalType::User),
        scan,
        directory: &directory,
    };
    let live = snapshot.live(&scope).expect("a live state");
    let adopting = Scope {
        adopt: true,
        ..Scope::default()
    };
    Plan::between(&live, &desired, &adopting)
}
