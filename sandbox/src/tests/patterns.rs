//! What the patterns of the service models take and refuse.

use crate::protocol::SERVICES;
use crate::service_model::{Member, Shape};

/// The shape of a member of an operation's input; a path of names leads into structures and lists.
fn shape(operation: &str, path: &[&str]) -> &'static Shape {
    let operations = SERVICES.iter().flat_map(|service| service.operations);
    let mut members = operations
        .filter(|one| one.name == operation)
        .map(|one| one.members);
    let (first, rest) = path.split_first().unwrap();
    rest.iter().fold(
        member(members.next().unwrap(), first),
        |shape, name| match shape {
            Shape::Structure(members) | Shape::Union(members) => member(members, name),
            other => panic!("{other:?} has no member {name}"),
        },
    )
}

fn member(members: &'static [Member], name: &str) -> &'static Shape {
    let found = members.iter().find(|member| member.name == name);
    let shape = found.map(|member| member.shape).unwrap();
    match shape {
        Shape::List { of, .. } => of,
        other => other,
    }
}

fn check(operation: &str, path: &[&str], good: &[&str], bad: &[&str]) {
    let shape = shape(operation, path);
    for text in good {
        assert!(shape.accepts(text), "{path:?}: {text:?} is good");
    }
    for text in bad {
        assert!(!shape.accepts(text), "{path:?}: {text:?} is bad");
    }
}

#[test]
fn every_pattern_compiles() {
    fn walk(shape: &Shape) {
        match shape {
            Shape::Text { .. } => _ = shape.accepts(&"a".repeat(16)),
            Shape::List { of, .. } => walk(of),
            Shape::Structure(members) | Shape::Union(members) => {
                members.iter().for_each(|member| walk(member.shape));
            }
            Shape::Choice(_) | Shape::Number { .. } | Shape::Flag | Shape::Document => {}
        }
    }
    let operations = SERVICES.iter().flat_map(|service| service.operations);
    operations
        .flat_map(|operation| operation.members)
        .for_each(|member| walk(member.shape));
}

#[test]
fn arns_have_a_partition_and_their_exact_form() {
    check(
        "DescribeInstance",
        &["InstanceArn"],
        &[
            "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            "arn:aws-us-gov:sso:::instance/ins-7223a4b5c6d7e8f9",
            "arn:aws-iso-b:sso:::instance/ssoins-7223a4b5c6d7e8f9",
        ],
        &[
            "arn:awsx:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            "arn:aws-:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f",
            "arn:aws:sso:us-east-1::instance/ssoins-7223a4b5c6d7e8f9",
        ],
    );
    check(
        "DescribePermissionSet",
        &["PermissionSetArn"],
        &["arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef"],
        &[
            "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef",
            "arn:aws:sso:::permissionSet/ps-0123456789abcdef",
        ],
    );
    check(
        "AttachManagedPolicyToPermissionSet",
        &["ManagedPolicyArn"],
        &[
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws-cn:iam::aws:policy/job-function/Billing",
        ],
        &[
            "arn:aws:iam::111111111111:policy/Mine",
            "arn:aws:iam::aws:policy/",
            "arn:aws:iam::aws:policy/a//b",
            "arn:aws:iam::aws:policy/a b",
        ],
    );
    check(
        "AttachCustomerManagedPolicyReferenceToPermissionSet",
        &["CustomerManagedPolicyReference", "Path"],
        &["/", "/team/", "/team/a+b/"],
        &["", "team/", "/team", "//", "/a//b/"],
    );
}

#[test]
fn durations_have_falling_units_and_a_number_before_each() {
    check(
        "CreatePermissionSet",
        &["SessionDuration"],
        &[
            "PT1H",
            "PT90M",
            "P1D",
            "P2W",
            "P1Y2M3DT4H5M6.7S",
            "PT3600S",
            "-PT1H",
        ],
        &[
            "", "P", "PT", "1H", "PT1M1H", "PTH", "P1H", "PT1.5H", "8h", "PT1H ", "P1W1D",
        ],
    );
}

#[test]
fn identifiers_have_their_exact_length_and_digits() {
    let uuid = "c4281478-60d1-70d9-51ab-0123456789ab";
    let upper = "C4281478-60D1-70D9-51AB-0123456789AB";
    let prefixed = "9067642ac7-c4281478-60d1-70d9-51ab-0123456789ab";
    check(
        "CreateAccountAssignment",
        &["TargetId"],
        &["000000000042"],
        &["42", "00000000004x", ""],
    );
    check(
        "CreateAccountAssignment",
        &["PrincipalId"],
        &[uuid, upper, prefixed],
        &["", "c4281478", "906764-c4281478"],
    );
    check(
        "DescribeAccountAssignmentCreationStatus",
        &["AccountAssignmentCreationRequestId"],
        &[uuid],
        &[upper, prefixed, ""],
    );
    check(
        "ListGroups",
        &["IdentityStoreId"],
        &["d-9067642ac7", uuid],
        &["d-9067642AC7", "d-906", "9067642ac7"],
    );
    check(
        "DescribeOrganizationalUnit",
        &["OrganizationalUnitId"],
        &["ou-ab12-11111111"],
        &["ou-ab12-1111", "r-ab12", "ou-AB12-11111111"],
    );
    check(
        "ListChildren",
        &["ParentId"],
        &["r-ab12", "ou-ab12-11111111"],
        &["o-a1b2c3d4e5", "111111111111"],
    );
    check(
        "ListParents",
        &["ChildId"],
        &["111111111111", "ou-ab12-11111111"],
        &["r-ab12"],
    );
}

#[test]
fn texts_for_people_refuse_what_cannot_be_seen() {
    check(
        "CreatePermissionSet",
        &["Description"],
        &["plain", "é\n"],
        &["em — dash", "\u{7f}", "🙂"],
    );
    check(
        "CreateUser",
        &["UserName"],
        &["ann@example.com", "Ä🙂"],
        &["", "a b", "\u{0}", "a\u{202e}b", "\u{200b}"],
    );
    check(
        "CreateGroup",
        &["DisplayName"],
        &["Platform Engineers\t", "a\nb", "a\u{a0}b"],
        &["", "\u{0}", "a\u{2028}b", "a\u{2066}b", "a\u{3000}b"],
    );
    check(
        "TagResource",
        &["Tags", "Value"],
        &["", "rolecall:catalog", "a b/c=d+e-f@g", "größe"],
        &["a*b", "tab\there"],
    );
    check(
        "UpdateGroup",
        &["Operations", "AttributePath"],
        &["displayName", "name.givenName", "emails.value"],
        &["", "a..b", "a.b.c.d", "a:b"],
    );
    check(
        "CreateAccount",
        &["Email"],
        &["ann@example.com"],
        &["ann@example", "a@b@c.de", "@bb.cc", "a b@c.de"],
    );
    check(
        "DescribeRegion",
        &["RegionName"],
        &["us-east-1", "us-gov-west-1"],
        &["us-1", "useast1", "us-east-10", ""],
    );
}
