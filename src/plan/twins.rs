//! Groups that an identity provider would create a second time.

use super::{Change, Plan};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Principals;

impl Plan {
    /// Makes a problem of every group that the plan creates, if an identity provider synchronizes groups: some groups
    /// then have an external id.
    ///
    /// AWS accepts such a group. The one that the provider sends later has the same name and is another group, or its
    /// synchronization fails; the access stays with the group that nobody at the provider knows.
    pub fn refuse_twins(&mut self, principals: Option<&Principals>) {
        let synchronized = principals.map_or(0, |known| known.groups_by_external_id.len());
        if synchronized == 0 {
            return;
        }
        for planned in &self.changes {
            let Change::CreateGroup { group } = &planned.change else {
                continue;
            };
            let diagnostic = Diagnostic::error(
                Code::SynchronizedGroups,
                format!(
                    "the group `{group}` would be created beside groups that an identity provider synchronizes"
                ),
            );
            let diagnostic = match planned.place {
                Some(span) => diagnostic.primary(span, "does not exist, and would be created"),
                None => diagnostic,
            };
            self.problems.push(
                diagnostic
                    .note(format!(
                        "{synchronized} of the groups in Identity Center have an external id of an identity provider; \
                         AWS accepts a group of our own beside them, and the provider's group of the same name then \
                         collides with it"
                    ))
                    .help("create the group at the identity provider, and list it under `required_groups` instead")
                    .help("if the provider is never to have it: --create-groups"),
            );
        }
    }
}
