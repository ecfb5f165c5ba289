//! `render`: the catalog as configuration of Terraform or CloudFormation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};

use crate::desired;
use crate::error::{Error, Exit};
use crate::files::{self, Portable, WriteError};
use crate::model::{
    AccountId, AccountSource, Desired, Directory, Live, Partition, PrincipalId, Scan,
};
use crate::output::Output;
use crate::render::terraform::{self, Layout, MovedFrom, Principals};
use crate::render::{Artifacts, Instance, Subject, Templates, cloudformation};
use crate::session::artifacts::{self, Difference};
use crate::session::connection::with_connection;
use crate::session::files::read_file;
use crate::session::load::DEFAULT_CATALOGS;
use crate::session::planning::{directory, live_scope};
use crate::session::workspace::Workspace;
use crate::session::{Global, SnapshotArgs, read_snapshot};
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
    /// Write import blocks for what lives already
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
    /// Write the files with which an import change set takes over what lives already
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
    let wanted = Wanted {
        ids: args.principals == PrincipalsArg::Ids,
        live: args.import_blocks,
    };
    let world = World::read(&args.common, wanted, global, output)?;
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
    let (file, command) = head("terraform", &args.common, global, &flags, &world.workspace)?;
    let artifacts = terraform::render(&world.subject(&file, &command), &options, &templates)?;
    finish(&args.common, &artifacts, terraform::owns, output)
}

fn cloudformation(
    args: &RenderCloudformation,
    global: &Global,
    output: &mut Output,
) -> Result<Exit, Error> {
    let wanted = Wanted {
        ids: true,
        live: args.resources_to_import,
    };
    let world = World::read(&args.common, wanted, global, output)?;
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
        &world.workspace,
    )?;
    let artifacts = cloudformation::render(&world.subject(&file, &command), options, &templates)?;
    finish(&args.common, &artifacts, cloudformation::owns, output)
}

/// What must be known besides the accounts.
#[derive(Clone, Copy)]
struct Wanted {
    /// The ids of groups and users.
    ids: bool,
    /// What lives.
    live: bool,
}

/// The catalog and what is known about the organization.
struct World {
    workspace: Workspace,
    desired: Desired,
    management_account: Option<AccountId>,
    instance: Option<Instance>,
    live: Option<(Live, BTreeMap<Arc<str>, PrincipalId>)>,
}

impl World {
    /// Reads the catalog, and whatever else is needed from the snapshot, the sandbox or AWS; from none of them where the
    /// catalog itself gives the account ids and nothing else is wanted.
    fn read(
        args: &RenderArgs,
        wanted: Wanted,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        let workspace = Workspace::open(global, output)?;
        if let Some(path) = &args.organization.snapshot {
            return Self::from_snapshot(path, workspace, wanted, global, output);
        }
        let offline = !wanted.ids && !wanted.live && global.sandbox.is_none();
        match offline.then(|| directory_of_catalog(&workspace)).flatten() {
            Some(directory) => Self::from_catalog(directory, workspace, output),
            None => Self::from_aws(workspace, wanted, global, output),
        }
    }

    fn from_catalog(
        mut directory: Directory,
        workspace: Workspace,
        output: &mut Output,
    ) -> Result<Self, Error> {
        Ok(Self {
            desired: workspace.resolve(&mut directory, output)?,
            management_account: directory.management_account,
            workspace,
            instance: None,
            live: None,
        })
    }

    fn from_snapshot(
        path: &Path,
        mut workspace: Workspace,
        wanted: Wanted,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        let snapshot = read_snapshot(path)?;
        let instance = match &global.instance_arn {
            Some(arn) => snapshot.instances.iter().find(|one| one.arn == *arn),
            None => snapshot.organization_instance(),
        };
        if let Some(partition) = instance.and_then(|one| Partition::of_arn(&one.arn)) {
            workspace.move_to(&partition, output)?;
        }
        let mut directory = snapshot.directory();
        let desired = workspace.resolve(&mut directory, output)?;
        let live = match wanted.live {
            true => {
                let scope = live_scope(&workspace, &desired, Scan::Groups, &directory);
                let live = snapshot.live(&scope).map_err(|source| Error::Snapshot {
                    path: path.to_owned(),
                    source,
                })?;
                Some((live, groups(&directory)))
            }
            false => None,
        };
        let instance = instance.map(|instance| Instance {
            arn: instance.arn.clone(),
            identity_store_id: Some(instance.identity_store_id.clone()),
        });
        Ok(Self {
            workspace,
            desired,
            management_account: directory.management_account,
            instance,
            live,
        })
    }

    fn from_aws(
        mut workspace: Workspace,
        wanted: Wanted,
        global: &Global,
        output: &mut Output,
    ) -> Result<Self, Error> {
        with_connection(global, output, async |connection, output| {
            let instance = connection.instance();
            workspace.move_to(&instance.partition, output)?;
            let reader = connection.reader();
            let mut directory = directory(&reader, &workspace, output).await?;
            let desired = workspace.resolve(&mut directory, output)?;
            let live = match wanted.live {
                true => {
                    let scan = Scan::Groups;
                    let scope = live_scope(&workspace, &desired, scan, &directory);
                    Some((reader.live(&scope).await?, groups(&directory)))
                }
                false => None,
            };
            let instance = Instance {
                arn: instance.arn.clone(),
                identity_store_id: Some(instance.identity_store_id.clone()),
            };
            Ok(Self {
                workspace,
                desired,
                management_account: directory.management_account,
                instance: Some(instance),
                live,
            })
        })
    }

    fn subject<'a>(&'a self, file: &'a str, command: &'a str) -> Subject<'a> {
        Subject {
            catalog: &self.workspace.catalog,
            desired: &self.desired,
            file,
            command,
            management_account: self.management_account,
            instance: self.instance.as_ref(),
            live: self.live.as_ref().map(|(live, groups)| (live, groups)),
        }
    }
}

/// The accounts that the catalog itself gives, if these are all that it asks for, with their ids.
fn directory_of_catalog(workspace: &Workspace) -> Option<Directory> {
    let catalog = &workspace.catalog;
    let directory = desired::directory_of_catalog(catalog);
    let globs = || {
        let mut types = catalog.used_account_types();
        types.any(|(_, one)| one.selector.has_globs())
    };
    let complete = directory.accounts_from == AccountSource::AccountMap || !globs();
    let known = directory
        .accounts
        .iter()
        .all(|entry| entry.account.id.is_some());
    (complete && known && !desired::needs_organization(catalog)).then_some(directory)
}

fn groups(directory: &Directory) -> BTreeMap<Arc<str>, PrincipalId> {
    let principals = directory.principals.as_ref();
    principals.map_or_else(BTreeMap::new, |principals| principals.groups.clone())
}

/// The templates, those of a folder in place of the built-in ones.
fn templates(folder: Option<&Path>) -> Result<Templates, Error> {
    let mut replaced = BTreeMap::new();
    if let Some(folder) = folder {
        // The folder itself may be a link of the user's, and not one of the repository.
        let found = files::resolve(folder).map_err(|error| match error {
            WriteError::Link(link) => linked_template(&link),
            WriteError::Io(source) => Error::File {
                verb: "read",
                path: folder.to_owned(),
                source,
            },
        })?;
        collect(&found, "", &mut replaced)?;
    }
    Ok(Templates::new(replaced)?)
}

fn linked_template(link: &Path) -> Error {
    Error::usage(
        format!(
            "{} is a link, and templates are read through none",
            visible(&link.display().to_string())
        ),
        "replace it by the file or folder to which it leads",
    )
}

/// Folders in folders of templates; there is one such level.
const TEMPLATE_DEPTH: usize = 4;

/// Every template below a folder, none of them through a link. A file of another kind may lie beside them.
fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) -> Result<(), Error> {
    let cannot = |source| Error::File {
        verb: "read",
        path: folder.to_owned(),
        source,
    };
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = entry.path();
        let kind = entry.file_type().map_err(cannot)?;
        let is_template = name.ends_with(".j2");
        if kind.is_symlink() && (is_template || path.is_dir()) {
            return Err(linked_template(&path));
        } else if kind.is_dir() && prefix.matches('/').count() < TEMPLATE_DEPTH {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() && is_template {
            found.insert(format!("{prefix}{name}"), read_file(&path)?);
        }
    }
    Ok(())
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
