//! The files behind a catalog: each is read once, within limits, under the name by which the user knows it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::confines::{Confines, Outside};
use super::location::{Identity, folder, identity};
use crate::catalog::node::Node;
use crate::catalog::yaml::{self, MAX_BYTES};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// Files of one catalog, with everything that is imported.
const MAX_FILES: usize = 10_000;

/// Bytes of all files of one catalog.
const MAX_TOTAL: usize = 4 * MAX_BYTES;

/// Every file that was read.
pub(super) struct Files<'a> {
    pub(super) sources: &'a mut Sources,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// Which files may be read.
    pub(super) confines: Confines,
    read: HashMap<Identity, Option<SourceId>>,
    folders: HashMap<SourceId, PathBuf>,
    order: Vec<SourceId>,
    bytes: usize,
}

impl<'a> Files<'a> {
    pub(super) fn new(
        sources: &'a mut Sources,
        diagnostics: &'a mut Diagnostics,
        confines: Confines,
    ) -> Self {
        Self {
            sources,
            diagnostics,
            confines,
            read: HashMap::new(),
            folders: HashMap::new(),
            order: Vec::new(),
            bytes: 0,
        }
    }

    /// The document in a file. `asked` is the place that names the file, where a file does.
    pub(super) fn document(&mut self, path: &Path, asked: Option<Span>) -> Option<Node> {
        let source = self.source(path, asked)?;
        yaml::read(source, self.sources, self.diagnostics)
    }

    /// The text of a file as a source, read from disk the first time. A file that cannot be read is reported once.
    pub(super) fn source(&mut self, path: &Path, asked: Option<Span>) -> Option<SourceId> {
        let identity = identity(path);
        if let Some(known) = self.read.get(&identity) {
            return *known;
        }
        let source = self.load(path, asked);
        self.read.insert(identity, source);
        source
    }

    /// The folder of the file that a place lies in.
    pub(super) fn folder_of(&self, span: Span) -> PathBuf {
        let folder = self.folders.get(&span.source);
        folder.cloned().unwrap_or_else(|| PathBuf::from("."))
    }

    /// All files, in the order in which they were read.
    pub(super) fn into_order(self) -> Vec<SourceId> {
        self.order
    }

    fn load(&mut self, path: &Path, asked: Option<Span>) -> Option<SourceId> {
        let name = path.display().to_string();
        if self.order.len() >= MAX_FILES || self.bytes >= MAX_TOTAL {
            let problem = Diagnostic::error(
                Code::TooLarge,
                format!("the catalog has more than {MAX_FILES} files, or too long ones"),
            );
            self.refuse(problem.help("import fewer files"), asked);
            return None;
        }
        let refusal = match asked {
            Some(_) => self.confines.refusal(path),
            None => self.confines.refusal_of_link(path),
        };
        if let Some(outside) = refusal {
            self.refuse(out_of_confines(&name, outside), asked);
            return None;
        }
        let bytes = match read_limited(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let problem = Diagnostic::error(
                    Code::UnreadableFile,
                    format!("cannot read `{name}`: {}", reason(&error)),
                );
                self.refuse(problem.help(way_out(&error)), asked);
                return None;
            }
        };
        self.bytes = self.bytes.saturating_add(bytes.len());
        if bytes.len() > MAX_BYTES {
            let source = self.add(path, asked, String::new());
            let place = Span::new(source, 0, 0);
            self.diagnostics.push(yaml::too_many_bytes(place));
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.add(path, asked, text)),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let help = match bytes.get(..2) {
                    Some([0xFF, 0xFE] | [0xFE, 0xFF]) => "the file is UTF-16: save it as UTF-8",
                    _ => "save the file as UTF-8",
                };
                // The replacement characters start where the text stops being UTF-8, so the place is true.
                let source = self.add(path, asked, String::from_utf8_lossy(&bytes).into_owned());
                let at = u32::try_from(at).expect("a file has at most MAX_BYTES bytes");
                self.diagnostics.push(
                    Diagnostic::error(Code::InvalidYaml, "the file is not UTF-8")
                        .primary(Span::new(source, at, at.saturating_add(3)), "no character")
                        .help(help),
                );
                None
            }
        }
    }

    fn add(&mut self, path: &Path, asked: Option<Span>, text: String) -> SourceId {
        let source = self.sources.add(path.display().to_string(), text);
        self.sources.is_file(source, asked);
        self.folders.insert(source, folder(path));
        self.order.push(source);
        source
    }

    fn refuse(&mut self, problem: Diagnostic, asked: Option<Span>) {
        self.diagnostics.push(match asked {
            Some(span) => problem.primary(span, "named here"),
            None => problem,
        });
    }
}

fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more; a device without an end stops here too.
    let mut limited = file.take(MAX_BYTES as u64 + 1);
    limited.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn out_of_confines(name: &str, outside: Outside) -> Diagnostic {
    let (what, help) = match outside {
        Outside::Elsewhere => (
            "lies outside the project of the catalog",
            "move it into the repository, or name its folder with `--stacks DIR`",
        ),
        Outside::Hidden => (
            "is hidden in the project of the catalog",
            "move it to a path in which no name starts with a dot",
        ),
    };
    Diagnostic::error(
        Code::OutsideProject,
        format!("`{name}` {what}, and is not read"),
    )
    .note("a catalog by another author must not show files elsewhere on this machine")
    .help(help)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn way_out(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "check the path, and the folder in which the command runs",
        io::ErrorKind::PermissionDenied => "give yourself the right to read it",
        io::ErrorKind::IsADirectory => "name a file",
        _ => "check the path",
    }
}
