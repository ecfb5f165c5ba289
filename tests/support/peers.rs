//! Independent programs that check this one from outside, where they are installed.
//!
//! An absent peer skips its test with a line that says so. With `ROLECALL_REQUIRE_PEERS=1` it fails the test instead, so
//! that a build server cannot lose a peer unnoticed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The path of a program, or `None` after saying that the test is skipped.
///
/// # Panics
/// The program is absent and `ROLECALL_REQUIRE_PEERS` is 1.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    found.or_else(|| absent(&format!("{program} is not installed")))
}

/// Says that a test is skipped, and why.
///
/// # Panics
/// `ROLECALL_REQUIRE_PEERS` is 1.
pub fn absent<T>(reason: &str) -> Option<T> {
    let required = std::env::var("ROLECALL_REQUIRE_PEERS").is_ok_and(|value| value == "1");
    assert!(!required, "{reason}, and ROLECALL_REQUIRE_PEERS is 1");
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    {
        eprintln!("skipped: {reason}");
    }
    None
}

/// Python with boto3 in it.
pub fn python_with_boto3() -> Option<PathBuf> {
    python_with("boto3", "boto3")
}

/// The interpreter itself, if these modules can be imported; `peer` is what they are called when they cannot.
///
/// What stands on `PATH` may be a script that looks for the interpreter anew each time, which takes longer than a test.
pub fn python_with(peer: &str, modules: &str) -> Option<PathBuf> {
    let import = Command::new(find("python3")?)
        .args([
            "-c",
            &format!("import {modules}, sys; print(sys.executable)"),
        ])
        .stderr(Stdio::null())
        .output();
    match import {
        Ok(output) if output.status.success() => {
            let path = String::from_utf8(output.stdout).expect("a path in UTF-8");
            Some(PathBuf::from(path.trim_end()))
        }
        _ => absent(&format!("{peer} is not installed")),
    }
}

/// A command for a peer that finds neither the user's credentials nor the network's, and talks to `endpoint`.
pub fn command(program: &Path, folder: &Path, endpoint: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null()).env_clear();
    for inherited in [
        "PATH",
        "LANG",
        "PYENV_ROOT",
        "PYENV_VERSION",
        "LD_LIBRARY_PATH",
    ] {
        if let Some(value) = std::env::var_os(inherited) {
            command.env(inherited, value);
        }
    }
    command.envs([
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]);
    // No home directory: a peer must not read or write the developer's configuration.
    command.env("HOME", folder);
    command
}

/// Runs a command and gives what it wrote to stdout.
///
/// # Panics
/// It cannot be run or fails; the message carries all it wrote.
pub fn run(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the peer can be run");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    );
    assert!(
        status.success(),
        "{command:?} failed: {status}\n{stdout}\n{stderr}"
    );
    stdout.into_owned()
}

/// A folder that mirrors the Terraform registry and has this provider (`hashicorp/aws`), searched for in the usual roots.
pub fn provider_mirror(provider: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let roots = [
        Some(PathBuf::from("/opt")),
        Some(PathBuf::from("/usr/share")),
        Some(PathBuf::from("/usr/local")),
        home,
    ];
    let wanted = Path::new("registry.terraform.io").join(provider);
    let found = roots
        .into_iter()
        .flatten()
        .find_map(|root| mirror_under(&root, &wanted, 4));
    found.or_else(|| {
        absent(&format!(
            "Terraform's provider {provider} is not in a filesystem mirror"
        ))
    })
}

fn mirror_under(folder: &Path, wanted: &Path, depth: usize) -> Option<PathBuf> {
    if folder.join(wanted).is_dir() {
        return Some(folder.to_owned());
    }
    let entries = std::fs::read_dir(folder).ok().filter(|_| depth > 0)?;
    let folders = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders
        .map(|entry| entry.path())
        .find_map(|inner| mirror_under(&inner, wanted, depth - 1))
}
