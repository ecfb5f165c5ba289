//! The sandbox from outside.

mod honest;
mod http;
mod peers;
mod sdk;
mod server;
mod state;
mod terraform;
