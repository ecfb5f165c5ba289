//! The sandbox from outside.

mod browser;
mod honest;
mod peers;
mod sdk;
mod server;
mod state;
mod terraform;
