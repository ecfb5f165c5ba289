//! From the SDK's errors to ours. Every service speaks AWS JSON or the query protocol, so one reading of code,
//! message, request id and status serves all.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};

use super::bounded::{MAX_ANSWER, is_too_long};
use super::certificate::untrusted;
use super::clock::{clock_skew, skew_in_words};
use super::error::{AwsError, ErrorKind};
use super::service::Service;

/// Reads a failed call. What AWS said is kept verbatim.
pub(super) fn read<E>(
    service: Service,
    operation: &'static str,
    error: &SdkError<E, HttpResponse>,
) -> AwsError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if is_too_long(error) {
        let message = format!("the answer is longer than {} MiB", MAX_ANSWER >> 20);
        return AwsError::of_operation(ErrorKind::UnexpectedAnswer, operation, message);
    }
    match error {
        SdkError::TimeoutError(_) => {
            AwsError::of_operation(ErrorKind::Timeout, operation, chain(error))
        }
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            AwsError::of_operation(ErrorKind::Timeout, operation, chain(error))
        }
        SdkError::DispatchFailure(failure) if failure.is_io() => {
            let text = chain(error);
            match untrusted(&text) {
                Some(why) => AwsError::of_operation(ErrorKind::Certificate, operation, why),
                None => AwsError::of_operation(ErrorKind::Unreachable, operation, text),
            }
        }
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => {
            before_the_wire(operation, chain(error))
        }
        SdkError::ResponseError(failure) => {
            let status = failure.raw().status().as_u16();
            let kind = match status {
                500.. => ErrorKind::Internal,
                _ => ErrorKind::UnexpectedAnswer,
            };
            let message = format!("HTTP status {status}; {}", chain(error));
            AwsError::of_operation(kind, operation, message)
                .with_request_id(request_id(failure.raw()))
        }
        SdkError::ServiceError(failure) => {
            refused(service, operation, failure.err().meta(), failure.raw())
        }
        _ => AwsError::of_operation(ErrorKind::Other, operation, chain(error)),
    }
}

/// Reads a refusal of the service.
fn refused(
    service: Service,
    operation: &'static str,
    meta: &ErrorMetadata,
    response: &HttpResponse,
) -> AwsError {
    let status = response.status().as_u16();
    let code = meta.code().unwrap_or_default();
    if let Some(seconds) = clock_skew(response, code) {
        let message = format!("the clock of this machine is {}", skew_in_words(seconds));
        return AwsError::new(ErrorKind::ClockSkew, message);
    }
    let reason = reason(response);
    let kind = match (reason.as_deref(), meta.message()) {
        // Whatever the code: a key that is not found is no permission set that is not found.
        (Some("KMS_ThrottlingException"), _) => ErrorKind::Throttled,
        (Some(reason), _) if reason.starts_with("KMS_") => ErrorKind::EncryptionKey,
        (_, message) => match (kind(service, operation, code, status), message) {
            (ErrorKind::Throttled, Some(message)) => throttled(operation, message),
            (kind, _) => kind,
        },
    };
    let message = match meta.message() {
        Some(message) => harmless(message).to_owned(),
        None if code.is_empty() => format!("HTTP status {status}"),
        None => code.to_owned(),
    };
    AwsError::of_operation(kind, operation, message)
        .with_request_id(request_id(response))
        .with_reason(reason)
}

/// Reads a failure to load credentials, before any request was made.
pub(super) fn credentials(error: &(dyn Error + 'static)) -> AwsError {
    let text = chain(error);
    match before_the_wire("GetCallerIdentity", text.clone()) {
        known if known.operation().is_none() => known,
        _ => AwsError::new(
            ErrorKind::Configuration,
            format!("the AWS credentials cannot be loaded: {text}"),
        ),
    }
}

/// Errors that arise before a request leaves: credentials, mostly.
fn before_the_wire(operation: &'static str, message: String) -> AwsError {
    let lower = message.to_lowercase();
    if let Some(why) = untrusted(&message) {
        AwsError::new(
            ErrorKind::Certificate,
            format!("the certificate of the service that gives credentials is not trusted: {why}"),
        )
    } else if lower.contains("token has expired")
        || lower.contains("sso session") && lower.contains("expired")
        || lower.contains("token is expired")
        || lower.contains("expiredtoken")
        || lower.contains("cached sso token")
    {
        AwsError::new(
            ErrorKind::ExpiredCredentials,
            format!("the credentials have expired: {message}"),
        )
    } else if lower.contains("no providers in chain")
        || lower.contains("no credentials")
        // The machine's role is asked last: where it fails, nothing before it had credentials.
        || lower.contains("imds")
    {
        AwsError::new(
            ErrorKind::NoCredentials,
            "there are no AWS credentials in the environment, the profile or the machine's role",
        )
    } else if lower.contains("credential") || lower.contains("profile") {
        AwsError::new(
            ErrorKind::Configuration,
            format!("the AWS credentials cannot be loaded: {message}"),
        )
    } else {
        AwsError::of_operation(ErrorKind::Unreachable, operation, message)
    }
}

/// The kind of an error code. Codes are those of the service models; STS adds those of the query protocol.
fn kind(service: Service, operation: &'static str, code: &str, status: u16) -> ErrorKind {
    match code {
        "ThrottlingException"
        | "TooManyRequestsException"
        | "Throttling"
        | "RequestLimitExceeded" => ErrorKind::Throttled,
        // Organizations answers so while another write is going on; waiting is what helps.
        "ConcurrentModificationException" | "FinalizingOrganizationException" => {
            ErrorKind::Throttled
        }
        "AccessDeniedException" | "AccessDenied" | "UnauthorizedException" => {
            ErrorKind::AccessDenied {
                iam_action: service.iam_action(operation),
            }
        }
        "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => {
            ErrorKind::ExpiredCredentials
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch" => ErrorKind::NoCredentials,
        "ConflictException" => ErrorKind::Conflict,
        "ValidationException" | "InvalidInputException" | "SerializationException" => {
            ErrorKind::Validation
        }
        "ServiceQuotaExceededException" | "ConstraintViolationException" => ErrorKind::Quota,
        "AWSOrganizationsNotInUseException" => ErrorKind::NoOrganization,
        "UnknownOperationException" | "UnsupportedAPIEndpointException" | "InvalidAction" => {
            ErrorKind::Unsupported
        }
        "InternalServerException"
        | "InternalFailure"
        | "ServiceException"
        | "ServiceUnavailable" => ErrorKind::Internal,
        code if code.ends_with("NotFoundException") => ErrorKind::NotFound,
        _ if status == 501 || status == 404 => ErrorKind::Unsupported,
        _ if status >= 500 => ErrorKind::Internal,
        _ => ErrorKind::Other,
    }
}

/// Which limit a `ThrottlingException` means. Two share the code and differ in their text: "Rate exceeded", and "There
/// are too many requests processing. Please try again later." for the operations that may be in progress at a time. An
/// operation that AWS carries out later and that is refused in other words is taken to lack a place: that is waited for
/// for as long as operations end, and [`is_about_rate`] sees to it that the rate falls as well.
fn throttled(operation: &'static str, message: &str) -> ErrorKind {
    let is_later = matches!(
        operation,
        "CreateAccountAssignment" | "DeleteAccountAssignment" | "ProvisionPermissionSet"
    );
    match is_later && !names_rate(message) {
        true => ErrorKind::TooManyInProgress,
        false => ErrorKind::Throttled,
    }
}

fn names_rate(message: &str) -> bool {
    let text = message.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| matches!(word, "rate" | "tps")) || text.contains("requests per second")
}

/// Whether a refusal is to lower the rate: one for the rate is, one in words that are not known may be.
pub(super) fn is_about_rate(error: &AwsError) -> bool {
    let text = error.message().to_lowercase();
    let names_places = [
        "requests processing",
        "in progress",
        "outstanding",
        "concurrent",
    ];
    match error.kind() {
        ErrorKind::Throttled | ErrorKind::TooManyInProgress => {
            names_rate(&text) || !names_places.iter().any(|words| text.contains(words))
        }
        _ => false,
    }
}

/// A message without what AWS repeats of the request when it finds the signature wrong: the "canonical string" has the
/// session token in it.
fn harmless(message: &str) -> &str {
    let end = ["The Canonical String", "The String-to-Sign"]
        .into_iter()
        .filter_map(|echo| message.find(echo))
        .min();
    end.and_then(|end| message.get(..end))
        .unwrap_or(message)
        .trim_end()
}

fn request_id(response: &HttpResponse) -> Option<String> {
    let headers = response.headers();
    ["x-amzn-requestid", "x-amz-request-id"]
        .into_iter()
        .find_map(|name| headers.get(name))
        .map(str::to_owned)
}

/// The `Reason` member of the body, which only some errors of some services model.
fn reason(response: &HttpResponse) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(response.body().bytes()?).ok()?;
    Some(body.get("Reason")?.as_str()?.to_owned())
}

/// An error and its causes in one line, each said once.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = error.source().or(Some(error));
    while let Some(error) = next {
        // What is known of an answer, which would be printed as a Rust value.
        let text = match error.downcast_ref::<ErrorMetadata>() {
            Some(meta) => meta
                .message()
                .or(meta.code())
                .map(harmless)
                .unwrap_or_default()
                .to_owned(),
            None => error.to_string().trim_end().to_owned(),
        };
        let text = text
            .trim_start_matches("an error occurred while loading credentials")
            .to_owned();
        if !text.is_empty() && !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_services_are_told_apart() {
        let of = |code, status| kind(Service::SsoAdmin, "ListPermissionSets", code, status);
        assert_eq!(of("TooManyRequestsException", 400), ErrorKind::Throttled);
        assert_eq!(of("ResourceNotFoundException", 400), ErrorKind::NotFound);
        assert_eq!(of("AccountNotFoundException", 400), ErrorKind::NotFound);
        assert_eq!(of("", 503), ErrorKind::Internal);
        assert_eq!(of("SomethingNew", 400), ErrorKind::Other);
        assert_eq!(of("UnknownOperationException", 400), ErrorKind::Unsupported);
        assert_eq!(
            of("AccessDeniedException", 400),
            ErrorKind::AccessDenied {
                iam_action: "sso:ListPermissionSets".to_owned()
            }
        );
    }

    #[test]
    fn the_rate_and_the_operations_in_progress_are_told_apart_by_their_texts() {
        let of = |operation: &'static str, message: &str| {
            let kind = throttled(operation, message);
            let error = AwsError::of_operation(kind.clone(), operation, message);
            (kind == ErrorKind::TooManyInProgress, is_about_rate(&error))
        };
        let places = "There are too many requests processing. Please try again later.";
        assert_eq!(of("CreateAccountAssignment", places), (true, false));
        assert_eq!(of("DeleteAccountAssignment", places), (true, false));
        assert_eq!(
            of("ProvisionPermissionSet", "Too many concurrent operations"),
            (true, false)
        );
        assert_eq!(
            of("CreateAccountAssignment", "Rate exceeded"),
            (false, true)
        );
        // Unknown words: wait for a place, and go more slowly.
        assert_eq!(
            of("CreateAccountAssignment", "Please moderate yourself"),
            (true, true)
        );
        // What is done at once takes no place.
        assert_eq!(of("CreatePermissionSet", places), (false, false));
        assert_eq!(of("ListPermissionSets", "Slow down"), (false, true));
    }

    #[test]
    fn an_expired_sign_in_is_told_from_none() {
        let of = |text: &str| before_the_wire("GetCallerIdentity", text.to_owned());
        assert_eq!(
            *of("the cached SSO token was expired").kind(),
            ErrorKind::ExpiredCredentials
        );
        assert_eq!(
            *of("no providers in chain provided credentials").kind(),
            ErrorKind::NoCredentials
        );
        assert_eq!(
            *of("could not load credentials: bad profile").kind(),
            ErrorKind::Configuration
        );
    }
}
