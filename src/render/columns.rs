//! The columns of `terraform fmt`: `=` and trailing comments stand below each other in consecutive lines.
//!
//! Templates need not count spaces, and one that a user wrote comes out formatted, too. Only columns are set; line
//! breaks and indentation are the template's.

/// Sets the columns of a configuration. The rule is Terraform's own (`hclwrite`): a line takes part with its `=` if
/// its brackets are balanced from there on, and each run of such lines is aligned by itself.
pub(super) fn align(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut run: Vec<Line<'_>> = Vec::new();
    for text in text.lines() {
        let line = Line::read(text);
        if line.assign.is_none() && line.comment.is_none() {
            write_run(&mut run, &mut out);
            out.push_str(text);
            out.push('\n');
        } else {
            run.push(line);
        }
    }
    write_run(&mut run, &mut out);
    out
}

/// A line in cells, none with space around it but for the indentation of the first.
struct Line<'a> {
    lead: &'a str,
    assign: Option<&'a str>,
    comment: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn read(text: &'a str) -> Self {
        let scan = Scan::of(text);
        let (code, comment) = match scan.comment.and_then(|at| text.split_at_checked(at)) {
            // A comment with nothing before it is no cell.
            Some((code, comment)) if !code.trim().is_empty() => (code, Some(comment)),
            _ => (text, None),
        };
        let assign = scan.assign.filter(|_| scan.balanced_after_assign);
        let (lead, assign) = match assign.and_then(|at| code.split_at_checked(at)) {
            Some((lead, assign)) => (lead.trim_end(), Some(assign.trim_end())),
            None => (code.trim_end(), None),
        };
        Self {
            lead,
            assign,
            comment,
        }
    }
}

/// Where the first `=` and the comment of a line begin.
#[derive(Default)]
struct Scan {
    assign: Option<usize>,
    balanced_after_assign: bool,
    comment: Option<usize>,
}

impl Scan {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut scan = Self::default();
        let mut brackets = 0_i32;
        let mut at = 0;
        let mut previous = b' ';
        while let Some(&byte) = bytes.get(at) {
            let next = bytes.get(at + 1).copied();
            match byte {
                b'"' => at = end_of_string(bytes, at),
                b'#' => {
                    scan.comment = Some(at);
                    break;
                }
                b'/' if next == Some(b'/') => {
                    scan.comment = Some(at);
                    break;
                }
                b'=' if scan.assign.is_none()
                    && !matches!(previous, b'=' | b'!' | b'<' | b'>')
                    && !matches!(next, Some(b'=' | b'>')) =>
                {
                    scan.assign = Some(at);
                    brackets = 0;
                }
                b'(' | b'[' | b'{' => brackets += 1,
                b')' | b']' | b'}' => brackets -= 1,
                _ => {}
            }
            previous = byte;
            at += 1;
        }
        scan.balanced_after_assign = brackets == 0;
        scan
    }
}

/// The closing quote of the string that opens at `start`; interpolations may hold strings of their own.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    let mut depth = 0_u32;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'$' | b'%' if bytes.get(at + 1) == Some(&byte) && bytes.get(at + 2) == Some(&b'{') => {
                at += 2;
            }
            b'$' | b'%' if bytes.get(at + 1) == Some(&b'{') => {
                depth += 1;
                at += 1;
            }
            b'}' if depth > 0 => depth -= 1,
            b'"' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn write_run(run: &mut Vec<Line<'_>>, out: &mut String) {
    let leads = widths(run, |line| line.assign.map(|_| line.lead));
    let codes: Vec<String> = run
        .iter()
        .zip(leads)
        .map(|(line, width)| match line.assign {
            Some(assign) => {
                let spaces = width.saturating_sub(columns(line.lead)) + 1;
                format!("{}{:spaces$}{assign}", line.lead, "")
            }
            None => line.lead.to_owned(),
        })
        .collect();
    let commented: Vec<Option<&str>> = run
        .iter()
        .zip(&codes)
        .map(|(line, code)| line.comment.map(|_| code.as_str()))
        .collect();
    let ends = widths(&commented, |code| *code);
    for ((line, code), width) in run.iter().zip(&codes).zip(ends) {
        out.push_str(code);
        if let Some(comment) = line.comment {
            let spaces = width.saturating_sub(columns(code)) + 1;
            out.extend(std::iter::repeat_n(' ', spaces));
            out.push_str(comment);
        }
        out.push('\n');
    }
    run.clear();
}

/// For each line the width of the widest cell in its run of lines that have the cell.
fn widths<T>(lines: &[T], cell: impl Fn(&T) -> Option<&str>) -> Vec<usize> {
    let mut widths = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|a, b| cell(a).is_some() == cell(b).is_some()) {
        let widest = run.iter().filter_map(&cell).map(columns).max().unwrap_or(0);
        widths.extend(std::iter::repeat_n(widest, run.len()));
    }
    widths
}

/// Terraform counts grapheme clusters. Names are counted in characters: the cells that are aligned hold keywords and
/// keys of policies, and what else stands there is a single line of its own.
fn columns(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn aligned(text: &str, expected: &str) {
        assert_eq!(align(text), expected);
        assert_eq!(align(expected), expected, "aligned text stays as it is");
    }

    #[test]
    fn equal_signs_of_consecutive_lines_stand_below_each_other() {
        aligned(
            "  a = 1\n  long = 2\n\n  b = 3\n",
            "  a    = 1\n  long = 2\n\n  b = 3\n",
        );
    }

    #[test]
    fn a_line_that_opens_a_bracket_ends_the_run() {
        aligned(
            "a = 1\nlonger = [\n  2,\n]\nlong = {}\nb = f(1)\n",
            "a = 1\nlonger = [\n  2,\n]\nlong = {}\nb    = f(1)\n",
        );
    }

    #[test]
    fn what_stands_in_strings_is_neither_bracket_nor_equal_sign_nor_comment() {
        aligned(
            "\"k=[\" = \"# } ${f(\"x\")} $${ \\\" \"\nab = 1\n",
            "\"k=[\" = \"# } ${f(\"x\")} $${ \\\" \"\nab    = 1\n",
        );
    }

    #[test]
    fn comparisons_are_no_assignments() {
        aligned("a == b\nxyz = 1\nc => d\n", "a == b\nxyz = 1\nc => d\n");
    }

    #[test]
    fn trailing_comments_stand_below_each_other() {
        aligned(
            "id = \"1\" # one\nother_id = \"2\" # two\n# whole line\n",
            "id       = \"1\" # one\nother_id = \"2\" # two\n# whole line\n",
        );
    }
}
