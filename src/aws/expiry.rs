//! When the credentials expire, as far as they say so.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

/// The expiry of the credentials that were used last.
#[derive(Debug, Clone, Default)]
pub(super) struct Expiry(Arc<Mutex<Option<SystemTime>>>);

impl Expiry {
    /// The time, where it is known.
    pub(super) fn time(&self) -> Option<SystemTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes on what another provider gives, and keeps its expiry: to ask that provider once more could cost the user
/// another code of a second factor.
#[derive(Debug)]
struct Noting {
    inner: SharedCredentialsProvider,
    expiry: Expiry,
}

impl ProvideCredentials for Noting {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self.inner.provide_credentials().await?;
            let mut expiry = self.expiry.0.lock().unwrap_or_else(PoisonError::into_inner);
            *expiry = credentials.expiry();
            Ok(credentials)
        })
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.inner.fallback_on_interrupt()
    }
}

/// The configuration, with credentials whose expiry is kept.
pub(super) fn noted(config: SdkConfig) -> (SdkConfig, Expiry) {
    let expiry = Expiry::default();
    let Some(inner) = config.credentials_provider() else {
        return (config, expiry);
    };
    let noting = Noting {
        inner,
        expiry: expiry.clone(),
    };
    let provider = SharedCredentialsProvider::new(noting);
    let config = config.into_builder().credentials_provider(provider).build();
    (config, expiry)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn the_expiry_is_known_once_the_credentials_were_used() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        let credentials = Credentials::new("id", "secret", None, Some(time), "test");
        let config = SdkConfig::builder()
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        let (config, expiry) = noted(config);
        assert_eq!(expiry.time(), None);
        let provider = config.credentials_provider().unwrap();
        provider.provide_credentials().await.unwrap();
        assert_eq!(expiry.time(), Some(time));
    }
}
