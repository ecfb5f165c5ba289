//! The parser's refusals in words for the person who wrote the file.

use granit_parser::{ErrorKind, ScanError};

use super::limits::{MAX_DEPTH, offset};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

/// What went wrong, what is marked, and what to do.
struct Words {
    message: String,
    label: &'static str,
    help: &'static str,
}

/// A diagnostic at the place where the parser stopped.
pub(super) fn explain(error: &ScanError, source: SourceId, text: &str) -> Diagnostic {
    let mut at = error.marker().byte_offset().unwrap_or(text.len());
    // The parser names the place behind the tabs.
    if is_tab(error.kind()) && text.get(..at).is_some_and(|before| before.ends_with('\t')) {
        at -= 1;
    }
    let span = character(source, text, at);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(span);
    }
    let words = words(error.kind());
    if line_holds_template(text, at) {
        return Diagnostic::error(
            Code::InvalidYaml,
            "a Go template stands where it is not YAML",
        )
        .primary(span, words.message)
        .note("Atmos works templates out before it reads the file as YAML; rolecall does not")
        .help("put the value in quotes, or use the output of `atmos describe component`");
    }
    let problem = Diagnostic::error(Code::InvalidYaml, words.message).primary(span, words.label);
    match words.help {
        "" => problem,
        help => problem.help(help),
    }
}

/// A diagnostic for collections that stand too deep inside one another.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        format!("more than {MAX_DEPTH} lists and mappings stand inside one another"),
    )
    .primary(span, "too deep")
    .help("no part of a catalog needs more than about 15 levels")
}

fn words(kind: &ErrorKind) -> Words {
    let (message, label, help) = match kind {
        ErrorKind::ExpectedBlockMappingKey => (
            "a key is expected here",
            "not a key of the mapping around it",
            "check the indentation: keys of one mapping start in the same column",
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            "a list entry is expected here",
            "no `- ` stands here",
            "check the indentation: entries of one list start in the same column",
        ),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidSimpleKey => (
            "the indentation does not fit the lines above",
            "",
            "keys of one mapping start in the same column, and every key ends with `:`",
        ),
        ErrorKind::SimpleKeyExpected => (
            "a key without `:`",
            "",
            "write `: ` after the key, or put the text on the line above in quotes",
        ),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "`: ` cannot stand here",
            "this would start another mapping inside the value",
            "start a key on a line of its own, in the column of its neighbours, or put a text with `: ` in quotes",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => (
            "`- ` cannot stand here",
            "",
            "start a list on the line after its key",
        ),
        tab if is_tab(tab) => (
            "a tab stands where only spaces may",
            "",
            "indent with spaces",
        ),
        ErrorKind::UnclosedQuotedScalar => (
            "a quote is never closed",
            "",
            "close the text with the quote that opens it",
        ),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a text in quotes is not closed before this line",
            "",
            "close the quote, or indent the lines that the text goes on in",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows a text in quotes",
            "the text ends before this",
            "put the whole value inside the quotes",
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "an unknown escape in a text in double quotes",
            "",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnclosedFlowCollection { .. } => (
            "a bracket is never closed",
            "",
            "close every `[` with `]` and every `{` with `}`",
        ),
        ErrorKind::MisplacedFlowCollectionEnd => (
            "a closing bracket without an opening one",
            "",
            "put a text that starts with a bracket in quotes",
        ),
        ErrorKind::MismatchedFlowCollectionEnd { .. } => (
            "a bracket is closed by one of another kind",
            "",
            "close every `[` with `]` and every `{` with `}`",
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            "`,` or `}` is expected here",
            "",
            "put a comma between entries, and texts with brackets or commas in quotes",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "`,` or `]` is expected here",
            "",
            "put a comma between entries, and texts with brackets or commas in quotes",
        ),
        ErrorKind::CommentNotSeparated => (
            "a comment without a space before `#`",
            "",
            "put a space before `#`, or the text in quotes",
        ),
        ErrorKind::MissingAnchorOrAliasName => (
            "`*` or `&` without a name",
            "",
            "put a text that starts with `*` or `&` in quotes: `\"*\"`",
        ),
        ErrorKind::UndeclaredTagHandle => ("a tag of an unknown kind", "", "write `!name`"),
        ErrorKind::UnexpectedCharacter { character } => {
            return Words {
                message: format!("a text cannot start with `{character}`"),
                label: "",
                help: "put the text in quotes",
            };
        }
        other => {
            return Words {
                message: format!("not YAML: {other}"),
                label: "",
                help: "",
            };
        }
    };
    Words {
        message: message.to_owned(),
        label,
        help,
    }
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

/// The character at a byte, or the empty end of a line or of the text.
pub(super) fn character(source: SourceId, text: &str, at: usize) -> Span {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let width = match next {
        None | Some('\n' | '\r') => 0,
        Some(character) => character.len_utf8(),
    };
    Span::new(source, offset(at), offset(at + width))
}

fn line_holds_template(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let head = before.rsplit('\n').next().unwrap_or("");
    let tail = after.split('\n').next().unwrap_or("");
    head.contains("{{") || tail.contains("{{")
}
