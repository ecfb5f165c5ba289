//! Input from people who mean harm, and from machines that are broken.

mod attackers;
mod exhaustion;
mod mutate;
mod names;
mod random;
mod search;
mod targets;
mod words;
