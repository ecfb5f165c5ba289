//! From a commit backwards, from each change of the catalog to the one before.

use crate::diff::Comparison;
use crate::error::Error;
use crate::history::{Because, Event, History, Stepped, event};
use crate::model::AccessFilter;
use crate::model::{Catalog, Date, Directory, Partition};
use crate::revision::{Checkout, Commit, last_touching, renamed_from};
use crate::session::Global;

use super::names::Names;
use super::state::State;

pub struct Walk<'a> {
    pub global: &'a Global,
    pub checkout: Checkout,
    pub directory: Option<&'a Directory>,
    pub partition: Option<&'a Partition>,
    pub filter: &'a AccessFilter,
    pub today: Date,
    /// As many revisions are looked at.
    pub limit: usize,
    /// The names that the revisions have had, collected on the way.
    pub names: Names,
}

/// A state that can be read, and the commit by which the catalog came to it.
struct Younger {
    commit: Commit,
    state: State,
    /// Commits between it and the next older one that can be read.
    unreadable: Vec<Commit>,
}

/// One of two revisions cannot be resolved.
struct Incomparable;

impl Walk<'_> {
    /// Walks back to the first revision. `names` is how the catalog is called.
    pub fn back_from(&mut self, start: &str, names: Vec<String>) -> Result<History, Error> {
        let mut names = names;
        let mut history = History {
            catalog: String::new(),
            filter: AccessFilter::default(),
            events: Vec::new(),
            stepped: Vec::new(),
            revisions: 0,
            is_cut: false,
            former: Vec::new(),
        };
        let mut at = Some(start.to_owned());
        let mut state = self.read(start, &names)?;
        history.catalog = state
            .name
            .clone()
            .or(names.first().cloned())
            .unwrap_or_default();
        let mut younger: Option<Younger> = None;
        while let Some(commit) = at.take() {
            let repository = self.checkout.repository();
            let Some(commit) = last_touching(repository, &commit, &state.files)? else {
                break;
            };
            if history.revisions == self.limit {
                history.is_cut = true;
                break;
            }
            history.revisions += 1;
            at.clone_from(&commit.parent);
            let mut before = self.before(&commit, &names)?;
            if before.name.is_none()
                && let Some(name) = &state.name
                && let Some(former) = renamed_from(self.checkout.repository(), &commit, name)?
                && !names.contains(&former)
            {
                names.push(former.clone());
                history.former.push((former, commit.clone()));
                before = self.before(&commit, &names)?;
            }
            match state.problem.take() {
                Some(reason) => {
                    if let Some(younger) = &mut younger {
                        younger.unreadable.push(commit.clone());
                    }
                    history.stepped.push(Stepped { commit, reason });
                }
                None => {
                    self.tell(younger.take(), &state, Some(commit.date), &mut history);
                    let unreadable = Vec::new();
                    younger = Some(Younger {
                        commit,
                        state,
                        unreadable,
                    });
                }
            }
            state = before;
        }
        if younger.is_some() && state.problem.is_none() {
            self.tell(younger, &state, None, &mut history);
        }
        Ok(history)
    }

    fn read(&mut self, commit: &str, names: &[String]) -> Result<State, Error> {
        self.checkout.go(commit)?;
        let state = State::read(&self.checkout, names, self.global, self.partition)?;
        if let Some(catalog) = &state.catalog {
            self.names.add(catalog);
        }
        Ok(state)
    }

    /// The state before a commit; before the first one there is nothing.
    fn before(&mut self, commit: &Commit, names: &[String]) -> Result<State, Error> {
        match &commit.parent {
            Some(parent) => self.read(parent, names),
            None => Ok(State::nothing()),
        }
    }

    /// Tells what a younger revision changed, and then what of `state` expired until it; `since` is when `state` began
    /// to count.
    fn tell(
        &self,
        younger: Option<Younger>,
        state: &State,
        since: Option<Date>,
        history: &mut History,
    ) {
        let until = match younger {
            None => self.today,
            Some(younger) => {
                // A clock that was wrong does not turn time around.
                let day = since.map_or(younger.commit.date, |since| younger.commit.date.max(since));
                let because = Because::Commit(younger.commit.clone());
                let after = younger.state.on(day);
                match self.compare(state.on(day), after, because, state, &younger.state) {
                    Ok(told) => history.events.extend(told.map(|event| Event {
                        includes: younger.unreadable,
                        ..event
                    })),
                    Err(Incomparable) => history.stepped.push(Stepped {
                        commit: younger.commit,
                        reason: "its accounts cannot be told".to_owned(),
                    }),
                }
                day
            }
        };
        let Some(since) = since else { return };
        for std::cmp::Reverse(last) in state.last_days(since, until) {
            if let Some(next) = last.next() {
                let because = Because::Expired(last);
                let told = self.compare(state.on(last), state.on(next), because, state, state);
                history.events.extend(told.ok().flatten());
            }
        }
    }

    fn compare(
        &self,
        before: Option<Catalog>,
        after: Option<Catalog>,
        because: Because,
        before_in: &State,
        after_in: &State,
    ) -> Result<Option<Event>, Incomparable> {
        let after = match (after, &before) {
            (Some(after), _) => after,
            (None, Some(before)) => emptied(before),
            (None, None) => return Ok(None),
        };
        let comparison = Comparison::of_past(before.as_ref(), &after, self.directory);
        Ok(event(
            &comparison.ok_or(Incomparable)?,
            because,
            self.filter,
            &before_in.sources,
            &after_in.sources,
        ))
    }
}

/// What is left of a catalog whose file is deleted.
fn emptied(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    catalog.rules.clear();
    catalog.permission_sets.clear();
    catalog
}
