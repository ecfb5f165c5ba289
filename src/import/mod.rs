//! Import: what lives in an instance, or what another tool made there, as the text of a catalog.
//!
//! ```text
//!  observed ──► gathered ──► factored ──► text ──► proof
//! ```
//!
//! Permission sets are defined, save those that are built in and the same; assignments are factored into account
//! types where that is shorter; accounts, groups and users are called by their names. What a catalog cannot say is
//! told in comments. Pure: what was read comes in, a text goes out, the same text for the same input.

mod accounts;
mod built_in;
mod candidate;
pub mod cloudformation;
mod definitions;
mod document;
mod factor;
mod foreign;
pub mod forget;
mod gather;
mod observed;
mod proof;
mod quote;
mod remark;
mod selector;
mod sets;
pub mod starter;
pub mod terraform;
#[cfg(test)]
mod tests;
mod types;
mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{AccountType, CatalogName, PermissionSetName};
use accounts::Accounts;
use document::Document;
use factor::Table;
use gather::Gathered;
use types::Types;

pub use foreign::{Foreign, ForeignAssignment, ForeignError};
pub use gather::Selection;
pub use observed::Observed;
pub use remark::Remark;

/// How an import is made.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The name that the catalog is to have. Sets that another catalog governs are left out.
    pub catalog: CatalogName,
    /// Which permission sets.
    pub selection: Selection,
    /// The account types to use; `None` to find some.
    pub account_types: Option<BTreeMap<Arc<str>, AccountType>>,
    /// Sentences for the top of the file.
    pub heading: Vec<String>,
}

/// A catalog that was written and proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its text.
    pub text: String,
    /// What it does not say.
    pub remarks: Vec<Remark>,
    /// How many permission sets it has.
    pub permission_sets: usize,
    /// How many assignments it means.
    pub assignments: usize,
    /// How many account types it defines.
    pub account_types: usize,
}

/// Why there is no catalog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The text does not mean what exists in AWS.
    #[error("the catalog as it would be written does not mean what exists in AWS")]
    NotProven(Vec<String>),
    /// A set that the catalog governs cannot be written: an apply without it would delete it.
    #[error("permission set `{name}` is governed by this catalog and cannot be written: {reason}")]
    Governed {
        /// Its name.
        name: PermissionSetName,
        /// Why.
        reason: String,
    },
}

/// Writes a catalog that means what is observed, and proves it.
///
/// # Errors
/// [`ImportError`] where the written text would mean something else.
pub fn import(observed: &Observed, request: &Request) -> Result<Imported, ImportError> {
    let mut gathered = Gathered::of(observed, &request.selection, &request.catalog);
    let sets = definitions::write(&mut gathered, observed)?;
    let accounts = Accounts::of(&observed.directory);
    let table = Table::of(&gathered.state.assignments, &accounts);
    let (types, factored) = match &request.account_types {
        Some(given) => {
            let types = Types::given(given, &accounts);
            let factored = table.with(&types.accounts);
            (types, factored)
        }
        None => {
            let candidates = candidate::candidates(&accounts, &table.alike());
            let factored = table.shortest(&candidate::extents(&candidates));
            (Types::found(candidates, &factored), factored)
        }
    };
    let document = Document {
        heading: &request.heading,
        name: &request.catalog,
        session_duration: sets.session_duration,
        parameters: &sets.parameters,
        types: &types.written,
        all_types: request.account_types.is_some(),
        accounts: &accounts,
        factored: &factored,
        sets: sets.entries,
        remarks: &gathered.remarks,
    };
    let text = document.text();
    proof::prove(&text, &gathered.state, observed).map_err(ImportError::NotProven)?;
    Ok(Imported {
        account_types: match request.account_types {
            Some(_) => types.written.len(),
            None => factored.by_type.len(),
        },
        permission_sets: gathered.state.permission_sets.len(),
        assignments: gathered.state.assignments.len(),
        text,
        remarks: gathered.remarks,
    })
}
