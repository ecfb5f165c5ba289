//! Options for command lines that people copy.

use crate::cli::Global;

/// The options that lead to the same account and the same catalog; `region` takes the place of the one that was
/// given.
pub(super) fn options(global: &Global, region: Option<String>) -> String {
    let mut words = Vec::new();
    let path = |path: &std::path::Path| path.display().to_string();
    let options = [
        ("--catalog", global.catalog.as_deref().map(path)),
        ("--stacks", global.stacks.as_deref().map(path)),
        ("--component", global.component.clone()),
        ("--profile", global.profile.clone()),
        ("--region", region.or_else(|| global.region.clone())),
        ("--instance-arn", global.instance_arn.clone()),
    ];
    for (option, value) in options {
        if let Some(value) = value {
            words.push(option.to_owned());
            words.push(quoted(&value));
        }
    }
    match global.sandbox.as_deref().map(path).as_deref() {
        None => {}
        Some(".rolecall/sandbox.json") => words.push("--sandbox".to_owned()),
        Some(file) => words.push(format!("--sandbox={}", quoted(file))),
    }
    words.join(" ")
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("catalog/aws-sso.yaml"), "catalog/aws-sso.yaml");
        assert_eq!(quoted("my catalog.yaml"), "'my catalog.yaml'");
        assert_eq!(quoted("it's; $HOME"), r"'it'\''s; $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
