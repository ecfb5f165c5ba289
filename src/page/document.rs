//! The file: head, frame, tables, script.

use std::io::{self, Write};

use super::data::Data;
use super::{escape, fallback};

/// The style, in the order in which its parts follow each other.
const STYLE: &str = concat!(
    include_str!("assets/base.css"),
    include_str!("assets/frame.css"),
    include_str!("assets/classes.css"),
    include_str!("assets/filter.css"),
    include_str!("assets/matrix.css"),
    include_str!("assets/views.css"),
    include_str!("assets/print.css"),
);

/// The script. Its parts share one scope, and nothing of it is visible outside.
const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("assets/dom.js"),
    include_str!("assets/words.js"),
    include_str!("assets/tables.js"),
    include_str!("assets/fragment.js"),
    include_str!("assets/filter.js"),
    include_str!("assets/badges.js"),
    include_str!("assets/columns.js"),
    include_str!("assets/layout.js"),
    include_str!("assets/matrix.js"),
    include_str!("assets/heads.js"),
    include_str!("assets/cells.js"),
    include_str!("assets/keys.js"),
    include_str!("assets/card.js"),
    include_str!("assets/headings.js"),
    include_str!("assets/fold.js"),
    include_str!("assets/list.js"),
    include_str!("assets/policy.js"),
    include_str!("assets/sets.js"),
    include_str!("assets/set.js"),
    include_str!("assets/principals.js"),
    include_str!("assets/accounts.js"),
    include_str!("assets/findings.js"),
    include_str!("assets/find.js"),
    include_str!("assets/main.js"),
    "})();\n",
);

const FRAME: &str = include_str!("assets/frame.html");

/// Writes the page. The same tables give the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn write(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    let json = serde_json::to_string(data)?;
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
        escape::text(&policy())
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    )?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">")?;
    writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">")?;
    writeln!(
        out,
        "<meta name=\"generator\" content=\"rolecall {}\">",
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "<title>{}</title>", escape::text(data.title()))?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>")?;
    out.write_all(FRAME.as_bytes())?;
    fallback::write(data, out)?;
    writeln!(
        out,
        "<script type=\"application/json\" id=\"tables\">{}</script>",
        escape::json(&json)
    )?;
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// Nothing is loaded from anywhere, and nothing runs but the script and the style that are written here.
fn policy() -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        escape::hash_source(SCRIPT),
        escape::hash_source(STYLE)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(data: &Data) -> String {
        let mut out = Vec::new();
        write(data, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn style_and_script_stay_within_their_elements_and_are_what_the_policy_allows() {
        let page = page(&Data::default());
        for (text, element) in [(STYLE, "style"), (SCRIPT, "script")] {
            let whole = format!("<{element}>{text}</{element}>");
            assert_eq!(page.matches(&whole).count(), 1);
            assert!(!text.contains("</") && !text.contains("<!--"), "{element}");
            let allowed = escape::text(&escape::hash_source(text));
            assert!(page.contains(&allowed), "{element}");
        }
        assert!(!page.contains("http://") && !page.contains("https://"));
    }

    #[test]
    fn the_script_makes_no_markup_of_text_and_runs_none() {
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "createContextualFragment",
            "srcdoc",
            "eval(",
            "Function(",
            "fetch(",
            "XMLHttpRequest",
            "localStorage",
            "import(",
        ] {
            assert!(!SCRIPT.contains(way), "{way}");
        }
    }

    #[test]
    fn a_page_of_nothing_is_a_page() {
        let page = page(&Data::default());
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">\n"));
        assert!(page.ends_with("</script>\n</body>\n</html>\n"));
    }
}
