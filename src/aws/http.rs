//! The HTTP client under the SDK: TLS on ring, a certificate bundle and a proxy from the environment.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::bounded::bounded;
use super::error::{AwsError, ErrorKind};

/// What the environment says about reaching AWS.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    /// Certificates to trust besides those of the system: what names the file (`AWS_CA_BUNDLE`, or a key of a
    /// profile), and the file.
    pub(super) ca_bundle: Option<(String, PathBuf)>,
    /// `HTTPS_PROXY`.
    pub(super) proxy: Option<String>,
    /// `NO_PROXY`.
    pub(super) no_proxy: Option<String>,
}

/// A client for loopback without TLS: it needs no certificates, which a small container may not have.
pub(super) fn plain() -> SharedHttpClient {
    bounded(Builder::new().build_http())
}

/// A client for AWS.
///
/// # Errors
/// [`ErrorKind::Configuration`] for a bundle that cannot be read or a proxy that is no URL.
pub(super) fn secure(network: &Network) -> Result<SharedHttpClient, AwsError> {
    let mut trust = TrustStore::default();
    if let Some((source, path)) = &network.ca_bundle {
        trust.add_pem_certificate(certificates(source, path)?);
    }
    let tls = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| AwsError::new(ErrorKind::Configuration, error.to_string()))?;
    let proxy = proxy(network)?;
    // The SDK asks for a connector for every request; one for each pair of time limits keeps connections alive.
    let connectors: Mutex<HashMap<TimeLimits, SharedHttpConnector>> = Mutex::default();
    Ok(bounded(http_client_fn(move |settings, components| {
        let mut connectors = connectors.lock().unwrap_or_else(PoisonError::into_inner);
        let connector = connectors.entry(time_limits(settings)).or_insert_with(|| {
            let mut builder = Connector::builder()
                .tls_provider(Provider::Rustls(CryptoMode::Ring))
                .tls_context(tls.clone())
                .connector_settings(settings.clone())
                .proxy_config(proxy.clone());
            builder.set_sleep_impl(components.sleep_impl());
            SharedHttpConnector::new(builder.build())
        });
        connector.clone()
    })))
}

type TimeLimits = (Option<Duration>, Option<Duration>);

fn time_limits(settings: &HttpConnectorSettings) -> TimeLimits {
    (settings.connect_timeout(), settings.read_timeout())
}

/// The proxy for `https` alone: AWS is never called by `http`, and a machine's own metadata service must not be
/// asked through a proxy.
fn proxy(network: &Network) -> Result<ProxyConfig, AwsError> {
    let Some(url) = &network.proxy else {
        return Ok(ProxyConfig::disabled());
    };
    let url = match url.contains("://") {
        true => url.clone(),
        false => format!("http://{url}"),
    };
    let proxy = ProxyConfig::https(&url).map_err(|error| {
        let message = format!("HTTPS_PROXY is not the URL of a proxy: {error}");
        AwsError::new(ErrorKind::Configuration, message)
    })?;
    Ok(match &network.no_proxy {
        Some(rules) => proxy.no_proxy(rules),
        None => proxy,
    })
}

/// The bundle's bytes, once it is sure that the TLS library takes them.
fn certificates(source: &str, path: &Path) -> Result<Vec<u8>, AwsError> {
    let refuse = |reason: String| {
        let message = format!("{source} cannot be used: {}: {reason}", path.display());
        AwsError::new(ErrorKind::Configuration, message)
            .with_help("name a file of PEM certificates, or leave the setting out")
    };
    let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| refuse(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| refuse(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(refuse("there is no certificate in it".to_owned()));
    }
    Ok(pem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_is_none_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("empty.pem", ""),
            ("text.pem", "certificates"),
            (
                "broken.pem",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            ),
            (
                "cut.pem",
                "-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n",
            ),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let network = Network {
                ca_bundle: Some(("AWS_CA_BUNDLE".to_owned(), path)),
                ..Network::default()
            };
            let error = secure(&network).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(name), "{error}");
        }
        let network = Network {
            ca_bundle: Some((
                "AWS_CA_BUNDLE".to_owned(),
                folder.path().join("missing.pem"),
            )),
            ..Network::default()
        };
        assert!(secure(&network).is_err());
    }

    #[test]
    fn a_proxy_may_be_written_without_its_scheme() {
        for (url, good) in [
            ("http://proxy.example.com:8080", true),
            ("proxy.example.com:8080", true),
            ("http://", false),
        ] {
            let network = Network {
                proxy: Some(url.to_owned()),
                no_proxy: Some("localhost".to_owned()),
                ..Network::default()
            };
            assert_eq!(proxy(&network).is_ok(), good, "{url}");
        }
    }
}
