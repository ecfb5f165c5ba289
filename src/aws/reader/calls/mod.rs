//! The reading operations, one function each: every page, lists that are absent are empty.

/// Pages of an operation of the lane until there is no token.
macro_rules! list {
    ($lane:expr, $operation:expr, $request:expr, $page:ident => $items:expr) => {{
        let (lane, request) = (&$lane, $request);
        page::all($operation, |token: Option<String>| {
            let request = request.clone();
            async move {
                let $page = lane
                    .read($operation, || {
                        request.clone().set_next_token(token.clone()).send()
                    })
                    .await?;
                Ok(($items, $page.next_token))
            }
        })
        .await
    }};
}

mod identity_store;
mod organizations;
mod sso_admin;

use crate::aws::error::{AwsError, ErrorKind};

pub(in crate::aws) use sso_admin::api_type;

/// The largest page of IAM Identity Center and of the identity store.
const PAGE: i32 = 100;

/// `None` where the error says that there is no such thing.
fn found<T>(answer: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
