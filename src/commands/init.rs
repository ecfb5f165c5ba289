//! `init`: the starter catalog, made to fit what is known, and its schema, written where nothing is overwritten.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::aws::Needs;
use crate::bootstrap::Idp;
use crate::catalog;
use crate::error::{Error, Exit};
use crate::files::{self, Readers};
use crate::import::starter::{Backend, Fit, starter};
use crate::model::{Directory, Partition};
use crate::output::Output;
use crate::session::files::not_written;
use crate::session::{Global, OrganizationSource, SnapshotArgs};
use crate::text::visible;

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write catalog/aws-sso.yaml here
  rolecall init
  # Write it into the folder access, with Okta's guide
  rolecall init access --idp okta
  # Write account types that fit your organization
  rolecall init --snapshot organization.json")]
pub struct InitArgs {
    /// Where to write
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The identity provider: where it synchronizes no groups, the catalog creates them
    #[arg(long, value_name = "PROVIDER")]
    pub idp: Option<Idp>,
    /// The bucket that holds Terraform's state, by name or ARN
    #[arg(long, value_name = "NAME", requires = "tfstate_role")]
    pub tfstate_bucket: Option<String>,
    /// The role that reads and writes Terraform's state
    #[arg(long, value_name = "ARN", requires = "tfstate_bucket")]
    pub tfstate_role: Option<String>,
    /// The DynamoDB table that locks Terraform's state [default: none, the bucket locks by itself]
    #[arg(long, value_name = "ARN", requires = "tfstate_bucket")]
    pub tfstate_table: Option<String>,
    /// Where the accounts are read, which are written into the account types.
    #[command(flatten)]
    pub organization: SnapshotArgs,
}

pub fn run(args: &InitArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let path = args.dir.join("catalog").join("aws-sso.yaml");
    let name = path.display().to_string();
    if path.exists() {
        left_alone(&name, output)?;
    } else {
        let text = text(args, global, output)?;
        write(path, &text, output)?;
    }
    // The starter names it for editors, in its line `yaml-language-server`.
    let schema = args.dir.join("schemas").join("catalog.json");
    write(schema, &format!("{:#}\n", catalog::schema()), output)?;
    let at = match args.dir == Path::new(".") {
        true => output.invocation().clone(),
        false => output.invocation().clone().replacing("--catalog", &name),
    };
    let apply = at
        .clone()
        .replacing_optional("--sandbox", None)
        .command("apply");
    let lines = [apply.to_string(), at.command("plan").to_string()];
    let width = lines.iter().map(String::len).max().unwrap_or_default();
    let [apply, plan] = lines.map(|line| visible(&format!("{line:width$}")).into_owned());
    writeln!(
        output.stdout(),
        "\nNext:\n  {apply}   tries it on a simulated organization\n  {plan}   shows what it would change in yours"
    )?;
    Ok(Exit::Done)
}

fn write(path: PathBuf, text: &str, output: &mut Output) -> Result<(), Error> {
    let name = path.display().to_string();
    match files::create(&path, Readers::Default, text) {
        Ok(true) => Ok(writeln!(output.stdout(), "wrote {}", visible(&name))?),
        Ok(false) => Ok(left_alone(&name, output)?),
        Err(error) => Err(not_written(&path, error)),
    }
}

fn left_alone(name: &str, output: &mut Output) -> io::Result<()> {
    writeln!(
        output.stdout(),
        "{} is there already and was left alone",
        visible(name)
    )
}

/// The starter that fits what the command line says and what the organization has.
fn text(args: &InitArgs, global: &Global, output: &mut Output) -> Result<String, Error> {
    let known = organization(args, global, output)?;
    let backend = match (&args.tfstate_bucket, &args.tfstate_role) {
        (Some(bucket), Some(role)) => Some(Backend {
            bucket: bucket.clone(),
            role: arn("--tfstate-role", role)?,
            table: args
                .tfstate_table
                .as_deref()
                .map(|table| arn("--tfstate-table", table))
                .transpose()?,
        }),
        _ => None,
    };
    let fit = Fit {
        directory: known.as_ref().map(|(directory, _)| directory),
        partition: known.as_ref().map(|(_, partition)| partition.clone()),
        // Google's SCIM synchronizes users and no groups.
        creates_groups: matches!(args.idp, Some(Idp::Google | Idp::IdentityCenter)),
        backend,
        name: Some(random_name()),
    };
    starter(&fit).map_err(|reasons| {
        Error::usage(
            format!(
                "the starter would be no valid catalog: {}",
                visible(&reasons.join("; "))
            ),
            "correct the values of --tfstate-…",
        )
    })
}

/// A name that no other catalog has: two catalogs of one name would govern each other's permission sets.
fn random_name() -> String {
    // The standard library seeds every hasher from the system's randomness.
    let number = RandomState::new().hash_one(std::process::id());
    format!("access-{:06x}", number & 0x00ff_ffff)
}

fn arn(option: &str, text: &str) -> Result<String, Error> {
    match Partition::of_arn(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(Error::usage(
            format!("{option} `{}` is not an ARN", visible(text)),
            "an example: arn:aws:iam::111111111111:role/acme-core-gbl-root-tfstate",
        )),
    }
}

/// The accounts, where somebody can be asked for them. Who is named on the command line must answer; credentials that
/// happen to be there need not be good for this.
fn organization(
    args: &InitArgs,
    global: &Global,
    output: &mut Output,
) -> Result<Option<(Directory, Partition)>, Error> {
    let source = args.organization.source(global);
    let named = source != OrganizationSource::Aws
        || global.profile.is_some()
        || global.instance_arn.is_some();
    if !named && !has_credentials() {
        return Ok(None);
    }
    let needs = Needs {
        organizational_units: true,
        organizational_unit_names: true,
        ..Needs::default()
    };
    let asked = source.read(&needs, global, output).map(|found| {
        let found = found.expect("the catalog is none of these sources");
        (
            found.directory,
            found.partition.unwrap_or_else(Partition::aws),
        )
    });
    match asked {
        Ok(found) => Ok(Some(found)),
        Err(error) if named => Err(error),
        Err(error) => {
            let reason = visible(&error.to_string()).into_owned();
            writeln!(
                output.stderr(),
                "note: the accounts are the starter's own, because AWS could not be asked: {reason}"
            )?;
            Ok(None)
        }
    }
}

/// Whether the environment has credentials of any kind.
fn has_credentials() -> bool {
    [
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ]
    .iter()
    .any(|name| std::env::var_os(name).is_some())
}
