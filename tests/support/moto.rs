//! moto, an AWS that somebody else wrote, corrected where it is not AWS: `tests/peers/moto_corrected.py`.
//!
//! The binary under test talks to it as it talks to AWS; what came of that is read by boto3, in scripts beside the server,
//! and never by the binary itself.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::peers;
use super::rolecall::{Project, Run};

/// The four groups that the starter catalog requires.
pub const GROUPS: &str = "Managers,DevOps,Developers,BillingAdmin";

/// Looked for once: importing moto takes longer than starting what uses it.
static PYTHON: OnceLock<PathBuf> = OnceLock::new();

/// A running server; it ends with this value.
pub struct Moto {
    server: Child,
    url: String,
    python: PathBuf,
    // Where the scripts run: an empty folder is no home directory.
    folder: TempDir,
}

impl Moto {
    /// Starts a server with no organization in it, or says that moto is not installed.
    ///
    /// # Panics
    /// moto is absent and `ROLECALL_REQUIRE_PEERS` is 1, or the server does not start.
    pub fn start() -> Option<Self> {
        let python = match PYTHON.get() {
            Some(python) => python.clone(),
            None => find()?,
        };
        _ = PYTHON.set(python.clone());
        let folder = TempDir::new().unwrap();
        let mut command = script_of(&python, folder.path(), "", "moto_corrected.py");
        let mut server = command
            .args(["--port", "0"])
            // It ends when this pipe closes, also when the test is killed and drops nothing.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let stdout = server.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "moto says `{url}`");
        Some(Self {
            server,
            url,
            python,
            folder,
        })
    }

    /// Starts a server and creates in it the organization of `seed.py`, with these groups and users.
    pub fn with_organization(groups: &str, users: &str) -> Option<Self> {
        let moto = Self::start()?;
        moto.script("seed.py", &["--groups", groups, "--users", users]);
        Some(moto)
    }

    /// Where the server listens, for clients other than the binary under test.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs the binary under test against the server, unpaced: moto has no throttle, and the tests have no time.
    pub fn rolecall(&self, project: &Project, args: &[&str]) -> Run {
        let unpaced = [args, &["--requests-per-second", "1000"]].concat();
        project.run_against(&self.url, &unpaced)
    }

    /// Runs a script of `tests/peers` and gives what it wrote to stdout.
    ///
    /// # Panics
    /// It fails.
    #[track_caller]
    pub fn script(&self, name: &str, args: &[&str]) -> String {
        let mut command = script_of(&self.python, self.folder.path(), &self.url, name);
        peers::run(command.args(args))
    }

    /// Changes something behind the catalog's back; each sentence is one thing that `by_hand.py` does.
    #[track_caller]
    pub fn by_hand(&self, sentences: &[&str]) {
        self.script("by_hand.py", sentences);
    }

    /// All permission sets, assignments and groups, read by boto3.
    #[track_caller]
    pub fn read_back(&self) -> Value {
        serde_json::from_str(&self.script("read_back.py", &[])).unwrap()
    }

    /// How often the server was asked for each operation, `sso-admin:CreatePermissionSet` say.
    pub fn requests(&self) -> BTreeMap<String, u64> {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /requests HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// The requests of [`Moto::requests`] that are not reads.
    pub fn writes(&self) -> BTreeMap<String, u64> {
        let mut requests = self.requests();
        requests.retain(|operation, _| {
            let (_, operation) = operation.split_once(':').unwrap();
            !["Describe", "Get", "Is", "List"]
                .iter()
                .any(|verb| operation.starts_with(verb))
        });
        requests
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Nothing to be done about a server that has already gone.
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

/// Python with the moto that the corrections were written for.
fn find() -> Option<PathBuf> {
    let python = peers::python_with("moto", "moto.server")?;
    // Another version may have been corrected itself, or have other defects under other names.
    let version = "import moto; print(moto.__version__)";
    let version = peers::run(Command::new(&python).args(["-c", version]));
    match version.starts_with("5.2.") {
        true => Some(python),
        false => peers::absent(&format!(
            "moto 5.2 is not installed, but {}",
            version.trim()
        )),
    }
}

/// A script of `tests/peers`, to be run in an empty folder against an endpoint.
fn script_of(python: &Path, folder: &Path, endpoint: &str, name: &str) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/peers")
        .join(name);
    let mut command = peers::command(python, folder, endpoint);
    if endpoint.is_empty() {
        // An empty endpoint is an invalid one to boto3.
        command.env_remove("AWS_ENDPOINT_URL");
    }
    command.arg(script);
    command
}
