//! The inputs of sso-admin's operations, with the constraints of its service model.

use crate::pattern;
use crate::protocol::shape::{Member, Shape, optional, required, text};

const INSTANCE_ARN: Shape = text(
    10,
    1224,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
    pattern::is_instance_arn,
);
const SET_ARN: Shape = text(
    10,
    1224,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso:::permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16}",
    pattern::is_set_arn,
);
const RESOURCE_ARN: Shape = text(
    10,
    2048,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso:::(instance|permissionSet)/(sso)?ins-[a-zA-Z0-9-.]{16}(/ps-[a-zA-Z0-9-./]{16})?",
    pattern::is_taggable_arn,
);
const POLICY_ARN: Shape = text(
    20,
    2048,
    r"arn:aws(-[a-z]{1,5}){0,3}:iam::aws:policy((/[A-Za-z0-9\.,\+@=_-]+)*)/([A-Za-z0-9\.,\+=@_-]+)",
    pattern::is_managed_policy_arn,
);
const POLICY_NAME: Shape = text(1, 128, r"[\w+=,.@-]+", pattern::is_name);
const POLICY_PATH: Shape = text(
    1,
    512,
    r"((/[A-Za-z0-9\.,\+@=_-]+)*)/",
    pattern::is_policy_path,
);
const POLICY_REFERENCE: Shape = Shape::Structure(&[
    required("Name", &POLICY_NAME),
    optional("Path", &POLICY_PATH),
]);
const BOUNDARY: Shape = Shape::Structure(&[
    optional("CustomerManagedPolicyReference", &POLICY_REFERENCE),
    optional("ManagedPolicyArn", &POLICY_ARN),
]);
const POLICY_DOCUMENT: Shape = text(
    1,
    32_768,
    r"[\u0009\u000A\u000D\u0020-\u00FF]+",
    pattern::is_policy_document,
);
const SET_NAME: Shape = text(1, 32, r"[\w+=,.@-]+", pattern::is_name);
const DESCRIPTION: Shape = text(
    1,
    700,
    r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*",
    pattern::is_description,
);
const DURATION: Shape = text(
    1,
    100,
    r"(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)([DW]))?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    pattern::is_duration,
);
const RELAY_STATE: Shape = text(
    1,
    240,
    r#"[a-zA-Z0-9&$@#\\\/%?=~\-_'"|!:,.;*+\[\]\ \(\)\{\}]+"#,
    pattern::is_relay_state,
);
const TAG_KEY: Shape = text(
    1,
    128,
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)",
    pattern::is_tag_text,
);
const TAG_VALUE: Shape = text(
    0,
    256,
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)",
    pattern::is_tag_text,
);
const TAG_PAIR: Shape =
    Shape::Structure(&[required("Key", &TAG_KEY), required("Value", &TAG_VALUE)]);
const TAGS: Shape = Shape::List {
    min: 0,
    max: 75,
    of: &TAG_PAIR,
};
const TAG_KEYS: Shape = Shape::List {
    min: 1,
    max: 75,
    of: &TAG_KEY,
};
const ACCOUNT: Shape = text(12, 12, r"\d{12}", pattern::is_account_id);
const PRINCIPAL: Shape = text(
    1,
    47,
    r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
    pattern::is_principal_id,
);
const PRINCIPAL_TYPE: Shape = Shape::Choice(&["USER", "GROUP"]);
const TARGET_TYPE: Shape = Shape::Choice(&["AWS_ACCOUNT"]);
const PROVISION_TARGET: Shape = Shape::Choice(&["AWS_ACCOUNT", "ALL_PROVISIONED_ACCOUNTS"]);
const PROVISIONING: Shape = Shape::Choice(&[
    "LATEST_PERMISSION_SET_PROVISIONED",
    "LATEST_PERMISSION_SET_NOT_PROVISIONED",
]);
const REQUEST: Shape = text(
    36,
    36,
    r"\b[0-9a-f]{8}\b-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\b[0-9a-f]{12}\b",
    pattern::is_request_id,
);
const STATUS: Shape = Shape::Choice(&["IN_PROGRESS", "FAILED", "SUCCEEDED"]);
const STATUS_FILTER: Shape = Shape::Structure(&[optional("Status", &STATUS)]);
const ACCOUNT_FILTER: Shape = Shape::Structure(&[optional("AccountId", &ACCOUNT)]);
const TOKEN: Shape = text(0, 2048, r"[-a-zA-Z0-9+=/_]*", pattern::is_token);
const PAGE: Shape = Shape::Number { min: 1, max: 100 };
const INSTANCE_NAME: Shape = text(0, 255, r"[\w+=,.@-]+", pattern::is_name_or_empty);
const CLIENT_TOKEN: Shape = text(1, 64, r"[!-~]+", pattern::is_visible_ascii);
const REGION_NAME: Shape = text(1, 32, r"([a-z]+-){2,3}\d", pattern::is_region);
const ATTRIBUTE_KEY: Shape = text(
    1,
    128,
    r"[\p{L}\p{Z}\p{N}_.:\/=+\-@]+",
    pattern::is_attribute_key,
);
const ATTRIBUTE_SOURCES: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &text(
        0,
        256,
        r#"[\p{L}\p{Z}\p{N}_.:\/=+\-@\[\]\{\}\$\\"]*"#,
        pattern::is_attribute_source,
    ),
};
const ATTRIBUTE: Shape = Shape::Structure(&[
    required("Key", &ATTRIBUTE_KEY),
    required(
        "Value",
        &Shape::Structure(&[required("Source", &ATTRIBUTE_SOURCES)]),
    ),
]);
const ATTRIBUTES: Shape = Shape::Structure(&[required(
    "AccessControlAttributes",
    &Shape::List {
        min: 0,
        max: 50,
        of: &ATTRIBUTE,
    },
)]);

const MAX_RESULTS: Member = optional("MaxResults", &PAGE);
const NEXT_TOKEN: Member = optional("NextToken", &TOKEN);
const INSTANCE_MEMBER: Member = required("InstanceArn", &INSTANCE_ARN);
const SET_MEMBER: Member = required("PermissionSetArn", &SET_ARN);

pub const PAGED: &[Member] = &[MAX_RESULTS, NEXT_TOKEN];
pub const INSTANCE: &[Member] = &[INSTANCE_MEMBER];
pub const INSTANCE_PAGED: &[Member] = &[INSTANCE_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub const CREATE_INSTANCE: &[Member] = &[
    optional("Name", &INSTANCE_NAME),
    optional("ClientToken", &CLIENT_TOKEN),
    optional("Tags", &TAGS),
];
pub const UPDATE_INSTANCE: &[Member] = &[
    INSTANCE_MEMBER,
    optional("Name", &INSTANCE_NAME),
    optional("PermissionSetsEnabled", &Shape::Flag),
];
pub const REGION: &[Member] = &[INSTANCE_MEMBER, required("RegionName", &REGION_NAME)];
pub const SET: &[Member] = &[INSTANCE_MEMBER, SET_MEMBER];
pub const SET_PAGED: &[Member] = &[INSTANCE_MEMBER, SET_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub const CREATE_SET: &[Member] = &[
    INSTANCE_MEMBER,
    required("Name", &SET_NAME),
    optional("Description", &DESCRIPTION),
    optional("SessionDuration", &DURATION),
    optional("RelayState", &RELAY_STATE),
    optional("Tags", &TAGS),
];
pub const UPDATE_SET: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("Description", &DESCRIPTION),
    optional("SessionDuration", &DURATION),
    optional("RelayState", &RELAY_STATE),
];
pub const PUT_INLINE_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("InlinePolicy", &POLICY_DOCUMENT),
];
pub const MANAGED_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("ManagedPolicyArn", &POLICY_ARN),
];
pub const CUSTOMER_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("CustomerManagedPolicyReference", &POLICY_REFERENCE),
];
pub const PUT_BOUNDARY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("PermissionsBoundary", &BOUNDARY),
];
pub const PROVISION: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("TargetId", &ACCOUNT),
    required("TargetType", &PROVISION_TARGET),
];
pub const PROVISIONING_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("ProvisionPermissionSetRequestId", &REQUEST),
];
pub const STATUS_LIST: &[Member] = &[
    INSTANCE_MEMBER,
    optional("Filter", &STATUS_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const SETS_OF_ACCOUNT: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountId", &ACCOUNT),
    optional("ProvisioningStatus", &PROVISIONING),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const ACCOUNTS_OF_SET: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("ProvisioningStatus", &PROVISIONING),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const ASSIGNMENTS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountId", &ACCOUNT),
    SET_MEMBER,
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const ASSIGNMENTS_OF_PRINCIPAL: &[Member] = &[
    INSTANCE_MEMBER,
    required("PrincipalId", &PRINCIPAL),
    required("PrincipalType", &PRINCIPAL_TYPE),
    optional("Filter", &ACCOUNT_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const ASSIGNMENT: &[Member] = &[
    INSTANCE_MEMBER,
    required("TargetId", &ACCOUNT),
    required("TargetType", &TARGET_TYPE),
    SET_MEMBER,
    required("PrincipalType", &PRINCIPAL_TYPE),
    required("PrincipalId", &PRINCIPAL),
];
pub const CREATION_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountAssignmentCreationRequestId", &REQUEST),
];
pub const DELETION_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountAssignmentDeletionRequestId", &REQUEST),
];
const OPTIONAL_INSTANCE: Member = optional("InstanceArn", &INSTANCE_ARN);
const RESOURCE: Member = required("ResourceArn", &RESOURCE_ARN);
pub const TAG: &[Member] = &[OPTIONAL_INSTANCE, RESOURCE, required("Tags", &TAGS)];
pub const UNTAG: &[Member] = &[OPTIONAL_INSTANCE, RESOURCE, required("TagKeys", &TAG_KEYS)];
pub const LIST_TAGS: &[Member] = &[OPTIONAL_INSTANCE, RESOURCE, NEXT_TOKEN];
pub const ACCESS_CONTROL: &[Member] = &[
    INSTANCE_MEMBER,
    required("InstanceAccessControlAttributeConfiguration", &ATTRIBUTES),
];
