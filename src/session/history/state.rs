//! The catalog at one commit.

use std::collections::BTreeSet;
use std::path::Path;

use crate::catalog::{self, is_built_in};
use crate::desired;
use crate::diagnostic::{Diagnostics, Severity};
use crate::error::Error;
use crate::model::{Catalog, Date, Partition};
use crate::revision::Checkout;
use crate::session::Global;
use crate::source::Sources;

use crate::session::load::environment_variable;
use crate::session::side::in_repository;

/// What a commit says.
pub struct State {
    /// The catalog with everything that ever expires; `None` where there is none, or none that can be read.
    pub catalog: Option<Catalog>,
    /// Its texts, called as the repository calls them.
    pub sources: Sources,
    /// How it is called there; `None` where there is none.
    pub name: Option<String>,
    /// What has to be touched for the catalog to change.
    pub files: Vec<String>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

impl State {
    /// Before the first commit.
    pub fn nothing() -> Self {
        Self {
            catalog: None,
            sources: Sources::default(),
            name: None,
            files: Vec::new(),
            problem: None,
        }
    }

    /// Reads the files that the checkout holds. `names` is how the catalog may be called.
    pub fn read(
        checkout: &Checkout,
        names: &[String],
        global: &Global,
        partition: Option<&Partition>,
    ) -> Result<Self, Error> {
        let folder = checkout.files();
        let mut state = Self {
            catalog: None,
            sources: Sources::default(),
            name: names
                .iter()
                .find(|name| folder.join(name).is_file())
                .cloned(),
            files: names.to_vec(),
            problem: None,
        };
        let Some(name) = &state.name else {
            return Ok(state);
        };
        let stacks = global.stacks.as_deref();
        let input = catalog::Input {
            file: folder.join(name),
            stacks: stacks
                .map(|stacks| in_repository(stacks, checkout.repository()))
                .transpose()?
                .map(|inside| folder.join(inside)),
            project: Some(folder.clone()),
            submodules: checkout
                .submodules()
                .iter()
                .map(|one| folder.join(one))
                .collect(),
            component: global.component.clone(),
            env: &environment_variable,
            allowed: &global.env,
        };
        let mut diagnostics = Diagnostics::default();
        let loaded = catalog::load(&input, &mut state.sources, &mut diagnostics);
        state.catalog = loaded.and_then(|loaded| {
            let declared = catalog::declared_partition(&loaded);
            let partition = partition.unwrap_or(&declared);
            catalog::lower(&loaded, partition, &mut state.sources, &mut diagnostics)
        });
        state.sources.relabel(&folder, "");
        if state.catalog.is_none() {
            diagnostics.replace(&format!("{}/", folder.display()), "");
            diagnostics.replace(&folder.display().to_string(), ".");
            state.problem = Some(first_error(&diagnostics, &state.sources));
        }
        state.files = files(&state, names, checkout);
        Ok(state)
    }

    /// The catalog on a day: without what had expired.
    pub fn on(&self, day: Date) -> Option<Catalog> {
        let mut catalog = self.catalog.clone()?;
        desired::expire(&mut catalog, day, &mut Diagnostics::default());
        Some(catalog)
    }

    /// The last days of entries that are over between two days, the youngest first.
    pub fn last_days(&self, from: Date, to: Date) -> BTreeSet<std::cmp::Reverse<Date>> {
        let rules = self.catalog.iter().flat_map(|catalog| &catalog.rules);
        let days = rules.filter_map(|rule| rule.facts.expires());
        days.filter(|day| from <= *day && *day < to)
            .map(std::cmp::Reverse)
            .collect()
    }
}

fn first_error(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let sorted = diagnostics.sorted();
    let error = sorted.iter().find(|one| one.severity == Severity::Error);
    error.map_or("it has errors".to_owned(), |error| match &error.primary {
        Some(label) => format!("{}: {}", sources.file_line(label.span), error.message),
        None => error.message.clone(),
    })
}

/// The files by which the catalog was made, the links on the way to them, and the folders of those that it imports: a
/// pattern there may mean one more tomorrow. Of a catalog that cannot be read, its whole surroundings.
fn files(state: &State, names: &[String], checkout: &Checkout) -> Vec<String> {
    let ids = state.sources.ids();
    let used = ids.filter(|id| !is_built_in(*id, &state.sources));
    let used: Vec<&str> = used.map(|id| state.sources.name(id)).collect();
    let mut files: BTreeSet<String> = names.iter().cloned().collect();
    for file in used {
        files.extend(checkout.behind(file));
        if !names.iter().any(|name| name == file) {
            files.extend(names.iter().flat_map(|name| settings(name)));
            for real in checkout.behind(file) {
                files.extend(parent(&real).map(|folder| format!("{folder}/*")));
            }
        }
    }
    if state.problem.is_some() {
        let top = |name: &String| name.split_once('/').map(|(top, _)| top.to_owned());
        files.extend(names.iter().filter_map(top));
    }
    // What a name stands for today, a link or a folder on its way can make another file tomorrow.
    let above = names.iter().flat_map(|name| checkout.behind(name));
    files.extend(above.collect::<Vec<_>>());
    files.into_iter().collect()
}

/// Where the settings of Atmos can be for a catalog: in its folder and those above it.
fn settings(name: &str) -> Vec<String> {
    let folders = Path::new(name).ancestors().skip(1);
    let names =
        folders.flat_map(|folder| ["atmos.yaml", "atmos.yml"].map(|name| folder.join(name)));
    names
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect()
}

fn parent(file: &str) -> Option<&str> {
    let folder = Path::new(file).parent()?.to_str()?;
    (!folder.is_empty()).then_some(folder)
}
