//! How another tool forgets what the catalog took over, without deleting it.

use crate::import::Foreign;
use crate::import::terraform::removed_blocks;
use crate::text::{visible, visible_lines};

/// For Terraform: blocks for its configuration, in place of the resources.
pub fn terraform(foreign: &Foreign) -> String {
    let blocks = removed_blocks(&foreign.addresses);
    if blocks.is_empty() {
        return String::new();
    }
    format!(
        "\nAfterwards let Terraform (1.7 or later) forget them without destroying them: put these blocks in the place of \
         the resources,\nor of the modules that have them, and apply. An older Terraform forgets one by one: \
         terraform state rm ADDRESS\n\n{}\n",
        visible_lines(&blocks)
    )
}

/// For CloudFormation: the resources that it would delete.
pub fn cloudformation(foreign: &Foreign) -> String {
    let first = match foreign.addresses.is_empty() {
        true => "  1. every resource has `DeletionPolicy: Retain` already\n".to_owned(),
        false => {
            let names: Vec<_> = foreign.addresses.iter().map(|name| visible(name)).collect();
            format!(
                "  1. add `DeletionPolicy: Retain` to these resources, and update the stack:\n     {}\n",
                names.join("\n     ")
            )
        }
    };
    visible_lines(&format!(
        "\nAfterwards let CloudFormation forget them without deleting them:\n{first}  2. take the resources out of the \
         template and update the stack again, or delete the stack\n"
    )) + "\n"
}
