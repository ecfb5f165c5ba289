//! The terminal. Nothing else in the program prints.
//!
//! stdout is the product, stderr the conversation.

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::Failure;
use crate::text::Invocation;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Both streams, coloured or not.
pub struct Output {
    stdout: BufWriter<Box<dyn Write>>,
    stderr: Box<dyn Write>,
    colour_on_stderr: bool,
    aside: bool,
    /// Whether they are the process's own, behind which a terminal may be.
    own: bool,
    invocation: Invocation,
    failures: Vec<Failure>,
}

impl Output {
    /// Opens the streams. Colour follows `color`, and with `auto` the terminal, NO_COLOR and CLICOLOR.
    pub fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let stderr = AutoStream::new(io::stderr(), choice);
        Self {
            stdout: BufWriter::new(Box::new(WhileRead::new(AutoStream::new(
                io::stdout(),
                choice,
            )))),
            aside: false,
            colour_on_stderr: stderr.current_choice() != ColorChoice::Never,
            stderr: Box::new(WhileRead::new(stderr)),
            own: true,
            invocation: Invocation::default(),
            failures: Vec::new(),
        }
    }

    /// Other streams, which get every byte as it was written: no colour, nobody who can be asked, no progress.
    pub fn captured(stdout: impl Write + 'static, stderr: impl Write + 'static) -> Self {
        Self {
            stdout: BufWriter::new(Box::new(stdout)),
            stderr: Box::new(stderr),
            colour_on_stderr: false,
            aside: false,
            own: false,
            invocation: Invocation::default(),
            failures: Vec::new(),
        }
    }

    /// Says where the run works: hints name commands that work there, too.
    pub fn work_at(&mut self, invocation: Invocation) {
        self.invocation = invocation;
    }

    /// Returns a command line at the place of the run.
    pub fn invocation(&self) -> &Invocation {
        &self.invocation
    }

    /// The product.
    pub fn stdout(&mut self) -> &mut dyn Write {
        match self.aside {
            false => &mut self.stdout,
            true => &mut self.stderr,
        }
    }

    /// Runs a part whose product is conversation to the whole: what it writes to stdout goes to stderr.
    pub fn aside<T>(&mut self, part: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.aside, true);
        let result = part(self);
        self.aside = before;
        result
    }

    /// The conversation.
    pub fn stderr(&mut self) -> &mut dyn Write {
        &mut self.stderr
    }

    /// Keeps errors that were written to the conversation, for a product that says them, too.
    pub fn keep_failures(&mut self, failures: Vec<Failure>) {
        self.failures.extend(failures);
    }

    /// The errors that were kept.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Whether diagnostics are drawn in colour.
    pub fn colour_on_stderr(&self) -> bool {
        self.colour_on_stderr
    }

    /// Whether a person can be asked.
    pub fn is_interactive(&self) -> bool {
        self.own && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a question that only the answer `yes` agrees to.
    pub fn confirm(&mut self, question: &str) -> io::Result<bool> {
        self.flush()?;
        write!(self.stderr, "{question} ")?;
        self.stderr.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer.trim() == "yes")
    }

    /// A line of counts that redraws itself; `None` where stderr is no terminal.
    pub fn progress(&self) -> Option<ProgressLine> {
        let target = ProgressDrawTarget::stderr_with_hz(10);
        if target.is_hidden() || !self.own {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(
            ProgressStyle::with_template("  {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.enable_steady_tick(Duration::from_millis(200));
        Some(ProgressLine { bar })
    }

    /// Writes what is buffered.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// A stream whose reader may go away, as in `rolecall apply | head -1`.
///
/// From then on nothing is written and every write succeeds: the run ends as it would have ended, with the same exit
/// code, and an apply never stops half-way because of its output. Every other failure is reported.
struct WhileRead<W> {
    stream: W,
    closed: bool,
}

impl<W: Write> WhileRead<W> {
    fn new(stream: W) -> Self {
        let closed = false;
        Self { stream, closed }
    }

    fn unless_closed<T>(
        &mut self,
        otherwise: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(otherwise);
        }
        match write(&mut self.stream) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl<W: Write> Write for WhileRead<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), W::flush)
    }
}

/// A line on the terminal that says how far an apply is.
pub struct ProgressLine {
    bar: ProgressBar,
}

impl ProgressLine {
    /// Replaces the line.
    pub fn show(&self, line: String) {
        self.bar.set_message(line);
    }

    /// Prints a line above, which stays.
    pub fn above(&self, line: &str) {
        self.bar.println(line);
    }

    /// Removes the line.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
