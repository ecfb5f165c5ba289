//! The sandbox from outside.

mod http;
mod peers;
mod server;
mod state;
mod terraform;
