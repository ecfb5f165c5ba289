//! The inputs of sso-admin's operations, with the constraints of its service model.

use super::{FLAG, Member, Shape, optional, required, text};

/// What names of policies, permission sets and instances are made of.
const NAME: &str = r"[\w+=,.@-]+";
/// What keys and values of tags are made of.
const TAG_TEXT: &str = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)";

pub static INSTANCE_ARN: Shape = text(
    10,
    1224,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
);
pub static PERMISSION_SET_ARN: Shape = text(
    10,
    1224,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso:::permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16}",
);
static TAGGABLE_RESOURCE_ARN: Shape = text(
    10,
    2048,
    r"arn:aws(-[a-z]{1,5}){0,3}:sso::((:instance/(sso)?ins-[a-zA-Z0-9-.]{16})|(:permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16})|(\d{12}:application/(sso)?ins-[a-zA-Z0-9-.]{16}/apl-[a-zA-Z0-9]{16})|(\d{12}:trustedTokenIssuer/(sso)?ins-[a-zA-Z0-9-.]{16}/tti-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}))",
);
pub static MANAGED_POLICY_ARN: Shape = text(
    20,
    2048,
    r"arn:aws(-[a-z]{1,5}){0,3}:iam::aws:policy((/[A-Za-z0-9\.,\+@=_-]+)*)/([A-Za-z0-9\.,\+=@_-]+)",
);
static MANAGED_POLICY_NAME: Shape = text(1, 128, NAME);
static MANAGED_POLICY_PATH: Shape = text(1, 512, r"((/[A-Za-z0-9\.,\+@=_-]+)*)/");
static CUSTOMER_MANAGED_POLICY_REFERENCE: Shape = Shape::Structure(&[
    required("Name", &MANAGED_POLICY_NAME),
    optional("Path", &MANAGED_POLICY_PATH),
]);
static PERMISSIONS_BOUNDARY: Shape = Shape::Structure(&[
    optional(
        "CustomerManagedPolicyReference",
        &CUSTOMER_MANAGED_POLICY_REFERENCE,
    ),
    optional("ManagedPolicyArn", &MANAGED_POLICY_ARN),
]);
static PERMISSION_SET_POLICY_DOCUMENT: Shape =
    text(1, 32_768, r"[\u0009\u000A\u000D\u0020-\u00FF]+");
static PERMISSION_SET_NAME: Shape = text(1, 32, NAME);
static PERMISSION_SET_DESCRIPTION: Shape =
    text(1, 700, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*");
static DURATION: Shape = text(
    1,
    100,
    r"(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)([DW]))?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
);
static RELAY_STATE: Shape = text(
    1,
    240,
    r#"[a-zA-Z0-9&$@#\\\/%?=~\-_'"|!:,.;*+\[\]\ \(\)\{\}]+"#,
);
static TAG_KEY: Shape = text(1, 128, TAG_TEXT);
static TAG_VALUE: Shape = text(0, 256, TAG_TEXT);
static TAG_PAIR: Shape =
    Shape::Structure(&[required("Key", &TAG_KEY), required("Value", &TAG_VALUE)]);
static TAG_LIST: Shape = Shape::List {
    min: 0,
    max: 75,
    of: &TAG_PAIR,
};
static TAG_KEY_LIST: Shape = Shape::List {
    min: 1,
    max: 75,
    of: &TAG_KEY,
};
static ACCOUNT_ID: Shape = text(12, 12, r"\d{12}");
static PRINCIPAL_ID: Shape = text(
    1,
    47,
    r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
);
static PRINCIPAL_TYPE: Shape = Shape::Choice(&["USER", "GROUP"]);
static TARGET_TYPE: Shape = Shape::Choice(&["AWS_ACCOUNT"]);
static PROVISION_TARGET_TYPE: Shape = Shape::Choice(&["AWS_ACCOUNT", "ALL_PROVISIONED_ACCOUNTS"]);
static PROVISIONING_STATUS_FILTER: Shape = Shape::Choice(&[
    "LATEST_PERMISSION_SET_PROVISIONED",
    "LATEST_PERMISSION_SET_NOT_PROVISIONED",
]);
static UUID: Shape = text(
    36,
    36,
    r"\b[0-9a-f]{8}\b-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\b[0-9a-f]{12}\b",
);
static STATUS_VALUES: Shape = Shape::Choice(&["IN_PROGRESS", "FAILED", "SUCCEEDED"]);
static OPERATION_STATUS_FILTER: Shape = Shape::Structure(&[optional("Status", &STATUS_VALUES)]);
static LIST_ACCOUNT_ASSIGNMENTS_FILTER: Shape =
    Shape::Structure(&[optional("AccountId", &ACCOUNT_ID)]);
static TOKEN: Shape = text(0, 2048, r"[-a-zA-Z0-9+=/_]*");
static PAGE: Shape = Shape::Number { min: 1, max: 100 };
static NAME_TYPE: Shape = text(0, 255, NAME);
static CLIENT_TOKEN: Shape = text(1, 64, r"[!-~]+");
pub static REGION_NAME: Shape = text(1, 32, r"([a-z]+-){2,3}\d");
static ACCESS_CONTROL_ATTRIBUTE_KEY: Shape = text(1, 128, r"[\p{L}\p{Z}\p{N}_.:\/=+\-@]+");
static ACCESS_CONTROL_ATTRIBUTE_VALUE_SOURCE: Shape =
    text(0, 256, r#"[\p{L}\p{Z}\p{N}_.:\/=+\-@\[\]\{\}\$\\"]*"#);
static ACCESS_CONTROL_ATTRIBUTE_VALUE_SOURCE_LIST: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &ACCESS_CONTROL_ATTRIBUTE_VALUE_SOURCE,
};
static ACCESS_CONTROL_ATTRIBUTE_VALUE: Shape = Shape::Structure(&[required(
    "Source",
    &ACCESS_CONTROL_ATTRIBUTE_VALUE_SOURCE_LIST,
)]);
static ACCESS_CONTROL_ATTRIBUTE: Shape = Shape::Structure(&[
    required("Key", &ACCESS_CONTROL_ATTRIBUTE_KEY),
    required("Value", &ACCESS_CONTROL_ATTRIBUTE_VALUE),
]);
static ACCESS_CONTROL_ATTRIBUTE_LIST: Shape = Shape::List {
    min: 0,
    max: 50,
    of: &ACCESS_CONTROL_ATTRIBUTE,
};
static INSTANCE_ACCESS_CONTROL_ATTRIBUTE_CONFIGURATION: Shape = Shape::Structure(&[required(
    "AccessControlAttributes",
    &ACCESS_CONTROL_ATTRIBUTE_LIST,
)]);

static MAX_RESULTS: Member = optional("MaxResults", &PAGE);
static NEXT_TOKEN: Member = optional("NextToken", &TOKEN);
static INSTANCE_MEMBER: Member = required("InstanceArn", &INSTANCE_ARN);
static SET_MEMBER: Member = required("PermissionSetArn", &PERMISSION_SET_ARN);

pub static PAGED: &[Member] = &[MAX_RESULTS, NEXT_TOKEN];
pub static INSTANCE: &[Member] = &[INSTANCE_MEMBER];
pub static INSTANCE_PAGED: &[Member] = &[INSTANCE_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub static CREATE_INSTANCE: &[Member] = &[
    optional("Name", &NAME_TYPE),
    optional("ClientToken", &CLIENT_TOKEN),
    optional("Tags", &TAG_LIST),
];
pub static UPDATE_INSTANCE: &[Member] = &[
    INSTANCE_MEMBER,
    optional("Name", &NAME_TYPE),
    optional("PermissionSetsEnabled", &FLAG),
];
pub static REGION: &[Member] = &[INSTANCE_MEMBER, required("RegionName", &REGION_NAME)];
pub static SET: &[Member] = &[INSTANCE_MEMBER, SET_MEMBER];
pub static SET_PAGED: &[Member] = &[INSTANCE_MEMBER, SET_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub static CREATE_SET: &[Member] = &[
    INSTANCE_MEMBER,
    required("Name", &PERMISSION_SET_NAME),
    optional("Description", &PERMISSION_SET_DESCRIPTION),
    optional("SessionDuration", &DURATION),
    optional("RelayState", &RELAY_STATE),
    optional("Tags", &TAG_LIST),
];
pub static UPDATE_SET: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("Description", &PERMISSION_SET_DESCRIPTION),
    optional("SessionDuration", &DURATION),
    optional("RelayState", &RELAY_STATE),
];
pub static PUT_INLINE_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("InlinePolicy", &PERMISSION_SET_POLICY_DOCUMENT),
];
pub static MANAGED_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("ManagedPolicyArn", &MANAGED_POLICY_ARN),
];
pub static CUSTOMER_POLICY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required(
        "CustomerManagedPolicyReference",
        &CUSTOMER_MANAGED_POLICY_REFERENCE,
    ),
];
pub static PUT_BOUNDARY: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    required("PermissionsBoundary", &PERMISSIONS_BOUNDARY),
];
pub static PROVISION: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("TargetId", &ACCOUNT_ID),
    required("TargetType", &PROVISION_TARGET_TYPE),
];
pub static PROVISIONING_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("ProvisionPermissionSetRequestId", &UUID),
];
pub static STATUS_LIST: &[Member] = &[
    INSTANCE_MEMBER,
    optional("Filter", &OPERATION_STATUS_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static SETS_OF_ACCOUNT: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountId", &ACCOUNT_ID),
    optional("ProvisioningStatus", &PROVISIONING_STATUS_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static ACCOUNTS_OF_SET: &[Member] = &[
    INSTANCE_MEMBER,
    SET_MEMBER,
    optional("ProvisioningStatus", &PROVISIONING_STATUS_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static ASSIGNMENTS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountId", &ACCOUNT_ID),
    SET_MEMBER,
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static ASSIGNMENTS_OF_PRINCIPAL: &[Member] = &[
    INSTANCE_MEMBER,
    required("PrincipalId", &PRINCIPAL_ID),
    required("PrincipalType", &PRINCIPAL_TYPE),
    optional("Filter", &LIST_ACCOUNT_ASSIGNMENTS_FILTER),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static ASSIGNMENT: &[Member] = &[
    INSTANCE_MEMBER,
    required("TargetId", &ACCOUNT_ID),
    required("TargetType", &TARGET_TYPE),
    SET_MEMBER,
    required("PrincipalType", &PRINCIPAL_TYPE),
    required("PrincipalId", &PRINCIPAL_ID),
];
pub static CREATION_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountAssignmentCreationRequestId", &UUID),
];
pub static DELETION_STATUS: &[Member] = &[
    INSTANCE_MEMBER,
    required("AccountAssignmentDeletionRequestId", &UUID),
];
static OPTIONAL_INSTANCE: Member = optional("InstanceArn", &INSTANCE_ARN);
static RESOURCE: Member = required("ResourceArn", &TAGGABLE_RESOURCE_ARN);
pub static TAG: &[Member] = &[OPTIONAL_INSTANCE, RESOURCE, required("Tags", &TAG_LIST)];
pub static UNTAG: &[Member] = &[
    OPTIONAL_INSTANCE,
    RESOURCE,
    required("TagKeys", &TAG_KEY_LIST),
];
pub static LIST_TAGS: &[Member] = &[OPTIONAL_INSTANCE, RESOURCE, NEXT_TOKEN];
pub static ACCESS_CONTROL: &[Member] = &[
    INSTANCE_MEMBER,
    required(
        "InstanceAccessControlAttributeConfiguration",
        &INSTANCE_ACCESS_CONTROL_ATTRIBUTE_CONFIGURATION,
    ),
];
