//! The inputs of the operations of AWS Organizations, with the constraints of its service model.

use super::{Member, Shape, free_text, optional, required, text};

/// What keys and values of tags are made of.
const TAG_TEXT: &str = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$";

pub static ORGANIZATION_ID: Shape = text(0, usize::MAX, r"^o-[a-z0-9]{10,32}$");
pub static ROOT_ID: Shape = text(0, 34, r"^r-[0-9a-z]{4,32}$");
pub static ORGANIZATIONAL_UNIT_ID: Shape = text(0, 68, r"^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$");
static PAGE: Shape = Shape::Number { min: 1, max: 20 };
static TOKEN: Shape = free_text(0, 100_000);
static ACCOUNT_ID: Shape = text(0, 12, r"^\d{12}$");
static CHILD_ID: Shape = text(0, 100, r"^(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$");
static PARENT_ID: Shape = text(
    0,
    100,
    r"^(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$",
);
static TAGGABLE_RESOURCE_ID: Shape = text(
    0,
    130,
    r"^(r-[0-9a-z]{4,32})|(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})|(^p-[0-9a-zA-Z_]{8,128})|(^rp-[0-9a-zA-Z_]{4,128})|(^rt-[0-9a-zA-Z_]{8,32})$",
);
static ORGANIZATION_FEATURE_SET: Shape = Shape::Choice(&["ALL", "CONSOLIDATED_BILLING"]);
static CHILD_TYPE: Shape = Shape::Choice(&["ACCOUNT", "ORGANIZATIONAL_UNIT"]);
static TAG_KEY: Shape = text(1, 128, TAG_TEXT);
static TAG_VALUE: Shape = text(0, 256, TAG_TEXT);
static TAG_PAIR: Shape =
    Shape::Structure(&[required("Key", &TAG_KEY), required("Value", &TAG_VALUE)]);
static TAGS: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &TAG_PAIR,
};
static TAG_KEYS: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &TAG_KEY,
};
static SERVICE_PRINCIPAL: Shape = text(1, 128, r"[\w+=,.@-]*");
static EMAIL: Shape = text(6, 64, r"[^\s@]+@[^\s@]+\.[^\s@]+");
static CREATE_ACCOUNT_NAME: Shape = text(1, 50, r"[\u0020-\u007E]+");
static ROLE_NAME: Shape = text(0, 64, r"[\w+=,.@-]{1,64}");
static IAM_USER_ACCESS_TO_BILLING: Shape = Shape::Choice(&["ALLOW", "DENY"]);
static CREATE_ACCOUNT_REQUEST_ID: Shape = text(0, 36, r"^car-[a-z0-9]{8,32}$");
static CREATE_ACCOUNT_STATE: Shape = Shape::Choice(&["IN_PROGRESS", "SUCCEEDED", "FAILED"]);
static CREATE_ACCOUNT_STATES: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &CREATE_ACCOUNT_STATE,
};
static ORGANIZATIONAL_UNIT_NAME: Shape = free_text(1, 128);

static MAX_RESULTS: Member = optional("MaxResults", &PAGE);
static NEXT_TOKEN: Member = optional("NextToken", &TOKEN);

pub static PAGED: &[Member] = &[NEXT_TOKEN, MAX_RESULTS];
pub static ACCOUNT: &[Member] = &[required("AccountId", &ACCOUNT_ID)];
pub static PARENTS: &[Member] = &[required("ChildId", &CHILD_ID), NEXT_TOKEN, MAX_RESULTS];
pub static CHILDREN: &[Member] = &[
    required("ParentId", &PARENT_ID),
    required("ChildType", &CHILD_TYPE),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub static OF_PARENT: &[Member] = &[required("ParentId", &PARENT_ID), NEXT_TOKEN, MAX_RESULTS];
pub static UNIT: &[Member] = &[required("OrganizationalUnitId", &ORGANIZATIONAL_UNIT_ID)];
pub static LIST_TAGS: &[Member] = &[required("ResourceId", &TAGGABLE_RESOURCE_ID), NEXT_TOKEN];
pub static TAG: &[Member] = &[
    required("ResourceId", &TAGGABLE_RESOURCE_ID),
    required("Tags", &TAGS),
];
pub static UNTAG: &[Member] = &[
    required("ResourceId", &TAGGABLE_RESOURCE_ID),
    required("TagKeys", &TAG_KEYS),
];
pub static ADMINISTRATORS: &[Member] = &[
    optional("ServicePrincipal", &SERVICE_PRINCIPAL),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub static DELEGATION: &[Member] = &[
    required("AccountId", &ACCOUNT_ID),
    required("ServicePrincipal", &SERVICE_PRINCIPAL),
];
pub static SERVICES: &[Member] = &[required("AccountId", &ACCOUNT_ID), NEXT_TOKEN, MAX_RESULTS];
pub static CREATE_ACCOUNT: &[Member] = &[
    required("Email", &EMAIL),
    required("AccountName", &CREATE_ACCOUNT_NAME),
    optional("RoleName", &ROLE_NAME),
    optional("IamUserAccessToBilling", &IAM_USER_ACCESS_TO_BILLING),
    optional("Tags", &TAGS),
];
pub static CREATE_ORGANIZATION: &[Member] = &[optional("FeatureSet", &ORGANIZATION_FEATURE_SET)];
pub static CREATION: &[Member] = &[required(
    "CreateAccountRequestId",
    &CREATE_ACCOUNT_REQUEST_ID,
)];
pub static CREATIONS: &[Member] = &[
    optional("States", &CREATE_ACCOUNT_STATES),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub static CREATE_UNIT: &[Member] = &[
    required("ParentId", &PARENT_ID),
    required("Name", &ORGANIZATIONAL_UNIT_NAME),
    optional("Tags", &TAGS),
];
pub static UPDATE_UNIT: &[Member] = &[
    required("OrganizationalUnitId", &ORGANIZATIONAL_UNIT_ID),
    optional("Name", &ORGANIZATIONAL_UNIT_NAME),
];
pub static MOVE: &[Member] = &[
    required("AccountId", &ACCOUNT_ID),
    required("SourceParentId", &PARENT_ID),
    required("DestinationParentId", &PARENT_ID),
];
