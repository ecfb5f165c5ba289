//! A template as a tree with places.

use crate::catalog::node::{Map, Node};
use crate::catalog::yaml;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::source::Sources;

/// A template.
pub(super) struct Template {
    pub name: String,
    document: Node,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A sentence that says why the text is no template.
    pub(super) fn read(
        name: &str,
        text: &str,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, String> {
        // JSON may be indented by tabs, YAML may not.
        let text = match text.trim_start().starts_with('{') {
            true => text.replace('\t', " "),
            false => text.to_owned(),
        };
        let id = sources.add(name, text);
        let document = yaml::read(id, sources, diagnostics);
        // The reader of catalogs knows the functions of Atmos; those of CloudFormation are read here.
        let errors = diagnostics.sorted().into_iter();
        let error = errors
            .filter(|one| one.code != Code::UnsupportedAtmosFunction)
            .find(|one| one.severity == Severity::Error);
        if let Some(error) = error {
            let place = error
                .primary
                .as_ref()
                .map(|label| sources.file_line(label.span));
            let place = place.unwrap_or_else(|| name.to_owned());
            return Err(format!("{place}: {}", error.message));
        }
        let document = document.filter(|document| {
            let resources = document.as_map().and_then(|map| map.get("Resources"));
            resources.is_some_and(|resources| resources.as_map().is_some())
        });
        let document = document.ok_or_else(|| {
            format!("{name} is not a template of CloudFormation: it has no `Resources`")
        })?;
        Ok(Self {
            name: name.to_owned(),
            document,
        })
    }

    fn section(&self, name: &str) -> Option<&Map> {
        self.document.as_map()?.get(name)?.as_map()
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = (&str, &Node)> {
        let resources = self.section("Resources").into_iter().flat_map(Map::iter);
        resources.map(|(key, node)| (key.name.as_str(), node))
    }

    pub(super) fn resource(&self, name: &str) -> Option<&Map> {
        self.section("Resources")?.get(name)?.as_map()
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&Map> {
        self.section("Parameters")?.get(name)?.as_map()
    }

    pub(super) fn condition(&self, name: &str) -> Option<&Node> {
        self.section("Conditions")?.get(name)
    }

    pub(super) fn mapping(&self, map: &str, first: &str, second: &str) -> Option<&Node> {
        let first = self.section("Mappings")?.get(map)?.as_map()?.get(first)?;
        first.as_map()?.get(second)
    }

    /// The outputs that other stacks can import: the nodes of their export's name and of their value.
    pub(super) fn exports(&self) -> impl Iterator<Item = (&Node, &Node)> {
        let outputs = self.section("Outputs").into_iter().flat_map(Map::iter);
        outputs.filter_map(|(_, output)| {
            let output = output.as_map()?;
            let name = output.get("Export")?.as_map()?.get("Name")?;
            Some((name, output.get("Value")?))
        })
    }
}
