//! Independent calls side by side, so that the latency of one does not limit the rate of all.

use std::future::Future;

use tokio::task::JoinSet;

/// Calls in flight. At 18 requests a second this allows each a latency of 0.8 seconds.
const IN_FLIGHT: usize = 16;

/// Runs `each` on every item and gives the results in the order of the items; the first error ends all.
pub(super) async fn each<I, T, E, F, A>(
    items: impl IntoIterator<Item = I>,
    each: F,
) -> Result<Vec<T>, E>
where
    F: Fn(I) -> A,
    A: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    some(IN_FLIGHT, items, each).await
}

/// The same with at most `at_once` calls in flight.
pub(super) async fn some<I, T, E, F, A>(
    at_once: usize,
    items: impl IntoIterator<Item = I>,
    each: F,
) -> Result<Vec<T>, E>
where
    F: Fn(I) -> A,
    A: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items = items.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut done: Vec<(usize, T)> = Vec::new();
    loop {
        while running.len() < at_once {
            let Some((index, item)) = items.next() else {
                break;
            };
            let call = each(item);
            running.spawn(async move { (index, call.await) });
        }
        match running.join_next().await {
            None => break,
            Some(Ok((index, result))) => done.push((index, result?)),
            Some(Err(stopped)) => match stopped.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // Nobody but this function can stop a task, and it does so only when it ends.
                Err(_) => continue,
            },
        }
    }
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items_and_one_error_ends_all() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let results = runtime.block_on(each(0..100_u32, |number| async move {
            // Later items give way less often, so they end first.
            for _ in number..100 {
                tokio::task::yield_now().await;
            }
            Ok::<_, ()>(number)
        }));
        assert_eq!(results, Ok((0..100).collect::<Vec<_>>()));
        let failed = runtime.block_on(each(0..100_u32, |number| async move {
            if number == 40 {
                Err(number)
            } else {
                Ok(number)
            }
        }));
        assert_eq!(failed, Err(40));
    }
}
