//! YAML to a plan against an equal live state, and to a list: what `plan`, `validate` and `access --format json` do
//! besides talking to AWS.
//!
//! The live state and the directory come from a snapshot, with the ids of accounts and groups, as they come from AWS:
//! the two sides of the plan share nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use rolecall::access::{Access, CatalogSide, Question};
use rolecall::catalog;
use rolecall::desired;
use rolecall::diagnostic::Diagnostics;
use rolecall::model::AccessFilter;
use rolecall::model::{
    Catalog, CatalogName, Desired, Directory, Live, LiveScope, Partition, PermissionSetName, Scan,
    Snapshot,
};
use rolecall::plan::{Plan, Scope};
use rolecall::source::Sources;

use super::catalog::Shape;
use super::memory::{forget_peak, peak_megabytes};

/// What one size took.
pub struct Figure {
    pub bytes: usize,
    /// Read, merged, lowered, selectors expanded.
    pub desired: Duration,
    /// The same, and planned.
    pub planned: Duration,
    /// To the desired state, and listed as JSON.
    pub listed: Duration,
    pub peak_megabytes: u64,
}

/// Runs one size. The live state is read beforehand, and is in memory all the while.
pub fn run(shape: Shape) -> Figure {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("aws-sso.yaml");
    let text = shape.yaml();
    std::fs::write(&file, &text).unwrap();
    let bytes = text.len();
    drop(text);
    let (live, directory) = living(shape);
    assert_eq!(live.state.assignments.len(), shape.assignments());
    forget_peak();

    let began = Instant::now();
    let (catalog, desired, sources) = resolved(&file, &directory);
    let took = began.elapsed();
    let plan = Plan::between(&live, &desired, &Scope::default());
    let planned = began.elapsed();
    assert!(plan.is_empty() && plan.problems.is_empty());
    assert_eq!(desired.state.assignments.len(), shape.assignments());
    let peak_megabytes = peak_megabytes("self");

    let began = Instant::now();
    let mut listed = Vec::new();
    let side = CatalogSide {
        file: "catalog.yaml",
        catalog: &catalog,
        desired: &desired,
        sources: &sources,
    };
    let question = Question {
        filter: &AccessFilter::default(),
        by_person: false,
        differs: false,
        all_accounts: 0,
        unresolved: &Default::default(),
    };
    Access::new(Some(side), None, question)
        .json(&mut listed)
        .unwrap();
    assert!(listed.len() > shape.assignments());
    Figure {
        bytes,
        desired: took,
        planned,
        listed: took + began.elapsed(),
        peak_megabytes,
    }
}

/// The live state that is as the catalog asks, and the organization.
fn living(shape: Shape) -> (Live, Directory) {
    let snapshot = Snapshot::parse(&shape.snapshot()).unwrap();
    let directory = snapshot.directory();
    let names = snapshot.permission_sets.iter();
    let scope = LiveScope {
        catalog: CatalogName::default(),
        names: names
            .map(|set| PermissionSetName::parse(&set.name).unwrap())
            .collect(),
        previously: BTreeSet::new(),
        users: BTreeSet::new(),
        scan: Scan::Groups,
        directory: &directory,
    };
    let live = snapshot.live(&scope).unwrap();
    (live, directory)
}

fn resolved(file: &Path, directory: &Directory) -> (Catalog, Desired, Sources) {
    let (lowered, sources) = lowered(file);
    let mut directory = directory.clone();
    let mut diagnostics = Diagnostics::default();
    desired::apply_account_map(&mut directory, &lowered, &mut diagnostics);
    let desired = desired::resolve(&lowered, &directory, &mut diagnostics).unwrap();
    (lowered, desired, sources)
}

fn lowered(file: &Path) -> (Catalog, Sources) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let input = catalog::Input {
        file: file.to_owned(),
        stacks: None,
        project: None,
        submodules: Vec::new(),
        component: None,
        env: &|_| None,
        allowed: &[],
    };
    let loaded = catalog::load(&input, &mut sources, &mut diagnostics).unwrap();
    let lowered = catalog::lower(&loaded, &Partition::aws(), &mut sources, &mut diagnostics);
    (lowered.unwrap(), sources)
}

/// One line of numbers, from the process of a case to the one that prints.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [desired, planned, listed] =
            [self.desired, self.planned, self.listed].map(|time| time.as_micros());
        write!(
            f,
            "{} {desired} {planned} {listed} {}",
            self.bytes, self.peak_megabytes
        )
    }
}

impl FromStr for Figure {
    type Err = std::num::ParseIntError;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<u64> = line
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        Ok(Self {
            bytes: number(0) as usize,
            desired: Duration::from_micros(number(1)),
            planned: Duration::from_micros(number(2)),
            listed: Duration::from_micros(number(3)),
            peak_megabytes: number(4),
        })
    }
}
