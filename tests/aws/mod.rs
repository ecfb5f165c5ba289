//! The real SDK against the sandbox: connecting, reading, writing, applying.

mod applying;
mod connecting;
mod faults;
mod harness;
mod reading;
mod writing;
