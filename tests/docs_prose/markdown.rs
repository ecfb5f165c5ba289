//! What the tests need of a Markdown page: its fenced blocks, its text without them, its headings and links.

use std::path::{Path, PathBuf};

/// A page.
pub struct Page {
    /// The path below the repository.
    pub name: String,
    /// The path of the file.
    pub path: PathBuf,
    /// The fenced blocks, in order.
    pub blocks: Vec<Block>,
    /// The lines outside of fenced blocks.
    pub prose: String,
}

/// A fenced block.
pub struct Block {
    /// The word after the fence.
    pub language: String,
    /// The lines between the fences.
    pub text: String,
    /// The line before the fence, without blanks.
    pub before: String,
}

impl Block {
    /// The instruction in the comment before the block: `run`, `file` or `fragment`, and what stands behind its colon.
    pub fn instruction(&self) -> Option<(&str, &str)> {
        let inside = self.before.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
        Some(inside.split_once(": ").unwrap_or((inside, "")))
    }
}

impl Page {
    /// Reads a page.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path
            .strip_prefix(env!("CARGO_MANIFEST_DIR"))
            .unwrap()
            .display()
            .to_string();
        let mut page = Self {
            name,
            path: path.to_owned(),
            blocks: Vec::new(),
            prose: String::new(),
        };
        let mut before = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let trimmed = line.trim();
            let Some(language) = trimmed.strip_prefix("```") else {
                page.prose.push_str(line);
                page.prose.push('\n');
                before = trimmed.to_owned();
                continue;
            };
            let indent = line.len() - line.trim_start().len();
            let inside: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .map(|line| line.get(indent..).unwrap_or(""))
                .collect();
            page.blocks.push(Block {
                language: language.to_owned(),
                text: inside.join("\n") + "\n",
                before: std::mem::take(&mut before),
            });
        }
        page
    }

    /// The texts between single backticks, line breaks as blanks.
    pub fn code_spans(&self) -> Vec<String> {
        let words: Vec<&str> = self.prose.split_whitespace().collect();
        let prose = words.join(" ");
        let odd = prose.split('`').skip(1).step_by(2);
        odd.map(str::to_owned).collect()
    }

    /// The targets of links and pictures, code spans set aside.
    pub fn links(&self) -> Vec<String> {
        let outside: String = self
            .prose
            .split('`')
            .step_by(2)
            .collect::<Vec<_>>()
            .join("");
        let targets = outside.split("](").skip(1);
        targets
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target.to_owned())
            .collect()
    }

    /// The anchors of the headings, as code hosts and mdBook make them.
    pub fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for line in self.prose.lines().filter(|line| line.starts_with('#')) {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter_map(|character| match character {
                ' ' => Some('-'),
                '-' | '_' => Some(character),
                _ => character.is_alphanumeric().then_some(character),
            });
            let anchor: String = kept.collect();
            let mut unique = anchor.clone();
            let mut repeated = 0;
            while anchors.contains(&unique) {
                repeated += 1;
                unique = format!("{anchor}-{repeated}");
            }
            anchors.push(unique);
        }
        anchors
    }
}
