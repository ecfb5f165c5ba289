//! The inputs of the identity store's operations, with the constraints of its service model.

use crate::pattern;
use crate::protocol::shape::{Member, Shape, optional, required, text};

const STORE: Shape = text(
    1,
    36,
    r"d-[0-9a-f]{10}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    pattern::is_identity_store_id,
);
const RESOURCE: Shape = text(
    1,
    47,
    r"([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}",
    pattern::is_principal_id,
);
const PERSONAL: Shape = text(
    1,
    1024,
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r  　]+",
    pattern::is_visible_or_space,
);
const GROUP_NAME: Shape = text(
    1,
    1024,
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r  ]+",
    pattern::is_visible_or_space,
);
const USER_NAME: Shape = text(1, 128, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", pattern::is_visible);
const EXTERNAL: Shape = text(1, 256, r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", pattern::is_visible);
const PATH: Shape = text(
    1,
    255,
    r"(?:\p{L}+:\p{L}+:\p{L}+(?:\.\p{L}+){0,3}|\p{L}+(?:\.\p{L}+){0,2})",
    pattern::is_attribute_path,
);
const PAGE: Shape = Shape::Number { min: 1, max: 100 };
const TOKEN: Shape = text(
    1,
    65_535,
    r"[-a-zA-Z0-9+=/:_]*",
    pattern::is_identity_store_token,
);
const EXTENSION: Shape = text(
    1,
    50,
    r"aws:identitystore:[a-z]{1,20}",
    pattern::is_extension,
);
const EXTENSIONS: Shape = Shape::List {
    min: 1,
    max: 10,
    of: &EXTENSION,
};
const FILTER: Shape = Shape::Structure(&[
    required("AttributePath", &PATH),
    required("AttributeValue", &PERSONAL),
]);
const FILTERS: Shape = Shape::List {
    min: 0,
    max: 1,
    of: &FILTER,
};
const EXTERNAL_ID: Shape =
    Shape::Structure(&[required("Issuer", &EXTERNAL), required("Id", &EXTERNAL)]);
const UNIQUE_ATTRIBUTE: Shape = Shape::Structure(&[
    required("AttributePath", &PATH),
    required("AttributeValue", &Shape::Document),
]);
const ALTERNATE_IDENTIFIER: Shape = Shape::Union(&[
    optional("ExternalId", &EXTERNAL_ID),
    optional("UniqueAttribute", &UNIQUE_ATTRIBUTE),
]);
const ATTRIBUTE_OPERATIONS: Shape = Shape::List {
    min: 1,
    max: 100,
    of: &Shape::Structure(&[
        required("AttributePath", &PATH),
        optional("AttributeValue", &Shape::Document),
    ]),
};
const NAME: Shape = Shape::Structure(&[
    optional("Formatted", &PERSONAL),
    optional("FamilyName", &PERSONAL),
    optional("GivenName", &PERSONAL),
    optional("MiddleName", &PERSONAL),
    optional("HonorificPrefix", &PERSONAL),
    optional("HonorificSuffix", &PERSONAL),
]);
/// One at most.
const ADDRESSES: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &Shape::Structure(&[
        optional("StreetAddress", &PERSONAL),
        optional("Locality", &PERSONAL),
        optional("Region", &PERSONAL),
        optional("PostalCode", &PERSONAL),
        optional("Country", &PERSONAL),
        optional("Formatted", &PERSONAL),
        optional("Type", &PERSONAL),
        optional("Primary", &Shape::Flag),
    ]),
};
const PHOTOS: Shape = Shape::List {
    min: 1,
    max: 3,
    of: &Shape::Structure(&[
        required("Value", &PERSONAL),
        optional("Type", &PERSONAL),
        optional("Display", &PERSONAL),
        optional("Primary", &Shape::Flag),
    ]),
};
/// Emails, phone numbers and roles: one at most.
const CONTACTS: Shape = Shape::List {
    min: 1,
    max: 1,
    of: &Shape::Structure(&[
        optional("Value", &PERSONAL),
        optional("Type", &PERSONAL),
        optional("Primary", &Shape::Flag),
    ]),
};
const MEMBER_ID: Shape = Shape::Union(&[optional("UserId", &RESOURCE)]);
const GROUP_IDS: Shape = Shape::List {
    min: 1,
    max: 100,
    of: &RESOURCE,
};

const STORE_MEMBER: Member = required("IdentityStoreId", &STORE);
const GROUP_MEMBER: Member = required("GroupId", &RESOURCE);
const USER_MEMBER: Member = required("UserId", &RESOURCE);
const MAX_RESULTS: Member = optional("MaxResults", &PAGE);
const NEXT_TOKEN: Member = optional("NextToken", &TOKEN);
const DESCRIPTION: Member = optional("Description", &PERSONAL);

pub const ALTERNATE: &[Member] = &[
    STORE_MEMBER,
    required("AlternateIdentifier", &ALTERNATE_IDENTIFIER),
];
pub const GROUP: &[Member] = &[STORE_MEMBER, GROUP_MEMBER];
pub const USER: &[Member] = &[STORE_MEMBER, USER_MEMBER];
pub const DESCRIBE_USER: &[Member] = &[
    STORE_MEMBER,
    USER_MEMBER,
    optional("Extensions", &EXTENSIONS),
];
pub const LIST_GROUPS: &[Member] = &[
    STORE_MEMBER,
    MAX_RESULTS,
    NEXT_TOKEN,
    optional("Filters", &FILTERS),
];
pub const LIST_USERS: &[Member] = &[
    STORE_MEMBER,
    optional("Extensions", &EXTENSIONS),
    MAX_RESULTS,
    NEXT_TOKEN,
    optional("Filters", &FILTERS),
];
pub const CREATE_GROUP: &[Member] = &[
    STORE_MEMBER,
    optional("DisplayName", &GROUP_NAME),
    DESCRIPTION,
];
pub const UPDATE_GROUP: &[Member] = &[
    STORE_MEMBER,
    GROUP_MEMBER,
    required("Operations", &ATTRIBUTE_OPERATIONS),
];
/// The members that the sandbox keeps; the model's others (addresses, titles, photos …) are taken and forgotten.
pub const CREATE_USER: &[Member] = &[
    STORE_MEMBER,
    optional("UserName", &USER_NAME),
    optional("Name", &NAME),
    optional("DisplayName", &PERSONAL),
    optional("NickName", &PERSONAL),
    optional("ProfileUrl", &PERSONAL),
    optional("Emails", &CONTACTS),
    optional("Addresses", &ADDRESSES),
    optional("PhoneNumbers", &CONTACTS),
    optional("UserType", &PERSONAL),
    optional("Title", &PERSONAL),
    optional("PreferredLanguage", &PERSONAL),
    optional("Locale", &PERSONAL),
    optional("Timezone", &PERSONAL),
    optional("Photos", &PHOTOS),
    optional("Website", &PERSONAL),
    optional("Birthdate", &PERSONAL),
    optional("Roles", &CONTACTS),
    optional("Extensions", &Shape::Structure(&[])),
];
pub const UPDATE_USER: &[Member] = &[
    STORE_MEMBER,
    USER_MEMBER,
    required("Operations", &ATTRIBUTE_OPERATIONS),
];
pub const MEMBERSHIP_OF: &[Member] =
    &[STORE_MEMBER, GROUP_MEMBER, required("MemberId", &MEMBER_ID)];
pub const MEMBERSHIP: &[Member] = &[STORE_MEMBER, required("MembershipId", &RESOURCE)];
pub const MEMBERS: &[Member] = &[STORE_MEMBER, GROUP_MEMBER, MAX_RESULTS, NEXT_TOKEN];
pub const GROUPS_OF_MEMBER: &[Member] = &[
    STORE_MEMBER,
    required("MemberId", &MEMBER_ID),
    MAX_RESULTS,
    NEXT_TOKEN,
];
pub const IS_MEMBER: &[Member] = &[
    STORE_MEMBER,
    required("MemberId", &MEMBER_ID),
    required("GroupIds", &GROUP_IDS),
];
