//! Requests to the sandbox: one a line, `Target {"json": …}`.

use rolecall::sandbox::{Sandbox, Start};
use serde_json::Value;

use super::Effort;

/// More calls than this teach nothing new.
const MAX_CALLS: usize = 50;

/// Makes the calls, one after another; what is left behind is a state from which a sandbox starts.
pub fn run(data: &[u8], _: Effort) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let sandbox = Sandbox::start(Start::default()).unwrap();
    for line in text.lines().take(MAX_CALLS) {
        let (target, body) = line.split_once(' ').unwrap_or((line, "{}"));
        let body = serde_json::from_str(body).unwrap_or(Value::String(body.to_owned()));
        if let Err(refused) = sandbox.call(target, body) {
            assert!(
                !refused.code.is_empty()
                    && refused
                        .code
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric()),
                "{refused}"
            );
        }
    }
    let again = Start {
        snapshot: Some(sandbox.snapshot()),
        ..Start::default()
    };
    Sandbox::start(again).unwrap();
}
