//! `render`: the catalog as configuration of Terraform or CloudFormation.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::error::{Error, Exit};
use crate::files::Portable;
use crate::output::Output;
use crate::render::terraform::{self, Layout, MovedFrom, Principals};
use crate::render::{Artifacts, cloudformation};
use crate::session::artifacts::{self, Difference};
use crate::session::load::DEFAULT_CATALOGS;
use crate::session::rendering::{RenderNeeds, RenderSource};
use crate::session::templates::templates;
use crate::session::workspace::Workspace;
use crate::session::{Global, SnapshotArgs};
use crate::text::{count, visible};

/// What to render.
#[derive(Debug, Clone, Subcommand)]
pub enum RenderCommand {
    /// Terraform, for the AWS provider
    Terraform(RenderTerraform),
    /// CloudFormation templates
    Cloudformation(RenderCloudformation),
}

/// Where artifacts go and what they are made from.
#[derive(Debug, Clone, Args)]
pub struct RenderArgs {
    /// The folder to write to. Files there that rolecall did not write are left alone
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Write nothing: show how the folder differs, and exit with 2 if it does
    #[arg(long)]
    pub check: bool,
    /// Use the templates in this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Where organization, groups and users are read.
    #[command(flatten)]
    pub organization: SnapshotArgs,
}

/// Arguments of `render terraform`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write Terraform configuration
  rolecall render terraform --out terraform --snapshot organization.json
  # Check that it is up to date
  rolecall render terraform --out terraform --snapshot organization.json --check")]
pub struct RenderTerraform {
    /// Where to write.
    #[command(flatten)]
    pub common: RenderArgs,
    /// How groups and users are named
    #[arg(long, value_name = "HOW", default_value = "data")]
    pub principals: PrincipalsArg,
    /// How assignments are laid out
    #[arg(long, value_name = "LAYOUT", default_value = "map")]
    pub layout: LayoutArg,
    /// Write import blocks for what exists in AWS
    #[arg(long)]
    pub import_blocks: bool,
    /// Write several root modules, each with a state of its own
    #[arg(long, value_name = "BY", conflicts_with = "moved_from")]
    pub split: Option<SplitArg>,
    /// Write moved blocks, so that the state of another configuration carries over
    #[arg(long, value_name = "FROM")]
    pub moved_from: Option<MovedFromArg>,
}

/// How groups and users are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrincipalsArg {
    /// By data sources, which look names up
    Data,
    /// By ids, each with the name beside it
    Ids,
}

/// How assignments are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LayoutArg {
    /// One resource over one map
    Map,
    /// One resource each
    Resources,
}

/// By what a configuration is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SplitArg {
    /// A root module for each account type, for the management account, and for the permission sets
    AccountType,
}

/// Whose state carries over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MovedFromArg {
    /// Cloud Posse's component aws-sso, later aws-identity-center
    #[value(name = "cloudposse")]
    CloudPosse,
}

/// Arguments of `render cloudformation`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write CloudFormation templates
  rolecall render cloudformation --out stacks --snapshot organization.json
  # Check that they are up to date
  rolecall render cloudformation --out stacks --snapshot organization.json --check")]
pub struct RenderCloudformation {
    /// Where to write.
    #[command(flatten)]
    pub common: RenderArgs,
    /// Write the files with which an import change set takes over what exists in AWS
    #[arg(long)]
    pub resources_to_import: bool,
}

pub fn run(command: &RenderCommand, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    match command {
        RenderCommand::Terraform(args) => terraform(args, global, output),
        RenderCommand::Cloudformation(args) => cloudformation(args, global, output),
    }
}

fn terraform(args: &RenderTerraform, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let needs = RenderNeeds {
        ids: args.principals == PrincipalsArg::Ids,
        live: args.import_blocks,
    };
    let source = RenderSource::read(
        args.common.organization.snapshot.as_deref(),
        needs,
        global,
        output,
    )?;
    let options = terraform::Options {
        principals: match args.principals {
            PrincipalsArg::Data => Principals::Data,
            PrincipalsArg::Ids => Principals::Ids,
        },
        layout: match args.layout {
            LayoutArg::Map => Layout::Map,
            LayoutArg::Resources => Layout::Resources,
        },
        by_account_type: matches!(args.split, Some(SplitArg::AccountType)),
        import_blocks: args.import_blocks,
        moved_from: args
            .moved_from
            .map(|MovedFromArg::CloudPosse| MovedFrom::CloudPosse),
        instance_arn: global.instance_arn.as_deref(),
    };
    let templates = templates(args.common.templates.as_deref())?;
    let flags = terraform_flags(args);
    let (file, command) = head("terraform", &args.common, global, &flags, &source.workspace)?;
    let artifacts = terraform::render(&source.subject(&file, &command), &options, &templates)?;
    finish(&args.common, &artifacts, terraform::owns, output)
}

fn cloudformation(
    args: &RenderCloudformation,
    global: &Global,
    output: &mut Output,
) -> Result<Exit, Error> {
    let needs = RenderNeeds {
        ids: true,
        live: args.resources_to_import,
    };
    let source = RenderSource::read(
        args.common.organization.snapshot.as_deref(),
        needs,
        global,
        output,
    )?;
    let options = cloudformation::Options {
        resources_to_import: args.resources_to_import,
    };
    let templates = templates(args.common.templates.as_deref())?;
    let flags = match args.resources_to_import {
        true => " --resources-to-import",
        false => "",
    };
    let (file, command) = head(
        "cloudformation",
        &args.common,
        global,
        flags,
        &source.workspace,
    )?;
    let artifacts = cloudformation::render(&source.subject(&file, &command), options, &templates)?;
    finish(&args.common, &artifacts, cloudformation::owns, output)
}

fn terraform_flags(args: &RenderTerraform) -> String {
    let mut flags = String::new();
    if args.principals == PrincipalsArg::Ids {
        flags.push_str(" --principals ids");
    }
    if args.layout == LayoutArg::Resources {
        flags.push_str(" --layout resources");
    }
    if args.split.is_some() {
        flags.push_str(" --split account-type");
    }
    if args.import_blocks {
        flags.push_str(" --import-blocks");
    }
    if args.moved_from.is_some() {
        flags.push_str(" --moved-from cloudposse");
    }
    flags
}

/// The catalog's file and the command that makes the same artifacts again, as they stand in the head of an artifact:
/// neither depends on how paths were spelt, nor on the working directory.
fn head(
    target: &str,
    args: &RenderArgs,
    global: &Global,
    flags: &str,
    workspace: &Workspace,
) -> Result<(String, String), Error> {
    let catalog = workspace.file();
    let unknown = |path: &Path, source| Error::File {
        verb: "find",
        path: path.to_owned(),
        source,
    };
    let portable = Portable::new(Path::new(&catalog), &args.out, &DEFAULT_CATALOGS)
        .map_err(|source| unknown(&args.out, source))?;
    let name = |path: &Path| {
        let name = portable.name(path);
        name.map_err(|source| unknown(path, source))
    };
    let file = name(Path::new(&catalog))?;
    let mut command = format!("rolecall render {target} --out {}{flags}", name(&args.out)?);
    let is_usual = DEFAULT_CATALOGS.contains(&file.as_str());
    let files = [
        ("--catalog", global.catalog.as_ref().filter(|_| !is_usual)),
        ("--stacks", global.stacks.as_ref()),
        ("--templates", args.templates.as_ref()),
        ("--snapshot", args.organization.snapshot.as_ref()),
    ];
    for (flag, file) in files {
        if let Some(file) = file {
            command.push_str(&format!(" {flag} {}", name(file)?));
        }
    }
    if let Some(file) = &global.sandbox {
        command.push_str(&format!(" --sandbox={}", name(file)?));
    }
    if let Some(arn) = &global.instance_arn {
        command.push_str(&format!(" --instance-arn {arn}"));
    }
    Ok((file, command))
}

/// Writes the artifacts, or says how the folder differs from them.
fn finish(
    args: &RenderArgs,
    rendered: &Artifacts,
    owns: artifacts::Owns,
    output: &mut Output,
) -> Result<Exit, Error> {
    let differences = artifacts::compare(&args.out, rendered, owns)?;
    let folder = args.out.display().to_string();
    if args.check {
        if differences.is_empty() {
            writeln!(
                output.stdout(),
                "{} is as the catalog says.",
                visible(&folder)
            )?;
            return Ok(Exit::Done);
        }
        artifacts::diff(&args.out, rendered, &differences, output.stdout())?;
        writeln!(
            output.stderr(),
            "{} differs from the catalog in {}; the same command without --check writes it",
            visible(&folder),
            count(differences.len(), "file"),
        )?;
        return Ok(Exit::Changes);
    }
    artifacts::write(&args.out, rendered, &differences)?;
    for difference in &differences {
        let (word, path) = match difference {
            Difference::Missing(path) | Difference::Changed { path, .. } => ("wrote", path),
            Difference::Stale(path) => ("removed", path),
        };
        let path = args.out.join(path).display().to_string();
        writeln!(output.stdout(), "{word} {}", visible(&path))?;
    }
    let stale = |one: &&Difference| matches!(one, Difference::Stale(_));
    let written = differences.len() - differences.iter().filter(stale).count();
    if written < rendered.len() {
        let same = rendered.len() - written;
        writeln!(output.stdout(), "{} unchanged", count(same, "file"))?;
    }
    Ok(Exit::Done)
}
