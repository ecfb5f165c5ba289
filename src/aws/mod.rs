//! AWS: the only place that names its SDK. Everything is read through [`Reader`] and written through [`Writer`],
//! both paced, counted and retried alike.

mod answer;
mod backoff;
mod bounded;
mod certificate;
mod classify;
mod clients;
mod clock;
mod concurrent;
mod config;
mod connect;
mod environment;
mod error;
mod expiry;
mod http;
mod instance;
mod lane;
mod member;
mod organization;
mod pace;
mod page;
mod reader;
mod regions;
mod requests;
mod service;
mod settings;
mod survey;
mod writer;

pub use backoff::{Cause, Jitter, Retries};
pub use classify::{Operation, Verdict, classify};
pub use connect::Connection;
pub use error::{AwsError, ErrorKind};
pub use instance::{Caller, Instance};
pub use organization::Organization;
pub use pace::Bucket;
pub use reader::{
    AssignmentListing, ListingMethod, ListingReason, Needs, Outlines, Reader, Spread,
};
pub use requests::{Count, Requests};
pub use service::Service;
pub use settings::Settings;
pub use survey::Survey;
pub use writer::{
    Assigned, Handle, HandleKind, InProgress, Polled, Started, Target, Writer, Written,
};
