//! The sandbox from outside.

mod http;
mod peers;
mod sdk;
mod server;
mod state;
mod terraform;
