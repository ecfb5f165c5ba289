//! Links between pages, and the table of contents.

use std::path::PathBuf;

use super::{markdown::Page, pages, root};

/// All pages whose links are followed.
fn linked_pages() -> Vec<Page> {
    let beside = [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "examples/iam/README.md",
    ];
    let beside = beside.iter().map(|name| Page::read(&root().join(name)));
    pages().into_iter().chain(beside).collect()
}

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    let reference = root().join("docs/reference");
    let mut followed = 0;
    for page in linked_pages() {
        let anchors = page.anchors();
        for link in page.links() {
            if link.starts_with("https://") {
                continue;
            }
            followed += 1;
            let place = format!("{}: {link}", page.name);
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = page.path.parent().unwrap().join(file);
            // The generated pages are written by a test of their own.
            if !reference.is_dir() && link.contains("reference/") {
                continue;
            }
            assert!(file.is_empty() || target.exists(), "{place}: no such file");
            if anchor.is_empty() {
                continue;
            }
            let there = match file {
                "" => anchors.clone(),
                _ => Page::read(&target.canonicalize().unwrap()).anchors(),
            };
            assert!(
                there.iter().any(|one| one == anchor),
                "{place}: no such heading among {there:?}"
            );
        }
    }
    assert!(followed > 100, "{followed} links");
}

#[test]
fn the_table_of_contents_has_every_page_once() {
    let docs = root().join("docs");
    let summary = Page::read(&docs.join("SUMMARY.md"));
    let mut listed: Vec<PathBuf> = summary.links().iter().map(|link| docs.join(link)).collect();
    let number = listed.len();
    listed.sort();
    listed.dedup();
    assert_eq!(listed.len(), number, "a page is listed twice");
    for page in pages() {
        let is_page = page.name != "README.md" && page.path != summary.path;
        assert!(!is_page || listed.contains(&page.path), "{}", page.name);
    }
    for line in summary.prose.lines().filter(|line| !line.is_empty()) {
        let entry = line.trim_start().starts_with("- [") || line.starts_with('[');
        assert!(entry || line.starts_with("# "), "mdBook takes no `{line}`");
    }
}

#[test]
fn what_many_pages_refer_to_is_explained_in_one_place() {
    let pages = linked_pages();
    for (anchor, place) in [
        ("managed-and-unmanaged", "docs/safety.md"),
        ("safety-limits", "docs/safety.md"),
        ("saved-plans", "docs/safety.md"),
        ("credentials-and-regions", "docs/troubleshooting.md"),
    ] {
        let explained = pages
            .iter()
            .filter(|page| page.anchors().iter().any(|one| one == anchor));
        let explained: Vec<&str> = explained.map(|page| page.name.as_str()).collect();
        assert_eq!(explained, [place], "{anchor}");
        let link = format!("#{anchor}");
        let linked = pages
            .iter()
            .filter(|page| page.links().iter().any(|one| one.ends_with(&link)))
            .count();
        assert!(linked >= 2, "{linked} pages link to {anchor}");
    }
}
