//! Independent calls side by side, so that the latency of one does not limit the rate of all.

use std::future::Future;

use futures_util::{StreamExt, TryStreamExt, stream};

/// Calls in flight. At 18 requests a second this allows each a latency of 0.8 seconds.
const IN_FLIGHT: usize = 16;

/// Runs `each` on every item and gives the results in the order of the items; the first error ends all.
pub(super) async fn each<I, T, E, A>(
    items: impl IntoIterator<Item = I>,
    each: impl Fn(I) -> A,
) -> Result<Vec<T>, E>
where
    A: Future<Output = Result<T, E>>,
{
    some(IN_FLIGHT, items, each).await
}

/// The same with at most `at_once` calls in flight.
pub(super) async fn some<I, T, E, A>(
    at_once: usize,
    items: impl IntoIterator<Item = I>,
    each: impl Fn(I) -> A,
) -> Result<Vec<T>, E>
where
    A: Future<Output = Result<T, E>>,
{
    let calls = items.into_iter().enumerate().map(|(index, item)| {
        let call = each(item);
        async move { call.await.map(|result| (index, result)) }
    });
    // Ordered afterwards: an ordered stream would start no call while the first of those in flight is slow.
    let mut done: Vec<(usize, T)> = stream::iter(calls)
        .buffer_unordered(at_once)
        .try_collect()
        .await?;
    done.sort_unstable_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

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

    #[test]
    fn as_many_calls_as_allowed_are_in_flight_and_a_slow_one_holds_up_no_other() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let (in_flight, most, ended) = (Cell::new(0), Cell::new(0), Cell::new(0));
        let (in_flight, most, ended) = (&in_flight, &most, &ended);
        let calls = some(4, 0..20_u32, |number| async move {
            in_flight.set(in_flight.get() + 1);
            most.set(most.get().max(in_flight.get()));
            // The first ends only after all others.
            while number == 0 && ended.get() < 19 {
                tokio::task::yield_now().await;
            }
            tokio::task::yield_now().await;
            in_flight.set(in_flight.get() - 1);
            ended.set(ended.get() + 1);
            Ok::<_, ()>(number)
        });
        assert_eq!(runtime.block_on(calls), Ok((0..20).collect::<Vec<_>>()));
        assert_eq!(most.get(), 4);
    }
}
