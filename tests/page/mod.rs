//! The page of access, as a browser shows it and a reader uses it.

mod access;
mod budget;
mod file;
mod plan;
mod scene;
mod stories;
