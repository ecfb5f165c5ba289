//! Command lines in this process, and what they write.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use clap::Parser as _;
use rolecall::cli::{Cli, parse_error};
use rolecall::error::Exit;
use rolecall::output::Output;

use super::drawn;
use super::folder::MARKER;

/// How many of the commands that take an input are run with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// One, chosen by the input: a search tries many inputs.
    OneCommand,
    /// Each.
    #[allow(dead_code, reason = "cargo-fuzz searches, and nothing else")]
    EveryCommand,
}

impl Effort {
    /// Those of `all` that are run with this input.
    pub fn of<'a, T>(self, data: &[u8], all: &'a [T]) -> impl Iterator<Item = &'a T> {
        // Every byte counts, so that mutations of one input go to different commands.
        let sum = data.iter().fold(0_usize, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
        });
        let chosen = sum % all.len();
        all.iter()
            .enumerate()
            .filter(move |(at, _)| self == Self::EveryCommand || *at == chosen)
            .map(|(_, command)| command)
    }
}

/// A stream that is kept.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command line wrote, and how it ended.
pub struct Ended {
    /// The exit code.
    #[allow(dead_code, reason = "to a search every end is one")]
    pub code: i32,
    /// The product.
    pub stdout: String,
    /// The conversation.
    pub stderr: String,
}

/// Runs a command line as the program does, and checks what it writes: UTF-8 that says nothing to a terminal, and nothing
/// of what lies outside its folder.
///
/// # Panics
/// A promise is broken.
pub fn ended(words: &[&str]) -> Ended {
    let line = || std::iter::once("rolecall").chain(words.iter().copied());
    let (stdout, stderr) = (Kept::default(), Kept::default());
    let mut output = Output::captured(stdout.clone(), stderr.clone());
    let ended = match Cli::try_parse_from(line()) {
        Ok(cli) => cli.run(&mut output),
        Err(error) => {
            assert!(error.use_stderr(), "{error}");
            writeln!(output.stderr(), "{}", parse_error(line().map(Into::into))).unwrap();
            Ok(Exit::Failed)
        }
    };
    let code = match ended {
        Ok(exit) => exit as i32,
        Err(error) => {
            error.print(&mut output).unwrap();
            error.exit() as i32
        }
    };
    output.flush().unwrap();
    let text = |kept: &Kept| String::from_utf8(kept.0.take()).unwrap();
    let (stdout, stderr) = (text(&stdout), text(&stderr));
    let what = words.join(" ");
    for text in [&stdout, &stderr] {
        drawn::harmless(text, &what);
        assert!(
            !text.contains(MARKER),
            "{what} shows what lies outside: {text}"
        );
    }
    Ended {
        code,
        stdout,
        stderr,
    }
}

/// The same for those to whom every end is one. Returns both streams.
pub fn run(words: &[&str]) -> (String, String) {
    let ended = ended(words);
    (ended.stdout, ended.stderr)
}
