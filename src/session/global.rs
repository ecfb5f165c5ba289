//! The options that every command takes.

use std::path::PathBuf;

use clap::Args;

use crate::model::Date;
use crate::output::Color;
use crate::text::Invocation;

/// The file of the sandbox where none is named.
const DEFAULT_SANDBOX: &str = ".rolecall/sandbox.json";

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The catalog [default: catalog/aws-sso.yaml, else stacks/catalog/aws-sso.yaml]
    #[arg(
        short,
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Catalog"
    )]
    pub catalog: Option<PathBuf>,

    /// The folder from which imports of Atmos stacks are resolved [default: by atmos.yaml, else the nearest
    /// folder named stacks]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Catalog")]
    pub stacks: Option<PathBuf>,

    /// The component to read, where a stack has several [default: aws-sso]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Catalog")]
    pub component: Option<String>,

    /// An environment variable that `!env` in the catalog may read, with the value shown in every plan; may be given
    /// several times [default: none]
    #[arg(long = "env", global = true, value_name = "NAME", value_parser = variable, help_heading = "Catalog")]
    pub env: Vec<String>,

    /// Evaluate expiry dates as of this date [default: today, in UTC]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = Date::parse, help_heading = "Catalog")]
    pub today: Option<Date>,

    /// Work on a simulated organization, kept in FILE, instead of AWS [default: .rolecall/sandbox.json]
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true,
          default_missing_value = DEFAULT_SANDBOX, help_heading = "Sandbox")]
    pub sandbox: Option<PathBuf>,

    /// Limits and faults of the sandbox: key=value, separated by commas, such as aws-limits=true; sandbox serve
    /// --help lists them
    #[arg(long, global = true, value_name = "OPTIONS", help_heading = "Sandbox")]
    pub sandbox_options: Option<String>,

    /// A profile of the AWS configuration
    #[arg(long, global = true, value_name = "NAME", help_heading = "AWS")]
    pub profile: Option<String>,

    /// The region of IAM Identity Center
    #[arg(long, global = true, value_name = "REGION", help_heading = "AWS")]
    pub region: Option<String>,

    /// ARN of the instance, if more than one is visible
    #[arg(long, global = true, value_name = "ARN", help_heading = "AWS")]
    pub instance_arn: Option<String>,

    /// Requests a second to each service; AWS allows 20 for all clients together [default: 18]
    #[arg(long, global = true, value_name = "NUMBER", env = "ROLECALL_REQUESTS_PER_SECOND", hide_env_values = true, value_parser = rate,
          help_heading = "AWS")]
    pub requests_per_second: Option<f64>,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub color: Color,
}

impl Global {
    /// Returns the requests a second that are sent. AWS gets what leaves some room to other clients; the sandbox is not
    /// paced unless it is told to have AWS's limits.
    pub fn rate(&self) -> f64 {
        let unlimited = self.sandbox.is_some() && self.sandbox_options.is_none();
        self.requests_per_second
            .unwrap_or(if unlimited { 2000.0 } else { 18.0 })
    }

    /// Returns the options that say where rolecall works and on which day, for the command lines that hints name.
    pub fn invocation(&self) -> Invocation {
        let path = |path: &PathBuf| path.display().to_string();
        let mut invocation = Invocation::default();
        let options = [
            ("--catalog", self.catalog.as_ref().map(path)),
            ("--stacks", self.stacks.as_ref().map(path)),
            ("--component", self.component.clone()),
        ];
        for (option, value) in options {
            if let Some(value) = value {
                invocation = invocation.at(option, value);
            }
        }
        for variable in &self.env {
            invocation = invocation.at("--env", variable);
        }
        let options = [
            ("--today", self.today.map(|day| day.to_string())),
            ("--profile", self.profile.clone()),
            ("--region", self.region.clone()),
            ("--instance-arn", self.instance_arn.clone()),
        ];
        for (option, value) in options {
            if let Some(value) = value {
                invocation = invocation.at(option, value);
            }
        }
        if let Some(file) = &self.sandbox {
            let named = (file.as_os_str() != DEFAULT_SANDBOX).then(|| path(file));
            invocation = invocation.at_optional("--sandbox", named);
        }
        match &self.sandbox_options {
            Some(options) => invocation.at("--sandbox-options", options),
            None => invocation,
        }
    }
}

fn variable(text: &str) -> Result<String, String> {
    match text {
        "" => Err("a name is needed".to_owned()),
        text if text.contains(['=', '\0']) || text.contains(char::is_whitespace) => Err(
            "it takes the name of a variable, without a value; set the variable in the environment"
                .to_owned(),
        ),
        text => Ok(text.to_owned()),
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("not a number greater than 0".to_owned()),
    }
}
