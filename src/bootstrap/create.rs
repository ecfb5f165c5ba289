//! Whether groups may be made in Identity Center.

use crate::model::snapshot::Group;

use super::idp::{Idp, issuers};

/// Whether groups may be created here.
///
/// AWS takes a group that is made by API beside those of an identity provider, and the provider's own group of the
/// same name then collides with it. So who synchronizes groups must be the one who makes them.
///
/// # Errors
/// Why not, in a sentence.
pub fn may_create_groups(idp: Option<Idp>, groups: &[Group]) -> Result<(), String> {
    if let Some(idp) = idp {
        return match idp.synchronizes_groups() {
            false => Ok(()),
            true => Err(format!(
                "groups come from {}: one that is made here would collide with the one that it synchronizes",
                idp.product()
            )),
        };
    }
    let issuers = issuers(groups);
    match issuers.first() {
        None => Ok(()),
        Some(issuer) => Err(format!(
            "groups are synchronized by SCIM (issuer {issuer}): one that is made here would collide with the one \
             that arrives"
        )),
    }
}
