//! What CloudFormation takes ("CloudFormation quotas" in its user guide), checked on what was made.

use crate::render::RenderError;

/// Resources in one template.
pub(super) const RESOURCES: usize = 500;
/// Bytes of one template, when it is uploaded to S3. AWS says 1 MB and not which one; this is the smaller.
pub(super) const BYTES: usize = 1_000_000;
/// Outputs of one template; each is an export.
pub(super) const OUTPUTS: usize = 200;

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
