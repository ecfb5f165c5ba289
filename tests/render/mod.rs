mod case;
mod cfn_lint;
mod files;
mod golden;
mod properties;
mod quiet;
mod read;
mod terraform;
