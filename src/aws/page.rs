//! Reading a list to its end.
//!
//! By hand, because the SDK's paginators send their pages themselves, past the [`Lane`](super::lane::Lane) that paces,
//! counts and retries each of them, and take a token that comes twice for an error only where it follows itself.

use std::collections::HashSet;
use std::future::Future;

use super::error::AwsError;

/// Pages until there is no token. A page may be empty and still have a successor (Organizations says so). A token
/// that comes a second time would be read forever, so it is an error.
pub(super) async fn all<T, F, A>(operation: &'static str, mut page: F) -> Result<Vec<T>, AwsError>
where
    F: FnMut(Option<String>) -> A,
    A: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
{
    let mut items = Vec::new();
    let mut token: Option<String> = None;
    let mut seen = HashSet::new();
    loop {
        let (found, next) = page(token.clone()).await?;
        items.extend(found);
        match next.filter(|next| !next.is_empty()) {
            None => return Ok(items),
            Some(next) if !seen.insert(next.clone()) => {
                return Err(AwsError::unexpected(
                    operation,
                    "the same page token came twice",
                ));
            }
            next => token = next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pages: Vec<(Vec<u8>, Option<&str>)>) -> Result<Vec<u8>, AwsError> {
        let mut pages = pages.into_iter();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(all("ListThings", |_| {
            let (items, token) = pages.next().unwrap();
            let token = token.map(str::to_owned);
            async move { Ok((items, token)) }
        }))
    }

    #[test]
    fn an_empty_page_with_a_token_is_not_the_end() {
        let pages = vec![
            (vec![1], Some("a")),
            (vec![], Some("b")),
            (vec![2], Some("")),
        ];
        assert_eq!(run(pages).unwrap(), [1, 2]);
    }

    #[test]
    fn a_token_that_repeats_is_an_error_and_not_a_loop() {
        let circle = ["a", "b", "a"].map(|token| (vec![1], Some(token)));
        let error = run(circle.into()).unwrap_err();
        assert!(error.to_string().contains("token came twice"), "{error}");
    }
}
