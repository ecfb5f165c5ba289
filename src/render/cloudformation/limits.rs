//! What CloudFormation takes ("CloudFormation quotas" in its user guide), checked on what was made.

use crate::model::PermissionSet;
use crate::render::RenderError;

/// Resources in one template.
pub(super) const RESOURCES: usize = 500;
/// Bytes of one template, when it is uploaded to S3. AWS says 1 MB and not which one; this is the smaller.
pub(super) const BYTES: usize = 1_000_000;
/// Outputs of one template; each is an export.
pub(super) const OUTPUTS: usize = 200;

/// Tags of one permission set, in the schema of `AWS::SSO::PermissionSet`.
const TAGS: usize = 50;

/// Checks the tags of a permission set against the schema of its resource type, which takes less than the service: the
/// pattern of keys and values, `[\w+=,.@-]+`, must be found in them somewhere.
pub(super) fn check_tags(set: &PermissionSet) -> Result<(), RenderError> {
    let taken = |text: &str| {
        text.chars()
            .any(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
    };
    let refused = |(index, (key, value)): &(usize, (&String, &String))| {
        *index >= TAGS || !taken(key) || !taken(value)
    };
    match set.tags.iter().enumerate().find(refused) {
        None => Ok(()),
        Some((_, (key, _))) => Err(RenderError::Tag {
            set: set.name.to_string(),
            key: key.clone(),
        }),
    }
}

/// A stack's template and what counts against its limits.
pub(super) struct Measured {
    pub text: String,
    pub resources: usize,
    pub outputs: usize,
}

impl Measured {
    /// Whether CloudFormation takes it.
    pub(super) fn fits(&self) -> bool {
        self.resources <= RESOURCES && self.text.len() <= BYTES && self.outputs <= OUTPUTS
    }

    /// The limit that it breaks.
    pub(super) fn check(&self, artifact: &str) -> Result<(), RenderError> {
        let measures = [
            (self.resources, "resources", RESOURCES),
            (self.text.len(), "bytes", BYTES),
            (self.outputs, "outputs", OUTPUTS),
        ];
        for (size, unit, limit) in measures {
            if size > limit {
                return Err(RenderError::TooLarge {
                    artifact: artifact.to_owned(),
                    size,
                    unit,
                    limit,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PermissionSetName;

    #[test]
    fn tags_that_cloudformation_refuses_are_named() {
        let mut set = PermissionSet::new(PermissionSetName::parse("A").unwrap());
        set.tags.insert("team".to_owned(), "a b".to_owned());
        assert!(check_tags(&set).is_ok());
        set.tags.insert("empty".to_owned(), String::new());
        let error = check_tags(&set).unwrap_err().to_string();
        assert_eq!(
            error,
            "CloudFormation does not take the tag `empty` of permission set `A`"
        );
        set.tags = (0..51)
            .map(|n| (format!("k{n:02}"), "v".to_owned()))
            .collect();
        assert!(check_tags(&set).unwrap_err().to_string().contains("`k50`"));
    }

    #[test]
    fn what_is_too_large_is_told_with_its_limit() {
        let measured = |resources, outputs| Measured {
            text: String::new(),
            resources,
            outputs,
        };
        assert!(measured(500, 200).check("a.yaml").is_ok());
        let error = measured(501, 200).check("a.yaml").unwrap_err().to_string();
        assert_eq!(error, "a.yaml has 501 resources; AWS allows 500");
        assert!(!measured(1, 201).fits());
    }
}
