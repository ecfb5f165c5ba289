//! What the starter catalog asks for, where nothing is read from a file.

use super::node::Node;
use super::{STARTER, yaml};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// The groups that the starter catalog requires, in its order.
pub fn starter_groups() -> Vec<String> {
    let mut sources = Sources::default();
    let id = sources.add("the starter catalog", STARTER);
    let document = yaml::read(id, &sources, &mut Diagnostics::default());
    let path = [
        "components",
        "terraform",
        "aws-sso",
        "vars",
        "required_groups",
    ];
    let groups = path.into_iter().try_fold(document.as_ref(), |node, key| {
        Some(node?.as_map().and_then(|map| map.get(key)))
    });
    let groups = groups.flatten().and_then(Node::as_list).unwrap_or_default();
    let names = groups.iter().filter_map(Node::as_text);
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_requires_the_four_groups() {
        let expected = ["Managers", "DevOps", "Developers", "BillingAdmin"];
        assert_eq!(starter_groups(), expected);
    }
}
