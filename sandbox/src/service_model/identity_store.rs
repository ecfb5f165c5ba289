//! The inputs of the identity store's operations, with the constraints of its service model.

use super::{DOCUMENT, FLAG, Member, Shape, optional, required, text};

/// What user names and external ids are made of: anything that can be seen, without white space.
const VISIBLE: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+";

pub static IDENTITY_STORE_ID: Shape = text(
    1,
    36,
    r"d-[0-9a-f]{10}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
);
static RESOURCE_ID: Shape = text(
    1,
    47,
    r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
);
static SENSITIVE_STRING: Shape = text(
    1,
    1024,
    concat!(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ", "\u{a0}\u{3000}]+"),
);
static GROUP_DISPLAY_NAME: Shape = text(
    1,
    1024,
    concat!(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ", "\u{a0}]+"),
);
static USER_NAME: Shape = text(1, 128, VISIBLE);
static EXTERNAL_ID_IDENTIFIER: Shape = text(1, 256, VISIBLE);
static ATTRIBUTE_PATH: Shape = text(
    1,
    255,
    r"(?:\p{L}+:\p{L}+:\p{L}+(?:\.\p{L}+){0,3}|\p{L}+(?:\.\p{L}+){0,2})",
);
static PAGE: Shape = Shape::Number { min: 1, max: 100 };
static TOKEN: Shape = text(1, 65_535, r"[-a-zA-Z0-9+=/:_]*");
static EXTENSION_NAME: Shape = text(1, 50, r"aws:identitystore:[a-z]{1,20}");
static EXTENSION_NAMES: Shape = Shape::List {
    min: 1,
    max: 10,
    of: &EXTENSION_NAME,
};
static FILTER: Shape = Shape::Structure(&[
    required("AttributePath", &ATTRIBUTE_PATH),
    required("AttributeValue", &SENSITIVE_STRING),
]);
static FILTERS: Shape = Shape::List {
    min: 0,
    max: 1,
    of: &FILTER,
};
static EXTERNAL_ID: Shape = Shape::Structure(&[
    required("Issuer", &EXTERNAL_ID_IDENTIFIER),
    required("Id", &EXTERNAL_ID_IDENTIFIER),
]);
static UNIQUE_ATTRIBUTE: Shape = Shape::Structure(&[
    required("AttributePath", &ATTRIBUTE_PATH),
    required("AttributeValue", &DOCUMENT),
]);
static ALTERNATE_IDENTIFIER: Shape = Shape::Union(&[
    optional("ExternalId", &EXTERNAL_ID),
    optional("UniqueAttribute", &UNIQUE_ATTRIBUTE),
]);
static ATTRIBUTE_OPERATION: Shape = Shape::Structure(&[
    required("AttributePath", &ATTRIBUTE_PATH),
    optional("AttributeValue", &DOCUMENT),
]);
static ADDRESS: Shape = Shape::Structure(&[
    optional("StreetAddress", &SENSITIVE_STRING),
    optional("Locality", &SENSITIVE_STRING),
    optional("Region", &SENSITIVE_STRING),
    optional("PostalCode", &SENSITIVE_STRING),
    optional("Country", &SENSITIVE_STRING),
    optional("Formatted", &SENSITIVE_STRING),
    optional("Type", &SENSITIVE_STRING),
    optional("Primary", &FLAG),
]);
static PHOTO: Shape = Shape::Structure(&[
    required("Value", &SENSITIVE_STRING),
    optional("Type", &SENSITIVE_STRING),
    optional("Display", &SENSITIVE_STRING),
    optional("Primary", &FLAG),
]);
static CONTACT: Shape = Shape::Structure(&[
    optional("Value", &SENSITIVE_STRING),
    optional("Type", &SENSITIVE_STRING),
    optional("Primary", &FLAG),
]);
static ATTRIBUTE_OPERATIONS: Shape = Shape::List {
    min: 1,
    max: 100,
    of: &ATTRIBUTE_OPERATION,
};
static NAME: Shape = Shape::Structure(&[
    optional("Formatted", &SENSITIVE_STRING),
    optional("FamilyName", &SENSITIVE_STRING),
    optional("GivenName", &SENSITIVE_STRING),
    optional("MiddleName", &SENSITIVE_STRING),
    optional("HonorificPrefix", &SENSITIVE_STRING),
    optional("HonorificSuffix", &SENSITIVE_STRING),
]);
/// One at most.
static ADDRESSES: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &ADDRESS,
};
static PHOTOS: Shape = Shape::List {
    min: 1,
    max: 3,
    of: &PHOTO,
};
/// Emails, phone numbers and roles: one at most.
static CONTACTS: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &CONTACT,
};
static EXTENSIONS: Shape = Shape::Structure(&[]);
static MEMBER_ID: Shape = Shape::Union(&[optional("UserId", &RESOURCE_ID)]);
static GROUP_IDS: Shape = Shape::List {
    min: 1,
    max: 100,
    of: &RESOURCE_ID,
};

static STORE_MEMBER: Member = required("IdentityStoreId", &IDENTITY_STORE_ID);
static GROUP_MEMBER: Member = required("GroupId", &RESOURCE_ID);
static USER_MEMBER: Member = required("UserId", &RESOURCE_ID);
static MAX_RESULTS: Member = optional("MaxResults", &PAGE);
static NEXT_TOKEN: Member = optional("NextToken", &TOKEN);
static DESCRIPTION: Member = optional("Description", &SENSITIVE_STRING);

pub static ALTERNATE: &[Member] = &[
    STORE_MEMBER,
    required("AlternateIdentifier", &ALTERNATE_IDENTIFIER),
];
pub static GROUP: &[Member] = &[STORE_MEMBER, GROUP_MEMBER];
pub static USER: &[Member] = &[STORE_MEMBER, USER_MEMBER];
pub static DESCRIBE_USER: &[Member] = &[
    STORE_MEMBER,
    USER_MEMBER,
    optional("Extensions", &EXTENSION_NAMES),
];
pub static LIST_GROUPS: &[Member] = &[
    STORE_MEMBER,
    MAX_RESULTS,
    NEXT_TOKEN,
    optional("Filters", &FILTERS),
];
pub static LIST_USERS: &[Member] = &[
    STORE_MEMBER,
    optional("Extensions", &EXTENSION_NAMES),
    MAX_RESULTS,
    NEXT_TOKEN,
    optional("Filters", &FILTERS),
];
pub static CREATE_GROUP: &[Member] = &[
    STORE_MEMBER,
    optional("DisplayName", &GROUP_DISPLAY_NAME),
    DESCRIPTION,
];
pub static UPDATE_GROUP: &[Member] = &[
    STORE_MEMBER,
    GROUP_MEMBER,
    required("Operations", &ATTRIBUTE_OPERATIONS),
];
pub static CREATE_USER: &[Member] = &[
    STORE_MEMBER,
    optional("UserName", &USER_NAME),
    optional("Name", &NAME),
    optional("DisplayName", &SENSITIVE_STRING),
    optional("NickName", &SENSITIVE_STRING),
    optional("ProfileUrl", &SENSITIVE_STRING),
    optional("Emails", &CONTACTS),
    optional("Addresses", &ADDRESSES),
    optional("PhoneNumbers", &CONTACTS),
    optional("UserType", &SENSITIVE_STRING),
    optional("Title", &SENSITIVE_STRING),
    optional("PreferredLanguage", &SENSITIVE_STRING),
    optional("Locale", &SENSITIVE_STRING),
    optional("Timezone", &SENSITIVE_STRING),
    optional("Photos", &PHOTOS),
    optional("Website", &SENSITIVE_STRING),
    optional("Birthdate", &SENSITIVE_STRING),
    optional("Roles", &CONTACTS),
    optional("Extensions", &EXTENSIONS),
];
pub static UPDATE_USER: &[Member] = &[
    STORE_MEMBER,
    USER_MEMBER,
    required("Operations", &ATTRIBUTE_OPERATIONS),
];
pub static MEMBERSHIP_OF: &[Member] =
    &[STORE_MEMBER, GROUP_MEMBER, required("MemberId", &MEMBER_ID)];
pub static MEMBERSHIP: &[Member] = &[STORE_MEMBER, required("MembershipId", &RESOURCE_ID)];
pub static MEMBERS: &[Member] = &[STORE_MEMBER, GROUP_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub static GROUPS_OF_MEMBER: &[Member] = &[
    STORE_MEMBER,
    required("MemberId", &MEMBER_ID),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub static IS_MEMBER: &[Member] = &[
    STORE_MEMBER,
    required("MemberId", &MEMBER_ID),
    required("GroupIds", &GROUP_IDS),
];
