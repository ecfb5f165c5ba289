//! Which vars there are: those that mean something, those of older components, those of the stack.

/// Vars that have a meaning.
pub const KNOWN: &[&str] = &[
    "account_assignments",
    "account_map",
    "account_type_assignments",
    "account_types",
    "aws_teams_accessible",
    "enabled",
    "groups",
    "guardrails",
    "identity_roles_accessible",
    "idp_groups",
    "name",
    "overridable_team_permission_set_name_pattern",
    "permission_sets",
    "protected",
    "required_groups",
    "session_duration",
    "tags",
    "tf_access_additional_backends",
    "tf_access_bucket_arn",
    "tf_access_dynamodb_table_arn",
    "tf_access_role_arn",
];

/// Vars of the stack and of `null-label`, which every component of a stack is given.
pub const OF_THE_STACK: &[&str] = &[
    "additional_tag_map",
    "attributes",
    "context",
    "delimiter",
    "descriptor_formats",
    "environment",
    "id_length_limit",
    "label_key_case",
    "label_order",
    "label_value_case",
    "labels_as_tags",
    "namespace",
    "regex_replace_chars",
    "region",
    "stage",
    "tenant",
];

/// Vars that some version of Cloud Posse's component knew, and what became of them.
pub const OF_OLDER_COMPONENTS: &[(&str, &str)] = &[
    ("account_map_component_name", ACCOUNT_MAP),
    ("account_map_enabled", ACCOUNT_MAP),
    ("account_map_environment_name", ACCOUNT_MAP),
    ("account_map_stage_name", ACCOUNT_MAP),
    ("account_map_tenant_name", ACCOUNT_MAP),
    ("aws_teams_stage_name", OTHER_COMPONENT),
    ("global_environment_name", OTHER_COMPONENT),
    ("iam_primary_roles_stage_name", OTHER_COMPONENT),
    ("import_role_arn", PROVIDER),
    ("import_profile_name", PROVIDER),
    ("privileged", PROVIDER),
    (
        "provision_sensible_permission_sets",
        "a built-in permission set that nothing assigns is not created",
    ),
    ("root_account_stage_name", OTHER_COMPONENT),
    ("root_profile_name", PROVIDER),
    ("tfstate_account_id", TFSTATE),
    ("tfstate_backend_component_name", TFSTATE),
    ("tfstate_environment_name", TFSTATE),
    ("tfstate_existing_role_arn", TFSTATE),
    ("tfstate_role_arn", TFSTATE),
];

const ACCOUNT_MAP: &str = "account ids come from `account_map.full_account_map` if it is given, else from AWS Organizations";
const OTHER_COMPONENT: &str = "rolecall does not read the state of other components";
const PROVIDER: &str = "credentials come from the AWS configuration of the user who runs rolecall";
const TFSTATE: &str =
    "the Terraform state is described by `tf_access_bucket_arn` and the vars beside it";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_vars_are_sorted_and_share_no_name() {
        assert!(KNOWN.is_sorted() && OF_THE_STACK.is_sorted());
        for (name, _) in OF_OLDER_COMPONENTS {
            assert!(
                !KNOWN.contains(name) && !OF_THE_STACK.contains(name),
                "{name}"
            );
        }
    }
}
