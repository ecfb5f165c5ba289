//! What is fed with hostile input: one function for each kind of input, which ends for every list of bytes, without a
//! panic, and whose output says nothing to a terminal.
//!
//! The search for such input is elsewhere: `fuzz/` has the targets of cargo-fuzz, guided by coverage; `search.rs` mutates
//! the seeds in `fuzz/seeds/` by a random number, in every test run.

mod aws_answers;
mod catalog;
mod cloudformation;
pub mod drawn;
mod folder;
pub mod running;
mod sandbox_calls;
mod sandbox_options;
mod saved_plan;
mod snapshot;
mod terraform_state;

pub use running::Effort;
#[allow(unused_imports, reason = "cargo-fuzz has no use for it")]
pub use saved_plan::signed;

/// A kind of input.
pub struct Target {
    /// Its name, which its seeds and its target of cargo-fuzz have too.
    pub name: &'static str,
    /// Takes input of any kind.
    ///
    /// # Panics
    /// A promise is broken.
    pub run: fn(&[u8], Effort),
}

/// Every kind of input.
pub const TARGETS: &[Target] = &[
    Target {
        name: "catalog",
        run: catalog::run,
    },
    Target {
        name: "saved_plan",
        run: saved_plan::run,
    },
    Target {
        name: "snapshot",
        run: snapshot::run,
    },
    Target {
        name: "terraform_state",
        run: terraform_state::run,
    },
    Target {
        name: "cloudformation",
        run: cloudformation::run,
    },
    Target {
        name: "aws_answers",
        run: aws_answers::run,
    },
    Target {
        name: "sandbox_calls",
        run: sandbox_calls::run,
    },
    Target {
        name: "sandbox_options",
        run: sandbox_options::run,
    },
];

/// Feeds the target of this name, as cargo-fuzz does.
///
/// # Panics
/// There is none, or a promise is broken.
#[allow(
    dead_code,
    reason = "for the targets of cargo-fuzz, which share this file"
)]
pub fn fuzz(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.unwrap().run)(data, Effort::OneCommand);
}
