//! The inputs of the operations of AWS Organizations, with the constraints of its service model.

use crate::pattern;
use crate::protocol::shape::{Member, Shape, free_text, optional, required, text};

const PAGE: Shape = Shape::Number { min: 1, max: 20 };
const TOKEN: Shape = free_text(0, 100_000);
const ACCOUNT_ID: Shape = text(0, 12, r"^\d{12}$", pattern::is_account_id);
const CHILD_ID: Shape = text(
    0,
    100,
    r"^(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$",
    pattern::is_child_id,
);
const PARENT_ID: Shape = text(
    0,
    100,
    r"^(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$",
    pattern::is_parent_id,
);
const UNIT_ID: Shape = text(
    0,
    68,
    r"^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$",
    pattern::is_unit_id,
);
const RESOURCE_ID: Shape = text(
    0,
    130,
    r"^(r-[0-9a-z]{4,32})|(\d{12})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$",
    pattern::is_taggable_id,
);
const CHILD_TYPE: Shape = Shape::Choice(&["ACCOUNT", "ORGANIZATIONAL_UNIT"]);
const TAG_KEY: Shape = text(
    1,
    128,
    r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
    pattern::is_tag_text,
);
const TAG_VALUE: Shape = text(
    0,
    256,
    r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$",
    pattern::is_tag_text,
);
const TAG_PAIR: Shape =
    Shape::Structure(&[required("Key", &TAG_KEY), required("Value", &TAG_VALUE)]);
const TAGS: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &TAG_PAIR,
};
const TAG_KEYS: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &TAG_KEY,
};
const SERVICE_PRINCIPAL: Shape = text(1, 128, r"[\w+=,.@-]*", pattern::is_name);
const EMAIL: Shape = text(6, 64, r"[^\s@]+@[^\s@]+\.[^\s@]+", pattern::is_email);
const ACCOUNT_NAME: Shape = text(1, 50, r"[\u0020-\u007E]+", pattern::is_printable_ascii);
const ROLE_NAME: Shape = text(0, 64, r"[\w+=,.@-]{1,64}", pattern::is_name);
const BILLING: Shape = Shape::Choice(&["ALLOW", "DENY"]);
const CREATION_ID: Shape = text(0, 36, r"^car-[a-z0-9]{8,32}$", pattern::is_creation_id);
const CREATION_STATE: Shape = Shape::Choice(&["IN_PROGRESS", "SUCCEEDED", "FAILED"]);
const CREATION_STATES: Shape = Shape::List {
    min: 0,
    max: usize::MAX,
    of: &CREATION_STATE,
};
const UNIT_NAME: Shape = free_text(1, 128);

const MAX_RESULTS: Member = optional("MaxResults", &PAGE);
const NEXT_TOKEN: Member = optional("NextToken", &TOKEN);

pub const PAGED: &[Member] = &[NEXT_TOKEN, MAX_RESULTS];
pub const ACCOUNT: &[Member] = &[required("AccountId", &ACCOUNT_ID)];
pub const PARENTS: &[Member] = &[required("ChildId", &CHILD_ID), NEXT_TOKEN, MAX_RESULTS];
pub const CHILDREN: &[Member] = &[
    required("ParentId", &PARENT_ID),
    required("ChildType", &CHILD_TYPE),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub const OF_PARENT: &[Member] = &[required("ParentId", &PARENT_ID), NEXT_TOKEN, MAX_RESULTS];
pub const UNIT: &[Member] = &[required("OrganizationalUnitId", &UNIT_ID)];
pub const LIST_TAGS: &[Member] = &[required("ResourceId", &RESOURCE_ID), NEXT_TOKEN];
pub const TAG: &[Member] = &[
    required("ResourceId", &RESOURCE_ID),
    required("Tags", &TAGS),
];
pub const UNTAG: &[Member] = &[
    required("ResourceId", &RESOURCE_ID),
    required("TagKeys", &TAG_KEYS),
];
pub const ADMINISTRATORS: &[Member] = &[
    optional("ServicePrincipal", &SERVICE_PRINCIPAL),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub const DELEGATION: &[Member] = &[
    required("AccountId", &ACCOUNT_ID),
    required("ServicePrincipal", &SERVICE_PRINCIPAL),
];
pub const SERVICES: &[Member] = &[required("AccountId", &ACCOUNT_ID), NEXT_TOKEN, MAX_RESULTS];
pub const CREATE_ACCOUNT: &[Member] = &[
    required("Email", &EMAIL),
    required("AccountName", &ACCOUNT_NAME),
    optional("RoleName", &ROLE_NAME),
    optional("IamUserAccessToBilling", &BILLING),
    optional("Tags", &TAGS),
];
pub const CREATION: &[Member] = &[required("CreateAccountRequestId", &CREATION_ID)];
pub const CREATIONS: &[Member] = &[
    optional("States", &CREATION_STATES),
    NEXT_TOKEN,
    MAX_RESULTS,
];
pub const CREATE_UNIT: &[Member] = &[
    required("ParentId", &PARENT_ID),
    required("Name", &UNIT_NAME),
    optional("Tags", &TAGS),
];
pub const UPDATE_UNIT: &[Member] = &[
    required("OrganizationalUnitId", &UNIT_ID),
    optional("Name", &UNIT_NAME),
];
pub const MOVE: &[Member] = &[
    required("AccountId", &ACCOUNT_ID),
    required("SourceParentId", &PARENT_ID),
    required("DestinationParentId", &PARENT_ID),
];
