//! The service models of AWS: the members of each operation's input, under the names of their shapes there, and the
//! check of a request against them.

mod check;
pub mod identity_store;
pub mod organizations;
mod pattern;
pub mod sso_admin;

pub use check::{WrongType, violations};
use pattern::Pattern;

/// The constraints that a service model puts on a value.
#[derive(Debug)]
pub enum Shape {
    /// A string; lengths are counted in characters.
    Text {
        min: usize,
        max: usize,
        pattern: Option<Pattern>,
    },
    /// A string of a fixed list.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number { min: i64, max: i64 },
    /// True or false.
    Flag,
    /// A list.
    List {
        min: usize,
        max: usize,
        of: &'static Shape,
    },
    /// An object of these members; others are ignored, as the services do.
    Structure(&'static [Member]),
    /// An object of which exactly one member is present.
    Union(&'static [Member]),
    /// Any JSON value.
    Document,
}

/// True or false, without constraints.
pub static FLAG: Shape = Shape::Flag;
/// Any JSON value, without constraints.
pub static DOCUMENT: Shape = Shape::Document;

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub name: &'static str,
    pub required: bool,
    pub shape: &'static Shape,
}

/// Returns a member that must be present.
pub const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        required: true,
        shape,
    }
}

/// Returns a member that may be absent.
pub const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        required: false,
        shape,
    }
}

/// Returns a string of `min` to `max` characters that matches a pattern.
pub const fn text(min: usize, max: usize, pattern: &'static str) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: Some(Pattern::new(pattern)),
    }
}

/// Returns a string of `min` to `max` characters.
pub const fn free_text(min: usize, max: usize) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: None,
    }
}

impl Shape {
    /// Returns whether a text satisfies all constraints of this shape.
    pub fn accepts(&self, text: &str) -> bool {
        check::accepts(self, text)
    }
}
