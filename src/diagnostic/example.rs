//! The example of a diagnostic code: a run that prints it, kept in a file.
//!
//! The file is a txtar archive: a comment, which ends with the command after `$ `, then the files of the run, each after
//! a line `-- NAME --`. The last one, `printed`, is what the run prints on stderr.

/// A run that ends with a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What the files do not show; empty if nothing is to be said.
    pub circumstances: &'static str,
    /// The command, as it is typed.
    pub command: &'static str,
    /// The files of the run: name and text.
    pub files: Vec<(&'static str, &'static str)>,
    /// The diagnostic as it is printed.
    pub printed: &'static str,
}

const PRINTED: &str = "printed";

impl Example {
    /// Reads an archive; `None` if it has no command.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let mut example = Self {
            circumstances: "",
            command: "",
            files: Vec::new(),
            printed: "",
        };
        let (comment, mut rest) = match text.find("-- ") {
            Some(start) => text.split_at(start),
            None => (text, ""),
        };
        let (circumstances, command) = comment.trim_end().rsplit_once("$ ")?;
        example.circumstances = circumstances.trim_end();
        example.command = command;
        while let Some((name, after)) = rest
            .strip_prefix("-- ")
            .and_then(|rest| rest.split_once(" --\n"))
        {
            let end = after.find("\n-- ").map_or(after.len(), |end| end + 1);
            let (body, next) = after.split_at(end);
            match name {
                PRINTED => example.printed = body,
                name => example.files.push((name, body)),
            }
            rest = next;
        }
        Some(example)
    }

    /// The files that a person reads to understand the example: those in YAML.
    pub fn shown(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let files = self.files.iter().copied();
        files.filter(|(name, _)| name.ends_with(".yaml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_split_into_its_files() {
        let text =
            "A note.\n$ rolecall validate\n-- a/b.yaml --\nx: 1\n-- printed --\nerror\n --> a\n";
        assert_eq!(
            Example::parse(text),
            Some(Example {
                circumstances: "A note.",
                command: "rolecall validate",
                files: vec![("a/b.yaml", "x: 1\n")],
                printed: "error\n --> a\n",
            })
        );
        assert_eq!(Example::parse("no command\n"), None);
    }
}
