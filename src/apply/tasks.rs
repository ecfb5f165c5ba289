//! Tasks that run side by side.

use tokio::task::JoinError;

/// Returns the result of a task; a panic of the task goes on here.
pub(super) fn unwound<T>(joined: Result<T, JoinError>) -> T {
    match joined {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(
            error
                .try_into_panic()
                .expect("a task is stopped by nothing but the end of its set"),
        ),
    }
}
