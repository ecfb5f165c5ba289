//! The sandbox from outside.

mod peers;
mod terraform;
