//! What each format may not contain, whatever the names are.

/// Checks what a command wrote to stdout, by the format that its line asks for.
#[track_caller]
pub fn hold(stdout: &str, line: &str, what: &str) {
    let format = line.split_once("--format ");
    match format.map_or("", |(_, rest)| rest.split(' ').next().unwrap_or("")) {
        "json" | "sarif" if !stdout.is_empty() => {
            let read = serde_json::from_str::<serde_json::Value>(stdout);
            read.unwrap_or_else(|error| panic!("{what} writes no JSON: {error}\n{stdout}"));
        }
        "markdown" => markdown(stdout, what),
        "csv" => csv(stdout, what),
        "github" => github(stdout, what),
        "html" => html(stdout, what),
        _ => no_line_is_forged(stdout, what),
    }
}

/// Checks that no line is a workflow command, which GitHub obeys wherever it stands in a log.
#[track_caller]
pub fn no_line_is_forged(text: &str, what: &str) {
    let forged = text
        .lines()
        .find(|line| line.trim_start().starts_with("::"));
    assert_eq!(forged, None, "{what}");
}

/// Every line is a command of ours, whose values hold no other.
#[track_caller]
fn github(text: &str, what: &str) {
    for line in text.lines() {
        let ours = ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|start| line.starts_with(start));
        assert!(ours, "{what} writes {line:?}");
        assert!(
            !line.starts_with("::error file=a,line=1::forged"),
            "{what} writes {line:?}"
        );
    }
}

/// No name is an element; the page's own are of other names or have other attributes.
#[track_caller]
fn html(text: &str, what: &str) {
    for harm in [
        "<script>x",
        "<img src=x>",
        "</details></table>",
        "<b>",
        "</script>|",
    ] {
        assert!(!text.contains(harm), "{what} writes {harm}");
    }
}

/// No cell is a formula to a spreadsheet.
#[track_caller]
fn csv(text: &str, what: &str) {
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap_or_else(|error| panic!("{what}: {error}\n{text}"));
        let formula = record
            .iter()
            .find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        assert_eq!(formula, None, "{what}");
    }
}

/// GitHub's dialect of Markdown, read by a reader that is not ours: no word of a name stands outside of code, and nothing is a
/// link, an image or a footnote.
#[track_caller]
fn rendered(text: &str, what: &str) {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.shortcodes = true;
    options.parse.relaxed_autolinks = true;
    let arena = comrak::Arena::new();
    for node in comrak::parse_document(&arena, text, &options).descendants() {
        use comrak::nodes::NodeValue;
        let outside = match &node.data.borrow().value {
            NodeValue::Text(words) => words.to_string(),
            NodeValue::HtmlInline(html) => html.clone(),
            NodeValue::HtmlBlock(block) => without_elements_of_code(&block.literal),
            NodeValue::Link(_)
            | NodeValue::Image(_)
            | NodeValue::FootnoteReference(_)
            | NodeValue::FootnoteDefinition(_)
            | NodeValue::ShortCode(_)
            | NodeValue::Alert(_) => panic!("{what} writes {:?}\n{text}", node.data.borrow().value),
            _ => continue,
        };
        let is_marker = outside.starts_with("<!-- rolecall:");
        assert!(
            is_marker || !outside.contains("rolecall-name"),
            "{what} writes a name outside of code: {outside}\n{text}"
        );
    }
}

/// HTML without what stands between `<code>` and `</code>`.
fn without_elements_of_code(html: &str) -> String {
    let mut pieces = html.split("<code>");
    let mut rest = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        rest.push_str(
            piece
                .split_once("</code>")
                .map_or(piece, |(_, after)| after),
        );
    }
    rest
}

/// Outside of code nothing of a name is HTML, a link, an image or a mention; no name starts a heading, and the rows of a
/// table have as many cells as its head.
#[track_caller]
fn markdown(text: &str, what: &str) {
    rendered(text, what);
    let plain = without_code(text);
    for harm in ["<script", "<img", "](javascript", "![", "@everyone"] {
        for (at, _) in plain.match_indices(harm) {
            let escaped = plain[..at].ends_with('\\');
            assert!(escaped, "{what} writes {harm} outside of code:\n{plain}");
        }
    }
    assert!(
        !plain
            .lines()
            .any(|line| line.starts_with("## forged") || line.starts_with("| forged")),
        "{what}:\n{text}"
    );
    let mut columns = None;
    for line in plain.lines() {
        let cells = line.replace("\\|", "").matches('|').count();
        match (columns, line.starts_with('|')) {
            (_, false) => columns = None,
            (None, true) => columns = Some(cells),
            (Some(columns), true) => assert_eq!(cells, columns, "{what}: {line}"),
        }
    }
}

/// The text without its code spans and fenced blocks, after the rules of CommonMark: a run of backticks opens a span, and
/// the next run of the same length ends it.
fn without_code(text: &str) -> String {
    let mut plain = String::new();
    let mut fence: Option<usize> = None;
    for line in text.lines() {
        let run = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if run >= open && line.trim_start_matches('`').is_empty() => fence = None,
            Some(_) => {}
            None if run >= 3 && !line.trim_start_matches('`').contains('`') => fence = Some(run),
            None => {
                plain.push_str(&without_spans(line));
                plain.push('\n');
            }
        }
    }
    plain
}

fn without_spans(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let after = rest[start..].trim_start_matches('`');
        let run = rest.len() - start - after.len();
        plain.push_str(&rest[..start]);
        match closing(after, run) {
            Some(end) => rest = &after[end..],
            // Nothing closes it: the backticks are backticks.
            None => {
                plain.push_str(&rest[start..start + run]);
                rest = after;
            }
        }
    }
    plain + rest
}

/// Where the span ends that a run of so many backticks opened.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`').map(|start| at + start) {
        let after = text[start..].trim_start_matches('`');
        let end = text.len() - after.len();
        if end - start == run {
            return Some(end);
        }
        at = end;
    }
    None
}

#[test]
fn code_is_told_from_text_as_commonmark_does() {
    assert_eq!(without_spans("a `b` c ``d`e`` f"), "a  c  f");
    assert_eq!(without_spans("a ` b"), "a ` b");
    assert_eq!(without_code("a\n```x\n<b>\n```\nc"), "a\nc\n");
}
