//! The repository of the working directory, and the two ways in which git is run for it.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::name;
use super::{Commit, RevisionError, log};
use crate::files::{self, ParentOfLink};

/// The repository that the working directory is in.
#[derive(Debug)]
pub struct Repository {
    root: PathBuf,
    git_dir: PathBuf,
    is_shallow: bool,
    submodule: Option<PathBuf>,
    head: Option<String>,
    /// A repository without anything of the user's but its objects: `git`, and its empty working tree `tree`.
    own: TempDir,
}

impl Repository {
    /// Finds the repository by its `.git`, in the working directory or the nearest folder above it. What else looks like
    /// a repository, such as files in it with the names of those of git, is none.
    ///
    /// # Errors
    /// There is no git, no repository, or git refuses to use it.
    pub fn find() -> Result<Self, RevisionError> {
        let here = Path::new(".")
            .canonicalize()
            .map_err(RevisionError::Unpack)?;
        let root = files::nearest_repository(&here).ok_or(RevisionError::NoRepository)?;
        let own = TempDir::with_prefix("rolecall-").map_err(RevisionError::Unpack)?;
        let found = Layout::ask(&root, own.path())?;
        let mut repository = Self {
            submodule: submodule(&root, &found.common_dir),
            root,
            git_dir: found.git_dir,
            is_shallow: found.is_shallow,
            head: None,
            own,
        };
        repository.head = name::resolve("HEAD", &repository)
            .ok()
            .map(|found| found.commit);
        repository
            .make_own(&found.common_dir, found.is_sha256)
            .map_err(RevisionError::Unpack)?;
        Ok(repository)
    }

    /// The root of its working tree, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it holds a part of its history only: what is older seems to come from its first commit.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// Its path in the repository of which it is a submodule: the other repository chooses what is in it.
    pub fn submodule(&self) -> Option<&Path> {
        self.submodule.as_deref()
    }

    /// Whether a text names a revision, or more than one.
    pub fn has_revision(&self, name: &str) -> bool {
        matches!(
            name::resolve(name, self),
            Ok(_) | Err(RevisionError::Ambiguous { .. })
        )
    }

    /// Whether a text is the name of a branch of a remote, such as `origin/main`, whether it was fetched or not.
    pub fn is_of_remote(&self, name: &str) -> bool {
        name.contains('/') && name::is_of_remote(name, self).unwrap_or_default()
    }

    /// The id of the commit that a name means.
    ///
    /// # Errors
    /// No revision has this name, or several have it.
    pub fn commit(&self, name: &str) -> Result<String, RevisionError> {
        name::resolve(name, self).map(|found| found.commit)
    }

    /// The commit with its author and date.
    ///
    /// # Errors
    /// git cannot read it.
    pub fn commit_of(&self, id: &str) -> Result<Option<Commit>, RevisionError> {
        log::commit_of(self, id)
    }

    /// How the repository names what `path` names in the working tree, whether it exists or not; `None` for a path
    /// outside. Links of the working tree are not resolved: another revision may have something else there.
    ///
    /// # Errors
    /// A `..` follows a link of the working tree.
    pub fn inside(&self, path: &Path) -> Result<Option<PathBuf>, ParentOfLink> {
        files::inside(path, &self.root)
    }

    /// git for the names of the user's repository: its references and its log of them.
    pub(super) fn names(&self) -> Command {
        let mut command = isolated(self.own.path());
        let mut git_dir = OsString::from("--git-dir=");
        git_dir.push(&self.git_dir);
        let mut work_tree = OsString::from("--work-tree=");
        work_tree.push(&self.root);
        command.args([git_dir, work_tree]);
        command
    }

    /// git for objects, in our own repository: no setting of the user's repository is known there.
    pub(super) fn objects(&self) -> Command {
        let mut command = isolated(self.own.path());
        let mut git_dir = OsString::from("--git-dir=");
        git_dir.push(self.own.path().join("git"));
        let mut work_tree = OsString::from("--work-tree=");
        work_tree.push(self.own.path().join("tree"));
        command.args([git_dir, work_tree]);
        command.current_dir(self.own.path().join("tree"));
        command
    }

    /// The commit of the working tree; `None` before the first one.
    pub(super) fn head(&self) -> Option<&str> {
        self.head.as_deref()
    }

    fn make_own(&self, common_dir: &Path, is_sha256: bool) -> std::io::Result<()> {
        use std::fs;

        let git = self.own.path().join("git");
        for folder in ["git/objects/info", "git/refs", "tree"] {
            fs::create_dir_all(self.own.path().join(folder))?;
        }
        let format = match is_sha256 {
            true => "repositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n",
            false => "repositoryformatversion = 0\n",
        };
        fs::write(git.join("config"), format!("[core]\n\t{format}"))?;
        let head = self.head.as_deref().unwrap_or("ref: refs/heads/none");
        fs::write(git.join("HEAD"), format!("{head}\n"))?;
        let mut alternates = fs::File::create(git.join("objects/info/alternates"))?;
        alternates.write_all(&quoted(&common_dir.join("objects")))?;
        alternates.write_all(b"\n")?;
        let shallow = common_dir.join("shallow");
        if shallow.is_file() {
            fs::copy(shallow, git.join("shallow"))?;
        }
        Ok(())
    }
}

/// The path of a repository in the one around it. A submodule has a file `.git`; so has a further working tree of the
/// repository around it, whose objects are the same.
fn submodule(root: &Path, common_dir: &Path) -> Option<PathBuf> {
    let around = files::nearest_repository(root.parent()?)?;
    let is_worktree = common_dir.canonicalize().ok() == around.join(".git").canonicalize().ok();
    let is_submodule = root.join(".git").is_file() && !is_worktree;
    let inside = root.strip_prefix(around).ok()?;
    is_submodule.then(|| inside.to_owned())
}

/// A path as the list of alternates takes it: one that has a line break or begins like a comment is quoted.
fn quoted(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if !bytes
        .iter()
        .any(|byte| matches!(byte, b'\n' | b'"' | b'\\'))
        || cfg!(windows)
    {
        return bytes.to_vec();
    }
    let mut text = vec![b'"'];
    for byte in bytes {
        match byte {
            b'\n' => text.extend(b"\\n"),
            b'"' | b'\\' => text.extend([b'\\', *byte]),
            _ => text.push(*byte),
        }
    }
    text.push(b'"');
    text
}

/// Where git keeps the repository, and in which form.
struct Layout {
    git_dir: PathBuf,
    common_dir: PathBuf,
    is_shallow: bool,
    is_sha256: bool,
}

impl Layout {
    /// Asks git, as it is configured by the user, who alone may trust a repository of somebody else.
    fn ask(root: &Path, own: &Path) -> Result<Self, RevisionError> {
        let mut command = git(own, REDIRECTIONS.iter().map(OsString::from));
        command.args([
            "-c",
            "safe.bareRepository=explicit",
            "-c",
            "core.fsmonitor=false",
        ]);
        command.arg("-C").arg(plain(root));
        command.args([
            "rev-parse",
            "--show-toplevel",
            "--absolute-git-dir",
            "--git-common-dir",
            "--is-shallow-repository",
            "--show-object-format",
        ]);
        let output = run(&mut command)?;
        if !output.status.success() {
            return Err(refused(&output));
        }
        let lines: Vec<&[u8]> = output
            .stdout
            .split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
            .collect();
        let (Some(top), Some(git_dir), Some(common_dir)) =
            (lines.first(), lines.get(1), lines.get(2))
        else {
            return Err(RevisionError::Git("its answer is incomplete".to_owned()));
        };
        let top = path_of(top);
        if top.canonicalize().ok().as_deref() != Some(root) {
            return Err(RevisionError::Refused {
                reason: format!(
                    "its working tree is {}, and the working directory is in {}",
                    top.display(),
                    root.display()
                ),
                advice: None,
            });
        }
        let git_dir = path_of(git_dir);
        if let Some(named) = std::env::var_os("GIT_DIR")
            && Path::new(&named).canonicalize().ok() != git_dir.canonicalize().ok()
        {
            return Err(RevisionError::OtherRepository(root.to_owned()));
        }
        Ok(Self {
            git_dir,
            common_dir: top.join(path_of(common_dir)),
            is_shallow: lines.get(3) == Some(&&b"true"[..]),
            is_sha256: lines.get(4) == Some(&&b"sha256"[..]),
        })
    }
}

/// Variables that would lead git to another repository than that of the folder.
const REDIRECTIONS: [&str; 16] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_QUARANTINE_PATH",
];

/// git's refusal in its own words. The first line says why; the command that it advises stands in a line of its own.
fn refused(output: &Output) -> RevisionError {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines = text.lines().map(str::trim);
    let reason = lines.clone().find(|line| line.starts_with("fatal:"));
    let reason = reason
        .or(lines.clone().next())
        .unwrap_or("it gives no reason");
    let advice = lines.find(|line| line.starts_with("git config "));
    RevisionError::Refused {
        reason: reason.trim_start_matches("fatal: ").to_owned(),
        advice: advice.map(str::to_owned),
    }
}

/// git in a folder that holds nothing of the repository, without the variables that are `dropped`: it waits for nobody,
/// shows no pages, fetches nothing and replaces no object by another.
fn git(own: &Path, dropped: impl Iterator<Item = OsString>) -> Command {
    let mut command = Command::new("git");
    for name in dropped {
        command.env_remove(name);
    }
    command
        .arg("--no-pager")
        .current_dir(own)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    command
}

/// The same without anything that the user or the machine has git do.
fn isolated(own: &Path) -> Command {
    let names = std::env::vars_os().map(|(name, _)| name);
    let mut command = git(own, names.filter(|name| is_of_git(name)));
    let none = own.join("none");
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", &none)
        .env("GIT_ATTR_NOSYSTEM", "1")
        .env("GIT_GRAFT_FILE", &none)
        .env("HOME", own)
        .env("XDG_CONFIG_HOME", own);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command
}

fn is_of_git(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"GIT_")
}

/// What even the configuration of the user's own repository does not decide, where names are looked up in it.
const SETTINGS: [&str; 6] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.commitGraph=false",
    "core.attributesFile=/dev/null",
    "core.warnAmbiguousRefs=false",
    "i18n.logOutputEncoding=UTF-8",
];

pub(super) fn run(command: &mut Command) -> Result<Output, RevisionError> {
    command.output().map_err(RevisionError::NoGit)
}

pub(super) fn succeeded(output: &Output) -> Result<(), RevisionError> {
    match output.status.success() {
        true => Ok(()),
        false => Err(RevisionError::Git(reason(&output.stderr))),
    }
}

/// The first line of what git says of a failure.
pub(super) fn reason(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().next().unwrap_or("it gives no reason");
    line.to_owned()
}

/// A path as git takes it: git for Windows does not know paths with a prefix.
fn plain(path: &Path) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(short) if cfg!(windows) => PathBuf::from(short),
        _ => path.to_owned(),
    }
}

/// A path as git prints it.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

/// A path as git prints it: there it is UTF-8.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
