//! How Terraform forgets what a catalog takes over: `removed` blocks that destroy nothing (Terraform 1.7 and
//! later, "Remove a resource from state").

use std::collections::BTreeSet;

/// A `removed` block for every resource. Such a block names a resource as a whole, without the keys of its instances
/// and of the modules above it.
pub fn removed_blocks<'a>(addresses: impl IntoIterator<Item = &'a String>) -> String {
    let resources: BTreeSet<String> = addresses.into_iter().map(|one| without_keys(one)).collect();
    let blocks: Vec<String> = resources
        .iter()
        .map(|from| {
            format!(
                "removed {{\n  from = {from}\n\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
            )
        })
        .collect();
    blocks.join("\n")
}

/// Whether Terraform could have written the address: names of letters, digits, `_` and `-`, with dots between them and keys
/// in brackets. Anything else would be configuration of its own in the blocks that a person is told to paste.
pub(super) fn is_address(address: &str) -> bool {
    let resource = without_keys(address);
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    resource
        .split('.')
        .all(|name| !name.is_empty() && name.chars().all(letter))
}

/// The address without what stands in brackets. Brackets inside of a quoted key are no brackets.
fn without_keys(address: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in address.chars() {
        let literal = escaped;
        escaped = quoted && c == '\\' && !literal;
        match c {
            '"' if depth > 0 && !literal => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_names_a_resource_without_the_keys_of_its_instances() {
        for (address, expected) in [
            ("aws_x.this", "aws_x.this"),
            ("aws_x.this[0]", "aws_x.this"),
            (
                r#"module.a["x"].aws_x.this["b.c[1]"]"#,
                "module.a.aws_x.this",
            ),
            (r#"aws_x.this["say \"]\" now"]"#, "aws_x.this"),
        ] {
            assert_eq!(without_keys(address), expected);
        }
    }

    #[test]
    fn what_terraform_does_not_write_is_no_address() {
        assert!(is_address(r#"module.a-b["x\ny"].aws_x.grün[0]"#));
        for address in [
            "",
            "aws_x.",
            "aws_x.this\n}\nmodule \"m\" {",
            "aws_x.this // x",
            "${x}",
        ] {
            assert!(!is_address(address), "{address}");
        }
    }

    #[test]
    fn instances_of_one_resource_share_a_block() {
        let addresses = [
            "aws_x.this[\"a\"]".to_owned(),
            "aws_x.this[\"b\"]".to_owned(),
        ];
        assert_eq!(
            removed_blocks(&addresses),
            "removed {\n  from = aws_x.this\n\n  lifecycle {\n    destroy = false\n  }\n}\n"
        );
    }
}
