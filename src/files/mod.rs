//! Paths, links and written files: what a link in a repository can and cannot do.
//!
//! A link that is committed belongs to the author of the commit. It must not decide which file a command compares, nor
//! where a command writes. A link outside of the repository belongs to the user and is followed.

mod path;
mod portable;
mod write;

pub use path::{ParentOfLink, canonical_folder, inside, lexical, link_out, nearest_repository};
pub use portable::Portable;
pub use write::{
    Readers, WriteError, append, create, create_folders, link_below, replace, resolve,
};
