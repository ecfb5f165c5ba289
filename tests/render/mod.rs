mod case;
mod files;
mod golden;
mod quiet;
mod terraform;
