//! `import`, run as a user runs it.

mod cloudformation;
mod live;
mod moto;
mod terraform;
