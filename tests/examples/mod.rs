//! What stands in `examples/`, run: the shell of the workflows in a real repository with two branches, against the
//! sandbox.

mod atlantis;
mod comment;
mod github;
mod gitlab;
mod iam;
mod pins;
mod pipeline;
