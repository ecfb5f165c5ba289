//! The command line to run next, as a person copies it into a shell.

use std::fmt;

/// A command line: the command, the options given for this run, and those that say where rolecall works (the catalog,
/// the sandbox, the profile, the region, the instance). Its text is quoted for a POSIX shell.
///
/// Every hint that names a command is made with it: without the options that say where, a hint given for the sandbox
/// would work on the real organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    command: String,
    given: Vec<Word>,
    places: Vec<Word>,
}

/// An option with its value, or a flag or an argument without one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    name: String,
    value: Option<String>,
    /// The form `--option=value`, for options whose value is optional.
    is_joined: bool,
}

impl Invocation {
    /// Says where rolecall works; repeat it for each option.
    #[must_use]
    pub fn at(mut self, option: &str, value: impl Into<String>) -> Self {
        self.places.push(Word::new(option, Some(value.into())));
        self
    }

    /// Says where rolecall works by an option whose value is optional.
    #[must_use]
    pub fn at_optional(mut self, option: &str, value: Option<String>) -> Self {
        self.places.push(Word {
            is_joined: true,
            ..Word::new(option, value)
        });
        self
    }

    /// Returns a command at the same place, without options of its own.
    #[must_use]
    pub fn command(&self, command: &str) -> Self {
        Self {
            command: command.to_owned(),
            given: Vec::new(),
            places: self.places.clone(),
        }
    }

    /// Adds an option with a value.
    #[must_use]
    pub fn option(mut self, option: &str, value: impl Into<String>) -> Self {
        self.given.push(Word::new(option, Some(value.into())));
        self
    }

    /// Adds a flag, or an argument.
    #[must_use]
    pub fn flag(mut self, flag: &str) -> Self {
        self.given.push(Word::new(flag, None));
        self
    }

    /// Adds options as one text such as `--max-removals 23`; an option that is there already gets the new value.
    #[must_use]
    pub fn with(mut self, option: &str) -> Self {
        let (name, value) = match option.split_once(' ') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (option, None),
        };
        self.given.retain(|word| word.name != name);
        self.given.push(Word::new(name, value));
        self
    }

    /// Says by `option` that it is at another place than this one.
    #[must_use]
    pub fn replacing(mut self, option: &str, value: impl Into<String>) -> Self {
        self.places.retain(|word| word.name != option);
        self.places.insert(0, Word::new(option, Some(value.into())));
        self
    }

    /// Says by an `option` whose value is optional that it is at another place than this one.
    #[must_use]
    pub fn replacing_optional(mut self, option: &str, value: Option<String>) -> Self {
        self.places.retain(|word| word.name != option);
        self.at_optional(option, value)
    }

    /// Returns the options that say where, without a command.
    pub fn places(&self) -> String {
        let words: Vec<String> = self.places.iter().map(Word::to_string).collect();
        words.join(" ")
    }

    /// Adds to every `rolecall COMMAND` of a hint the options that say where. Names in backticks stay as they are,
    /// unless a command stands in them.
    pub fn complete(&self, hint: &str) -> String {
        if self.places.is_empty() {
            return hint.to_owned();
        }
        let mut complete = String::with_capacity(hint.len());
        for (index, part) in hint.split('`').enumerate() {
            if index > 0 {
                complete.push('`');
            }
            let is_name = index % 2 == 1 && !part.starts_with("rolecall ");
            match is_name {
                true => complete.push_str(part),
                false => self.complete_part(part, &mut complete),
            }
        }
        complete
    }

    fn complete_part(&self, part: &str, complete: &mut String) {
        let mut rest = part;
        while let Some(at) = rest.find("rolecall ") {
            let after = at + "rolecall ".len();
            let command = rest.get(after..).unwrap_or_default();
            let end = command
                .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                .unwrap_or(command.len());
            let (word, next) = command.split_at(end);
            complete.push_str(rest.get(..after).unwrap_or_default());
            complete.push_str(word);
            if COMMANDS.contains(&word) {
                for place in &self.places {
                    complete.push_str(&format!(" {place}"));
                }
            }
            rest = next;
        }
        complete.push_str(rest);
    }
}

/// The commands that hints name.
const COMMANDS: [&str; 13] = [
    "access",
    "apply",
    "bootstrap",
    "diff",
    "doctor",
    "groups",
    "import",
    "init",
    "plan",
    "review",
    "roles",
    "snapshot",
    "validate",
];

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rolecall {}", self.command)?;
        for word in self.given.iter().chain(&self.places) {
            write!(f, " {word}")?;
        }
        Ok(())
    }
}

impl Word {
    fn new(name: &str, value: Option<String>) -> Self {
        Self {
            name: name.to_owned(),
            value,
            is_joined: false,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = quoted(&self.name);
        match &self.value {
            None => f.write_str(&name),
            Some(value) if self.is_joined => write!(f, "{name}={}", quoted(value)),
            Some(value) => write!(f, "{name} {}", quoted(value)),
        }
    }
}

/// Returns a word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sandbox() -> Invocation {
        Invocation::default()
            .at("--catalog", "my catalog.yaml")
            .at_optional("--sandbox", None)
    }

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("catalog/aws-sso.yaml"), "catalog/aws-sso.yaml");
        assert_eq!(quoted("my catalog.yaml"), "'my catalog.yaml'");
        assert_eq!(quoted("it's; $HOME"), r"'it'\''s; $HOME'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn a_command_keeps_its_place_and_an_option_is_given_once() {
        let apply = sandbox()
            .command("apply")
            .option("--only", "group=Dev Ops")
            .with("--max-removals 10")
            .with("--max-removals 23");
        assert_eq!(
            apply.to_string(),
            "rolecall apply --only 'group=Dev Ops' --max-removals 23 --catalog 'my catalog.yaml' --sandbox"
        );
    }

    #[test]
    fn a_hint_is_completed_and_names_are_left_alone() {
        assert_eq!(
            sandbox().complete("run `rolecall groups`, or rolecall snapshot > s.json"),
            "run `rolecall groups --catalog 'my catalog.yaml' --sandbox`, or rolecall snapshot --catalog \
             'my catalog.yaml' --sandbox > s.json"
        );
        let name = "did you mean `x rolecall plan`?";
        assert_eq!(sandbox().complete(name), name);
        assert_eq!(sandbox().complete("rolecall cannot"), "rolecall cannot");
        assert_eq!(Invocation::default().complete(name), name);
    }
}
