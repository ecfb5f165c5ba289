//! What a run is given to reach AWS.

/// How to reach AWS. What is `None` is left to the SDK's usual configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A profile of the AWS configuration files.
    pub profile: Option<String>,
    /// The region of IAM Identity Center.
    pub region: Option<String>,
    /// The sandbox: a loopback URL. Nothing is read from the environment then, and no credentials are needed.
    pub endpoint_url: Option<String>,
    /// The access key id for the sandbox, where it wants a certain one.
    pub sandbox_key: Option<String>,
    /// The instance, where several could be meant.
    pub instance_arn: Option<String>,
    /// Requests a second for IAM Identity Center, and as many for the identity store. AWS allows 20, to all
    /// clients together. Organizations, whose limit AWS does not publish, gets a bit more than a quarter.
    pub requests_per_second: f64,
}

impl Settings {
    /// Requests a second that leave some room to the console and other clients.
    pub const REQUESTS_PER_SECOND: f64 = 18.0;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: None,
            region: None,
            endpoint_url: None,
            sandbox_key: None,
            instance_arn: None,
            requests_per_second: Self::REQUESTS_PER_SECOND,
        }
    }
}
