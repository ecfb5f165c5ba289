//! The steps, drawn for people and for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::idp::Idp;
use super::observed::Observed;
use super::step::{Next, Step, StepName, StepState};
use super::steps;
use crate::text::{self, visible};

/// Steps with the command that goes on.
#[derive(Debug, Clone)]
pub struct Report {
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// The provider that the user names.
    pub idp: Option<Idp>,
    /// The command line that goes on from here.
    pub command: String,
}

impl Report {
    /// Decides the steps. Groups that a provider synchronizes are worth waiting for, so the command says that.
    pub fn new(observed: &Observed) -> Self {
        let steps = steps(observed);
        let missing = steps
            .iter()
            .any(|step| step.name == StepName::RequiredGroups && step.state == StepState::Failed);
        let mut command = observed.bootstrap_again();
        if missing && observed.provider().is_some_and(Idp::synchronizes_groups) {
            command.push_str(" --wait 45m");
        }
        Self {
            steps,
            idp: observed.idp,
            command,
        }
    }
}

/// Lines of advice are broken here: they are read beside a browser.
const WIDTH: usize = 100;

impl Report {
    /// Whether nothing stands in the way: no step failed.
    pub fn is_clear(&self) -> bool {
        self.steps
            .iter()
            .all(|step| step.state != StepState::Failed)
    }

    /// Whether everything is done.
    pub fn is_done(&self) -> bool {
        let settled = |step: &Step| matches!(step.state, StepState::Done | StepState::Attention);
        self.steps.iter().all(settled)
    }

    /// Writes a document for programs.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let document = json!({
            "version": 1,
            "done": self.is_done(),
            "idp": self.idp.map(Idp::name),
            "steps": self.steps,
            "command": (!self.is_done()).then_some(&self.command),
        });
        writeln!(out, "{}", text::json(&format!("{document:#}")))
    }

    /// Writes what a person reads: a line for each step, then what to do.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        for step in &self.steps {
            if !is_blocked(step) {
                line(out, step)?;
            }
        }
        let blocked: Vec<&str> = self
            .steps
            .iter()
            .filter(|step| is_blocked(step))
            .map(|step| step.name.words())
            .collect();
        if let [_, ..] = blocked.as_slice() {
            let wait = if blocked.len() == 1 { "waits" } else { "wait" };
            writeln!(out, "· {} {wait} for this", blocked.join(", "))?;
        }
        let attention = self
            .steps
            .iter()
            .filter(|step| step.state == StepState::Attention);
        for step in attention {
            if let Some(next) = &step.next {
                advice(out, &format!("About {}", step.name.words()), next)?;
            }
        }
        let mut asked = false;
        for step in &self.steps {
            let turn = matches!(step.state, StepState::Failed | StepState::Waiting);
            if let Some(next) = step.next.as_ref().filter(|_| turn) {
                advice(out, "Next", next)?;
                asked = step.state == StepState::Failed;
            }
        }
        match (asked, self.is_done()) {
            (true, _) => writeln!(out, "\nThen: {}", visible(&self.command)),
            (false, true) => writeln!(out, "\nEverything is set up."),
            (false, false) => Ok(()),
        }
    }
}

/// Whether a step cannot begin yet.
fn is_blocked(step: &Step) -> bool {
    step.state == StepState::Waiting && step.next.is_none()
}

fn line(out: &mut dyn Write, step: &Step) -> io::Result<()> {
    let (glyph, style) = match step.state {
        StepState::Done => ('✓', AnsiColor::Green.on_default()),
        StepState::Attention => ('!', AnsiColor::Yellow.on_default()),
        StepState::Failed => ('✗', AnsiColor::Red.on_default()),
        StepState::Waiting => ('·', Style::new()),
    };
    writeln!(
        out,
        "{style}{glyph}{style:#} {:<17}  {}",
        step.name.words(),
        visible(&step.message)
    )
}

fn advice(out: &mut dyn Write, heading: &str, next: &Next) -> io::Result<()> {
    let bold = Style::new().bold();
    let place = match next.place.as_str() {
        "" => String::new(),
        place => format!(", {place}"),
    };
    writeln!(out, "\n{bold}{heading}{place}:{bold:#}")?;
    let numbered = next.actions.len() > 1;
    for (number, action) in next.actions.iter().enumerate() {
        let mark = match numbered {
            true => format!("  {}. ", number + 1),
            false => "  ".to_owned(),
        };
        wrapped(out, &mark, action)?;
    }
    for note in &next.notes {
        wrapped(out, "  - ", note)?;
    }
    Ok(())
}

/// Writes a text after a mark, its further lines under the first.
fn wrapped(out: &mut dyn Write, mark: &str, text: &str) -> io::Result<()> {
    let indent = " ".repeat(mark.width());
    let text = visible(text);
    let mut line = mark.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && line.width() + 1 + word.width() > WIDTH {
            writeln!(out, "{line}")?;
            line.clone_from(&indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    writeln!(out, "{line}")
}
