//! The sandbox from outside.

mod peers;
mod sdk;
mod server;
mod state;
mod terraform;
