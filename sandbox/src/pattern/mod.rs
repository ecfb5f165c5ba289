//! The regular expressions of the AWS models, each with its text (errors quote it) and as a function.
//!
//! Written out by hand: the expressions are few and simple, and a sandbox that checks a million ids should not interpret
//! an expression for each.

mod arn;
mod duration;
mod id;
mod organization;
mod text;

pub use arn::*;
pub use duration::*;
pub use id::*;
pub use organization::*;
pub use text::*;

/// A regular expression of the models.
#[derive(Debug)]
pub struct Pattern {
    /// As the model writes it.
    pub text: &'static str,
    /// Whether a whole value matches.
    pub accepts: fn(&str) -> bool,
}

#[cfg(test)]
mod tests {
    pub fn check(accepts: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(accepts(text), "{text} is good");
        }
        for text in bad {
            assert!(!accepts(text), "{text} is bad");
        }
    }
}
