//! Input from people who mean harm, and from machines that are broken.

mod attackers;
mod deceptive;
mod exhaustion;
mod mutate;
mod names;
mod pull_requests;
mod random;
mod search;
mod targets;
mod words;
