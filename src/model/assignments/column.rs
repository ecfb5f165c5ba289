//! Places in the tables of assignments, and values beside these tables.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

/// The place of a name in a table. Keys of one [`Assignments`](super::Assignments) are ordered like the names behind them.
pub struct Key<T>(u32, PhantomData<fn() -> T>);

impl<T> Key<T> {
    pub(super) fn new(index: u32) -> Self {
        Self(index, PhantomData)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

// Derived, these would demand the same of `T`.
impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Key<T> {}

impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One value for each entry of a table of [`Assignments`](super::Assignments).
#[derive(Debug, Clone)]
pub struct Column<T, V> {
    values: Vec<V>,
    table: PhantomData<fn() -> T>,
}

impl<T, V> Column<T, V> {
    pub(super) fn of<'t>(table: &'t [T], value: impl FnMut(&'t T) -> V) -> Self {
        Self {
            values: table.iter().map(value).collect(),
            table: PhantomData,
        }
    }

    /// The value for an entry of the table from which the column was made.
    pub fn get(&self, key: Key<T>) -> &V {
        entry(&self.values, key)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: Key<T>) -> &mut V {
        self.values.get_mut(key.index()).expect(OWN_TABLE)
    }

    /// The values in the order of the table.
    pub fn values(&self) -> &[V] {
        &self.values
    }

    /// The same, to be changed.
    pub fn values_mut(&mut self) -> &mut [V] {
        &mut self.values
    }
}

impl<T, V, E> Column<T, Result<V, E>> {
    /// The values, or the first error among them.
    pub fn transpose(self) -> Result<Column<T, V>, E> {
        Ok(Column {
            values: self.values.into_iter().collect::<Result<_, E>>()?,
            table: PhantomData,
        })
    }
}

const OWN_TABLE: &str = "a key is used with the table that it was made for";

pub(super) fn entry<T, V>(values: &[V], key: Key<T>) -> &V {
    values.get(key.index()).expect(OWN_TABLE)
}
