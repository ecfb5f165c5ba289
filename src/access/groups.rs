//! The groups of the identity store, listed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::model::PrincipalId;
use crate::model::snapshot::Group;
use crate::text::count;
use crate::text::csv_cell;
use crate::text::table::padded;
use crate::text::{self, visible};

/// Which groups are listed, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupFilter(Option<Vec<String>>);

impl GroupFilter {
    /// Every group, whatever its name.
    pub fn all() -> Self {
        Self(None)
    }

    /// Groups whose name contains one of the texts between the commas, in any case and anywhere. Nothing in a
    /// text is a wildcard; white space around it does not count, and an empty text matches nothing.
    pub fn containing(texts: &str) -> Self {
        let texts = texts.split(',').map(|text| text.trim().to_lowercase());
        Self(Some(texts.filter(|text| !text.is_empty()).collect()))
    }

    /// Whether a group is listed. One without a name matches no text.
    pub fn lists(&self, group: &Group) -> bool {
        let Some(texts) = &self.0 else {
            return true;
        };
        let name = group.display_name.as_deref().unwrap_or_default();
        let name = name.to_lowercase();
        texts.iter().any(|text| name.contains(text))
    }
}

/// Groups with the numbers of their members.
#[derive(Debug, Clone, Copy)]
pub struct GroupList<'a> {
    /// The groups, in the order in which they are listed.
    pub groups: &'a [Group],
    /// Members by group; a group that is absent has none.
    pub members: &'a BTreeMap<PrincipalId, usize>,
}

impl GroupList<'_> {
    fn members(&self, group: &Group) -> usize {
        self.members.get(&group.id).copied().unwrap_or_default()
    }

    /// Writes a document for programs.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let groups: Vec<_> = self
            .groups
            .iter()
            .map(|group| {
                json!({
                    "name": group.display_name,
                    "id": group.id.as_str(),
                    "external_ids": group.external_ids,
                    "members": self.members(group),
                })
            })
            .collect();
        let document = json!({"version": 1, "groups": groups});
        writeln!(out, "{}", text::json(&format!("{document:#}")))
    }

    /// Writes a table for spreadsheets; of several external ids the cells hold all, with a space between them.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["name", "id", "external_id", "issuer", "members"])?;
        for group in self.groups {
            let all = |part: fn(&crate::model::snapshot::ExternalId) -> &str| {
                let parts: Vec<&str> = group.external_ids.iter().map(part).collect();
                parts.join(" ")
            };
            let (external, issuer) = (all(|one| &one.id), all(|one| &one.issuer));
            let members = self.members(group).to_string();
            let cells = [
                group.display_name.as_deref().unwrap_or_default(),
                group.id.as_str(),
                &external,
                &issuer,
                &members,
            ];
            csv.write_record(cells.map(csv_cell))?;
        }
        csv.flush()
    }

    /// Writes what a person reads: name, members, id, and what the identity provider calls the group.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let name = |group: &Group| {
            let name = group.display_name.as_deref().unwrap_or("(without a name)");
            visible(name).into_owned()
        };
        let widest = |cell: &dyn Fn(&Group) -> String| {
            let widths = self.groups.iter().map(|group| cell(group).width());
            widths.max().unwrap_or_default()
        };
        let members = |group: &Group| count(self.members(group), "member");
        let (names, numbers) = (widest(&name), widest(&members));
        for group in self.groups {
            writeln!(
                out,
                "{}  {}  {}",
                padded(&name(group), names),
                padded(&members(group), numbers),
                visible(group.id.as_str()),
            )?;
            for external in &group.external_ids {
                writeln!(
                    out,
                    "{}    external id {} from {}",
                    padded("", names),
                    visible(&external.id),
                    visible(&external.issuer),
                )?;
            }
        }
        let by_hand = self.groups.iter().filter(|one| one.external_ids.is_empty());
        let by_hand = match by_hand.count() {
            0 => String::new(),
            number => format!(", {number} made in Identity Center itself"),
        };
        writeln!(out, "\n{}{by_hand}", count(self.groups.len(), "group"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str) -> Group {
        Group {
            id: PrincipalId::new(format!("id of {name}")),
            display_name: Some(name.to_owned()),
            description: None,
            external_ids: Vec::new(),
        }
    }

    fn listed<'a>(texts: &str, names: &[&'a str]) -> Vec<&'a str> {
        let filter = GroupFilter::containing(texts);
        let listed = names.iter().filter(|name| filter.lists(&group(name)));
        listed.copied().collect()
    }

    #[test]
    fn a_text_matches_anywhere_in_a_name_and_in_any_case() {
        let names = [
            "UKDevelopers",
            "USDevelopers",
            "Sales",
            "Marketing",
            "Accounting",
            "DevelopmentQA",
        ];
        let expected = ["UKDevelopers", "USDevelopers", "Sales"];
        assert_eq!(listed("Developers,sales", &names), expected);
        assert_eq!(listed(" developers , SALES ", &names), expected);
    }

    #[test]
    fn an_empty_text_matches_nothing_and_nothing_is_a_wildcard() {
        for texts in ["", ",", " , ", "*", "Dev*", "."] {
            assert_eq!(listed(texts, &["Developers"]), [""; 0], "{texts:?}");
        }
        assert_eq!(listed(",dev,", &["Developers"]), ["Developers"]);
        assert_eq!(listed("*", &["All*"]), ["All*"]);
    }

    #[test]
    fn a_group_without_a_name_is_listed_only_where_all_are() {
        let unnamed = Group {
            display_name: None,
            ..group("x")
        };
        assert!(GroupFilter::all().lists(&unnamed));
        assert!(!GroupFilter::containing("x").lists(&unnamed));
    }
}
