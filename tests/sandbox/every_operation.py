"""Calls every operation of the sandbox with boto3 and checks every answer against botocore's service models.

boto3 checks what it sends. What comes back is checked here: members that the model does not have, required members that
are missing, wrong types, and values outside lengths, patterns and enumerations.
"""

import json
import re
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ONCE = Config(retries={"total_max_attempts": 1})
UNCHECKED = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
# Members that are newer than the installed models, by the path of their structure.
NEWER = {
    "DescribeInstance": {"PermissionSetsEnabled", "PrimaryRegion", "Regions"},
    "ListInstances.Instances": {"PrimaryRegion", "Regions"},
}

called = {}


def check(value, shape, path):
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), f"{path} is not a structure: {value!r}"
        newer = NEWER.get(re.sub(r"\[\d+\]", "", path), set())
        unknown = set(value) - set(shape.members) - newer
        assert not unknown, f"{path} has unknown members {unknown}"
        missing = set(shape.required_members) - set(value)
        assert not missing, f"{path} lacks {missing}"
        for name, inner in value.items():
            if name in shape.members:
                check(inner, shape.members[name], f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), f"{path} is not a list: {value!r}"
        limits(len(value), shape, path)
        for index, inner in enumerate(value):
            check(inner, shape.member, f"{path}[{index}]")
    elif kind == "string":
        assert isinstance(value, str), f"{path} is not a string: {value!r}"
        # GetInlinePolicyForPermissionSet answers "" where there is none, against its own model.
        if value == "" and path.endswith(".InlinePolicy"):
            return
        limits(len(value), shape, path)
        choices = getattr(shape, "enum", None)
        assert not choices or value in choices, f"{path} is not one of {choices}: {value!r}"
        pattern = shape.metadata.get("pattern")
        if pattern and r"\p" not in pattern:
            assert re.fullmatch(pattern, value), f"{path} does not match {pattern}: {value!r}"
    elif kind == "timestamp":
        assert isinstance(value, (int, float)) and not isinstance(value, bool), f"{path} is no timestamp: {value!r}"
        assert 1e9 < value < 1e10, f"{path} is not in seconds: {value!r}"
    elif kind in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), f"{path} is no integer: {value!r}"
    elif kind == "boolean":
        assert isinstance(value, bool), f"{path} is no boolean: {value!r}"


def limits(size, shape, path):
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", size)
    assert low <= size <= high, f"{path} has size {size}, not {low} to {high}"


def check_answer(http_response, model):
    body = json.loads(http_response.content)
    assert http_response.headers["x-amzn-requestid"], model.name
    if http_response.status_code == 200:
        if model.output_shape is None:
            assert body == {}, f"{model.name} returns nothing, but: {body}"
        else:
            # An odd page may lack its list, even where the model requires it.
            odd = "NextToken" in body or len(body) == 0
            shape = model.output_shape
            if not (odd and set(shape.required_members) - set(body)):
                check(body, shape, model.name)
    else:
        code = body["__type"]
        shapes = {shape.name: shape for shape in model.error_shapes}
        assert code in shapes or code == "ValidationException", f"{model.name} does not model {code}"
        if code in shapes:
            given = {key: value for key, value in body.items() if key != "__type"}
            check(given, shapes[code], f"{model.name} {code}")


class Observed:
    def __init__(self, client):
        self.client = client
        self.model = client.meta.service_model
        client.meta.events.register("after-call", self.observe)

    def observe(self, http_response, model, **_):
        called.setdefault(self.model.service_name, set()).add(model.name)
        if self.model.protocol == "json":
            check_answer(http_response, model)

    def __getattr__(self, name):
        return getattr(self.client, name)

    def refused(self, operation, code, text, **arguments):
        try:
            getattr(self.client, operation)(**arguments)
        except ClientError as error:
            got = error.response["Error"]
            assert got["Code"] == code, f"{operation}: {got}, expected {code}"
            assert text in got["Message"], f"{operation}: {got}, expected {text!r}"
            return error.response
        raise AssertionError(f"{operation} was not refused with {code}")

    def every(self, operation, member, **arguments):
        found, token = [], None
        for _ in range(1000):
            more = {"NextToken": token} if token else {}
            page = getattr(self.client, operation)(**arguments, **more)
            found += page.get(member, [])
            token = page.get("NextToken")
            if not token:
                return found
        raise AssertionError(f"{operation} never ends")


def client(service, config=ONCE):
    return Observed(boto3.client(service, config=config))


sso, ids, orgs, sts = client("sso-admin"), client("identitystore"), client("organizations"), client("sts")
loose, loose_ids, loose_orgs = (client(name, UNCHECKED) for name in ("sso-admin", "identitystore", "organizations"))


def settled(describe, member, **arguments):
    for _ in range(100):
        status = getattr(sso, describe)(**arguments)[member]
        if status["Status"] != "IN_PROGRESS":
            return status
        time.sleep(0.02)
    raise AssertionError(f"{describe} stays in progress")


def created(**arguments):
    status = sso.create_account_assignment(TargetType="AWS_ACCOUNT", **arguments)["AccountAssignmentCreationStatus"]
    assert status["Status"] == "IN_PROGRESS", status
    return settled(
        "describe_account_assignment_creation_status",
        "AccountAssignmentCreationStatus",
        InstanceArn=arguments["InstanceArn"],
        AccountAssignmentCreationRequestId=status["RequestId"],
    )


def deleted(**arguments):
    status = sso.delete_account_assignment(TargetType="AWS_ACCOUNT", **arguments)["AccountAssignmentDeletionStatus"]
    assert status["Status"] == "IN_PROGRESS", status
    return settled(
        "describe_account_assignment_deletion_status",
        "AccountAssignmentDeletionStatus",
        InstanceArn=arguments["InstanceArn"],
        AccountAssignmentDeletionRequestId=status["RequestId"],
    )


def provisioned(**arguments):
    status = sso.provision_permission_set(**arguments)["PermissionSetProvisioningStatus"]
    assert status["Status"] == "IN_PROGRESS", status
    return settled(
        "describe_permission_set_provisioning_status",
        "PermissionSetProvisioningStatus",
        InstanceArn=arguments["InstanceArn"],
        ProvisionPermissionSetRequestId=status["RequestId"],
    )


def organization():
    assert sts.get_caller_identity()["Account"] == "111111111111"
    described = orgs.describe_organization()["Organization"]
    assert described["MasterAccountId"] == "111111111111"
    root = orgs.every("list_roots", "Roots")[0]["Id"]
    accounts = orgs.every("list_accounts", "Accounts")
    assert len(accounts) == 11 and all(account["State"] == "ACTIVE" and "Status" not in account for account in accounts)
    units = orgs.every("list_organizational_units_for_parent", "OrganizationalUnits", ParentId=root, MaxResults=1)
    assert {unit["Name"] for unit in units} == {"core", "plat"}
    core = next(unit for unit in units if unit["Name"] == "core")
    assert core["Path"] == f"{described['Id']}/{root}/{core['Id']}/"
    assert len(orgs.every("list_accounts_for_parent", "Accounts", ParentId=core["Id"])) == 6
    assert len(orgs.every("list_children", "Children", ParentId=core["Id"], ChildType="ACCOUNT", MaxResults=4)) == 6
    assert orgs.describe_organizational_unit(OrganizationalUnitId=core["Id"])["OrganizationalUnit"] == core
    services = orgs.every("list_aws_service_access_for_organization", "EnabledServicePrincipals")
    assert [service["ServicePrincipal"] for service in services] == ["sso.amazonaws.com"]

    # An organization can be grown: a unit, an account in it, tags.
    lab = orgs.create_organizational_unit(ParentId=root, Name="lab", Tags=[{"Key": "k", "Value": "v"}])["OrganizationalUnit"]
    orgs.refused("create_organizational_unit", "DuplicateOrganizationalUnitException", "same name", ParentId=root, Name="lab")
    lab = orgs.update_organizational_unit(OrganizationalUnitId=lab["Id"], Name="Lab")["OrganizationalUnit"]
    assert lab["Name"] == "Lab"
    request = orgs.create_account(Email="lab@example.com", AccountName="lab-one")["CreateAccountStatus"]
    status = orgs.describe_create_account_status(CreateAccountRequestId=request["Id"])["CreateAccountStatus"]
    assert status["State"] == "SUCCEEDED", status
    assert status in orgs.every("list_create_account_status", "CreateAccountStatuses", States=["SUCCEEDED"])
    taken = orgs.create_account(Email="lab@example.com", AccountName="lab-two")["CreateAccountStatus"]
    failed = orgs.describe_create_account_status(CreateAccountRequestId=taken["Id"])["CreateAccountStatus"]
    assert failed["FailureReason"] == "EMAIL_ALREADY_EXISTS"
    account = status["AccountId"]
    orgs.move_account(AccountId=account, SourceParentId=root, DestinationParentId=lab["Id"])
    assert orgs.every("list_parents", "Parents", ChildId=account) == [{"Id": lab["Id"], "Type": "ORGANIZATIONAL_UNIT"}]
    assert orgs.describe_account(AccountId=account)["Account"]["Paths"] == [f"{lab['Path']}{account}/"]
    orgs.tag_resource(ResourceId=account, Tags=[{"Key": "stage", "Value": "lab"}, {"Key": "gone", "Value": ""}])
    orgs.untag_resource(ResourceId=account, TagKeys=["gone"])
    assert orgs.every("list_tags_for_resource", "Tags", ResourceId=account) == [{"Key": "stage", "Value": "lab"}]
    assert orgs.every("list_tags_for_resource", "Tags", ResourceId=lab["Id"]) == [{"Key": "k", "Value": "v"}]
    orgs.refused("delete_organizational_unit", "OrganizationalUnitNotEmptyException", "not empty", OrganizationalUnitId=lab["Id"])
    orgs.move_account(AccountId=account, SourceParentId=lab["Id"], DestinationParentId=root)
    orgs.delete_organizational_unit(OrganizationalUnitId=lab["Id"])
    orgs.refused("describe_account", "AccountNotFoundException", "doesn't exist", AccountId="999999999999")
    orgs.refused("list_parents", "ChildNotFoundException", "doesn't exist", ChildId="999999999999")

    orgs.register_delegated_administrator(AccountId=account, ServicePrincipal="sso.amazonaws.com")
    orgs.refused(
        "register_delegated_administrator",
        "ConstraintViolationException",
        "exceeded",
        AccountId="222222222202",
        ServicePrincipal="sso.amazonaws.com",
    )
    assert [row["Id"] for row in orgs.every("list_delegated_administrators", "DelegatedAdministrators")] == [account]
    assert orgs.every("list_delegated_services_for_account", "DelegatedServices", AccountId=account)
    orgs.deregister_delegated_administrator(AccountId=account, ServicePrincipal="sso.amazonaws.com")
    orgs.close_account(AccountId=account)
    assert orgs.describe_account(AccountId=account)["Account"]["State"] == "CLOSED"
    orgs.refused("create_organization", "AlreadyInOrganizationException", "already a member", FeatureSet="ALL")
    orgs.refused("delete_organization", "OrganizationNotEmptyException", "member accounts")
    orgs.refused("close_account", "ConstraintViolationException", "management", AccountId="111111111111")
    response = loose_orgs.refused("list_accounts", "InvalidInputException", "less than or equal to 20", MaxResults=21)
    assert response["Reason"] == "MAX_VALUE_EXCEEDED", response
    orgs.refused("list_accounts", "InvalidInputException", "NextToken", NextToken="nonsense")
    return account


def identity_store(store):
    where = {"IdentityStoreId": store}
    groups = ids.every("list_groups", "Groups", MaxResults=3, **where)
    assert sorted(group["DisplayName"] for group in groups) == ["BillingAdmin", "DevOps", "Developers", "Managers"]
    users = ids.every("list_users", "Users", MaxResults=2, **where)
    assert len(users) == 5
    by_name = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "Managers"}}
    managers = ids.get_group_id(AlternateIdentifier=by_name, **where)["GroupId"]
    external = ids.describe_group(GroupId=managers, **where)["ExternalIds"][0]
    assert ids.get_group_id(AlternateIdentifier={"ExternalId": external}, **where)["GroupId"] == managers
    wrong_case = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "managers"}}
    missing = ids.refused("get_group_id", "ResourceNotFoundException", "GROUP not found", AlternateIdentifier=wrong_case, **where)
    assert missing["ResourceType"] == "GROUP", missing
    for path, value in (("userName", "ann@example.com"), ("emails.value", "ann@example.com")):
        alternate = {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}
        ann = ids.get_user_id(AlternateIdentifier=alternate, **where)["UserId"]
    assert ids.describe_user(UserId=ann, **where)["DisplayName"] == "Ann Example"
    filtered = ids.every("list_groups", "Groups", Filters=[{"AttributePath": "DisplayName", "AttributeValue": "DevOps"}], **where)
    assert [group["DisplayName"] for group in filtered] == ["DevOps"]

    group = ids.create_group(DisplayName="Lab", Description="tries things", **where)["GroupId"]
    conflict = ids.refused("create_group", "ConflictException", "Duplicate GroupDisplayName", DisplayName="Lab", **where)
    assert conflict["Reason"] == "UNIQUENESS_CONSTRAINT_VIOLATION", conflict
    ids.refused("create_group", "ValidationException", "reserved", DisplayName="Administrator", **where)
    ids.update_group(GroupId=group, Operations=[{"AttributePath": "displayName", "AttributeValue": "Laboratory"}], **where)
    assert ids.describe_group(GroupId=group, **where)["DisplayName"] == "Laboratory"
    user = ids.create_user(
        UserName="lab@example.com",
        DisplayName="Lab User",
        Name={"GivenName": "Lab", "FamilyName": "User"},
        Emails=[{"Value": "lab@example.com", "Type": "work", "Primary": True}],
        **where,
    )["UserId"]
    ids.update_user(UserId=user, Operations=[{"AttributePath": "name.givenName", "AttributeValue": "Lara"}], **where)
    assert ids.describe_user(UserId=user, **where)["Name"]["GivenName"] == "Lara"
    address = [{"streetAddress": "1 Lab Road", "postalCode": "1010", "primary": True}]
    changes = {"title": "Engineer", "addresses": address, "emails": [{"value": "lara@example.com", "type": "home", "primary": False}]}
    ids.update_user(UserId=user, Operations=[{"AttributePath": path, "AttributeValue": value} for path, value in changes.items()], **where)
    described = ids.describe_user(UserId=user, **where)
    assert described["Title"] == "Engineer", described
    assert described["Addresses"] == [{"StreetAddress": "1 Lab Road", "PostalCode": "1010", "Primary": True}], described
    assert described["Emails"] == [{"Value": "lara@example.com", "Type": "home", "Primary": False}], described
    membership = ids.create_group_membership(GroupId=group, MemberId={"UserId": user}, **where)["MembershipId"]
    ids.refused("create_group_membership", "ConflictException", "already exists", GroupId=group, MemberId={"UserId": user}, **where)
    assert ids.describe_group_membership(MembershipId=membership, **where)["GroupId"] == group
    assert ids.get_group_membership_id(GroupId=group, MemberId={"UserId": user}, **where)["MembershipId"] == membership
    assert [row["MembershipId"] for row in ids.every("list_group_memberships", "GroupMemberships", GroupId=group, **where)] == [membership]
    rows = ids.every("list_group_memberships_for_member", "GroupMemberships", MemberId={"UserId": user}, **where)
    assert [row["GroupId"] for row in rows] == [group]
    exists = ids.is_member_in_groups(MemberId={"UserId": user}, GroupIds=[group, managers], **where)["Results"]
    assert [row["MembershipExists"] for row in exists] == [True, False]
    ids.delete_group_membership(MembershipId=membership, **where)
    ids.delete_group_membership(
        MembershipId=ids.create_group_membership(GroupId=group, MemberId={"UserId": user}, **where)["MembershipId"], **where
    )
    ids.refused("describe_group", "ResourceNotFoundException", "IDENTITY_STORE", IdentityStoreId="d-0000000000", GroupId=group)
    loose_ids.refused("list_groups", "ValidationException", "'maxResults'", MaxResults=101, **where)
    loose_ids.refused("get_group_id", "ValidationException", "exactly one", AlternateIdentifier={}, **where)
    return group, user


def instances():
    instance = sso.every("list_instances", "Instances")[0]
    arn = instance["InstanceArn"]
    described = sso.describe_instance(InstanceArn=arn)
    assert described["OwnerAccountId"] == "111111111111" and described["Status"] == "ACTIVE"
    assert [region["RegionName"] for region in sso.every("list_regions", "Regions", InstanceArn=arn)] == ["us-east-1"]
    assert sso.describe_region(InstanceArn=arn, RegionName="us-east-1")["IsPrimaryRegion"]
    sso.refused("describe_region", "ResourceNotFoundException", "eu-west-1", InstanceArn=arn, RegionName="eu-west-1")
    sso.update_instance(InstanceArn=arn, Name="main")
    assert sso.describe_instance(InstanceArn=arn)["Name"] == "main"
    sso.refused("create_instance", "ConflictException", "already exists", Name="second")
    sso.refused("delete_instance", "ValidationException", "organization instance", InstanceArn=arn)
    configuration = {"AccessControlAttributes": [{"Key": "team", "Value": {"Source": ["${path:enterprise.department}"]}}]}
    where = {"InstanceArn": arn}
    sso.refused("describe_instance_access_control_attribute_configuration", "ResourceNotFoundException", "not configured", **where)
    sso.create_instance_access_control_attribute_configuration(InstanceAccessControlAttributeConfiguration=configuration, **where)
    sso.update_instance_access_control_attribute_configuration(InstanceAccessControlAttributeConfiguration=configuration, **where)
    status = sso.describe_instance_access_control_attribute_configuration(**where)
    assert status["InstanceAccessControlAttributeConfiguration"] == configuration
    sso.delete_instance_access_control_attribute_configuration(**where)
    other = boto3.client("sso-admin", region_name="eu-west-1", config=ONCE)
    assert other.list_instances().get("Instances", []) == []
    Observed(other).refused("list_permission_sets", "ResourceNotFoundException", "", **where)
    return arn, instance["IdentityStoreId"]


def permission_sets(instance):
    where = {"InstanceArn": instance}
    tags = [{"Key": "rolecall:catalog", "Value": "default"}]
    first = sso.create_permission_set(
        Name="Lab", Description="tries things", SessionDuration="PT2H", RelayState="https://example.com/a?b=c", Tags=tags, **where
    )["PermissionSet"]
    assert first["SessionDuration"] == "PT2H"
    arn = first["PermissionSetArn"]
    one = {"InstanceArn": instance, "PermissionSetArn": arn}
    sso.refused("create_permission_set", "ConflictException", "PermissionSet with name Lab already exists", Name="Lab", **where)
    assert sso.describe_permission_set(**one)["PermissionSet"] == first
    for number in range(3):
        sso.create_permission_set(Name=f"Other{number}", **where)
    assert len(set(sso.every("list_permission_sets", "PermissionSets", MaxResults=3, **where))) == 4
    assert sso.every("list_tags_for_resource", "Tags", ResourceArn=arn, **where) == tags
    sso.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "lab"}], **where)
    sso.untag_resource(ResourceArn=arn, TagKeys=["rolecall:catalog"], **where)
    assert sso.every("list_tags_for_resource", "Tags", ResourceArn=arn, **where) == [{"Key": "team", "Value": "lab"}]
    # A relay state that is left out of an update is removed, a description stays.
    sso.update_permission_set(Description="other", **one)
    sso.update_permission_set(SessionDuration="PT1H", **one)
    cleared = sso.describe_permission_set(**one)["PermissionSet"]
    assert cleared["Description"] == "other" and cleared["SessionDuration"] == "PT1H" and "RelayState" not in cleared

    policy = "arn:aws:iam::aws:policy/job-function/Billing"
    sso.attach_managed_policy_to_permission_set(ManagedPolicyArn=policy, **one)
    sso.refused("attach_managed_policy_to_permission_set", "ConflictException", "typed link attachment to a manged policy with arn:", ManagedPolicyArn=policy, **one)
    attached = sso.every("list_managed_policies_in_permission_set", "AttachedManagedPolicies", **one)
    assert attached == [{"Name": "Billing", "Arn": policy}]
    mine = {"Name": "mine", "Path": "/team/"}
    sso.attach_customer_managed_policy_reference_to_permission_set(CustomerManagedPolicyReference=mine, **one)
    assert sso.every("list_customer_managed_policy_references_in_permission_set", "CustomerManagedPolicyReferences", **one) == [mine]
    others = ("EC2", "RDS", "SQS", "SNS", "VPC", "Route53", "S3", "DynamoDB", "Kinesis")
    others = [f"arn:aws:iam::aws:policy/Amazon{service}{access}Access" for service in others for access in ("Full", "ReadOnly")]
    for other in others:
        sso.attach_managed_policy_to_permission_set(ManagedPolicyArn=other, **one)
    sso.refused(
        "attach_managed_policy_to_permission_set",
        "ResourceNotFoundException",
        "Policy does not exist with ARN: arn:aws:iam::aws:policy/Billing",
        ManagedPolicyArn="arn:aws:iam::aws:policy/Billing",
        **one,
    )
    sso.refused(
        "attach_managed_policy_to_permission_set",
        "ServiceQuotaExceededException",
        "more than 20",
        ManagedPolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess",
        **one,
    )
    for other in others:
        sso.detach_managed_policy_from_permission_set(ManagedPolicyArn=other, **one)
    sso.detach_customer_managed_policy_reference_from_permission_set(CustomerManagedPolicyReference=mine, **one)
    sso.refused(
        "detach_customer_managed_policy_reference_from_permission_set",
        "ResourceNotFoundException",
        "does not exist on PermissionSet",
        CustomerManagedPolicyReference=mine,
        **one,
    )

    assert sso.get_inline_policy_for_permission_set(**one)["InlinePolicy"] == ""
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    sso.put_inline_policy_to_permission_set(InlinePolicy=document, **one)
    assert sso.get_inline_policy_for_permission_set(**one)["InlinePolicy"] == document
    sso.refused("put_inline_policy_to_permission_set", "ValidationException", "Invalid PermissionsPolicy Document", InlinePolicy="nope", **one)
    large = json.dumps({"Statement": "x" * 10_240})
    sso.refused("put_inline_policy_to_permission_set", "ValidationException", "exceeded the maximum limit of 10240 bytes", InlinePolicy=large, **one)
    spaces = '{"Statement":' + " " * 20_000 + "[]}"
    sso.put_inline_policy_to_permission_set(InlinePolicy=spaces, **one)
    loose.refused("put_inline_policy_to_permission_set", "ValidationException", "32768", InlinePolicy=" " * 32_769, **one)
    sso.delete_inline_policy_from_permission_set(**one)

    sso.refused("get_permissions_boundary_for_permission_set", "ResourceNotFoundException", "not attached", **one)
    both = {"ManagedPolicyArn": policy, "CustomerManagedPolicyReference": mine}
    for boundary, words in ((both, "Only ManagedPolicyArn or CustomerManagedPolicyReference should be given"), ({}, "either")):
        sso.refused("put_permissions_boundary_to_permission_set", "ValidationException", words, PermissionsBoundary=boundary, **one)
    for boundary in ({"CustomerManagedPolicyReference": mine}, {"ManagedPolicyArn": policy}):
        sso.put_permissions_boundary_to_permission_set(PermissionsBoundary=boundary, **one)
        assert sso.get_permissions_boundary_for_permission_set(**one)["PermissionsBoundary"] == boundary
    sso.delete_permissions_boundary_from_permission_set(**one)

    # Constraints of the model that boto3 itself does not check.
    for code, text, arguments in (
        ("ValidationException", "'name'", {"Name": "x" * 33}),
        ("ValidationException", "regular expression pattern", {"Name": "has space"}),
        ("ValidationException", "'description'", {"Name": "Fine", "Description": "em — dash"}),
        ("ValidationException", "PT1H and PT12H", {"Name": "Fine", "SessionDuration": "PT13H"}),
        ("ValidationException", "'sessionDuration'", {"Name": "Fine", "SessionDuration": "8h"}),
        ("ValidationException", "Member must not be null", {}),
        ("SerializationException", "String", {"Name": 7}),
    ):
        try:
            loose.client.create_permission_set(**arguments, **where)
        except ClientError as error:
            assert error.response["Error"]["Code"] == code and text in error.response["Error"]["Message"], (arguments, error)
        except AssertionError as error:
            # SerializationException is in no model, and is still what AWS answers.
            assert code in str(error), error
        else:
            raise AssertionError(f"{arguments} was accepted")
    loose.refused("list_permission_sets", "ValidationException", "less than or equal to 100", MaxResults=101, **where)
    loose.refused("list_permission_sets", "ValidationException", "'instanceArn'", InstanceArn="arn:aws:sso:::instance/x")
    elsewhere = instance.replace("7223", "7224")
    sso.refused("list_permission_sets", "ResourceNotFoundException", "does not exist", InstanceArn=elsewhere)
    sso.refused("describe_permission_set", "ResourceNotFoundException", "Could not find PermissionSet with id ps-", InstanceArn=instance, PermissionSetArn=arn[:-4] + "ffff")
    return arn


def assignments(instance, arn, store, group, user, closed):
    one = {"InstanceArn": instance, "PermissionSetArn": arn}
    target, principal = "222222222202", {"PrincipalType": "GROUP", "PrincipalId": group}
    assert created(TargetId=target, **principal, **one)["Status"] == "SUCCEEDED"
    # Again: no conflict, no second row.
    assert created(TargetId=target, **principal, **one)["Status"] == "SUCCEEDED"
    assert created(TargetId=target, PrincipalType="USER", PrincipalId=user, **one)["Status"] == "SUCCEEDED"
    rows = sso.every("list_account_assignments", "AccountAssignments", AccountId=target, MaxResults=1, **one)
    assert [(row["PrincipalType"], row["PrincipalId"]) for row in rows] == [("GROUP", group), ("USER", user)]
    where = {"InstanceArn": instance}
    rows = sso.every("list_account_assignments_for_principal", "AccountAssignments", **principal, **where)
    assert [(row["AccountId"], row["PermissionSetArn"], row["PrincipalId"]) for row in rows] == [(target, arn, group)]
    filtered = sso.every("list_account_assignments_for_principal", "AccountAssignments", Filter={"AccountId": "111111111111"}, **principal, **where)
    assert filtered == []
    ghost = {"PrincipalType": "GROUP", "PrincipalId": "00000000-0000-4000-8000-000000000000"}
    failed = created(TargetId=target, **ghost, **one)
    assert failed["Status"] == "FAILED", failed
    assert failed["FailureReason"].startswith("Received a 404 status error: the GROUP assignee"), failed
    gone = deleted(TargetId=target, **ghost, **one)
    assert gone["FailureReason"].startswith("Received a 404 status error: EntitlementItem doesn't exist"), gone
    suspended = created(TargetId=closed, **principal, **one)
    assert "takes longer than usual" in suspended["FailureReason"], suspended
    sso.refused("create_account_assignment", "ResourceNotFoundException", "999999999999", TargetId="999999999999", TargetType="AWS_ACCOUNT", **principal, **one)
    statuses = sso.every("list_account_assignment_creation_status", "AccountAssignmentsCreationStatus", Filter={"Status": "FAILED"}, **where)
    assert len(statuses) == 2 and all(set(row) == {"Status", "RequestId", "CreatedDate"} for row in statuses), statuses
    assert len(sso.every("list_account_assignment_deletion_status", "AccountAssignmentsDeletionStatus", **where)) == 1

    # An edit reaches the account only by provisioning.
    outdated = {"ProvisioningStatus": "LATEST_PERMISSION_SET_NOT_PROVISIONED"}
    accounts = lambda **more: sso.every("list_accounts_for_provisioned_permission_set", "AccountIds", **one, **more)
    assert accounts() == [target] and accounts(**outdated) == []
    sso.update_permission_set(Description="newer", **one)
    assert accounts(**outdated) == [target]
    assert sso.every("list_permission_sets_provisioned_to_account", "PermissionSets", AccountId=target, **where, **outdated) == [arn]
    assert provisioned(TargetType="AWS_ACCOUNT", TargetId=target, **one)["AccountId"] == target
    assert accounts(**outdated) == []
    assert provisioned(TargetType="ALL_PROVISIONED_ACCOUNTS", **one)["Status"] == "SUCCEEDED"
    sso.refused("provision_permission_set", "ValidationException", "TargetId", TargetType="AWS_ACCOUNT", **one)
    assert len(sso.every("list_permission_set_provisioning_status", "PermissionSetsProvisioningStatus", **where)) == 2

    # A deleted group leaves an orphan, which still stands in the way of deleting the set.
    ids.delete_group(IdentityStoreId=store, GroupId=group)
    ids.delete_user(IdentityStoreId=store, UserId=user)
    rows = sso.every("list_account_assignments", "AccountAssignments", AccountId=target, **one)
    assert [row["PrincipalId"] for row in rows] == [group, user]
    sso.refused("delete_permission_set", "ConflictException", "ApplicationProfile", **one)
    assert deleted(TargetId=target, **principal, **one)["Status"] == "SUCCEEDED"
    assert deleted(TargetId=target, PrincipalType="USER", PrincipalId=user, **one)["Status"] == "SUCCEEDED"
    assert accounts() == []
    sso.delete_permission_set(**one)
    sso.refused("describe_permission_set", "ResourceNotFoundException", "Could not find PermissionSet with id ps-", **one)


def main():
    closed = organization()
    instance, store = instances()
    group, user = identity_store(store)
    arn = permission_sets(instance)
    assignments(instance, arn, store, group, user, closed)
    for service, client_ in (("sso-admin", sso), ("identitystore", ids), ("organizations", orgs)):
        left_out = OPERATIONS[service] - called[service]
        assert not left_out, f"{service}: never called: {left_out}"
    print("every operation answered within its model")


OPERATIONS = {
    "sso-admin": set(
        """ListInstances DescribeInstance CreateInstance UpdateInstance DeleteInstance ListRegions DescribeRegion
        ListPermissionSets DescribePermissionSet CreatePermissionSet UpdatePermissionSet DeletePermissionSet
        PutInlinePolicyToPermissionSet GetInlinePolicyForPermissionSet DeleteInlinePolicyFromPermissionSet
        AttachManagedPolicyToPermissionSet DetachManagedPolicyFromPermissionSet ListManagedPoliciesInPermissionSet
        AttachCustomerManagedPolicyReferenceToPermissionSet DetachCustomerManagedPolicyReferenceFromPermissionSet
        ListCustomerManagedPolicyReferencesInPermissionSet PutPermissionsBoundaryToPermissionSet
        GetPermissionsBoundaryForPermissionSet DeletePermissionsBoundaryFromPermissionSet ProvisionPermissionSet
        DescribePermissionSetProvisioningStatus ListPermissionSetProvisioningStatus ListPermissionSetsProvisionedToAccount
        ListAccountsForProvisionedPermissionSet ListAccountAssignments ListAccountAssignmentsForPrincipal
        CreateAccountAssignment DeleteAccountAssignment DescribeAccountAssignmentCreationStatus
        DescribeAccountAssignmentDeletionStatus ListAccountAssignmentCreationStatus ListAccountAssignmentDeletionStatus
        TagResource UntagResource ListTagsForResource DescribeInstanceAccessControlAttributeConfiguration
        CreateInstanceAccessControlAttributeConfiguration UpdateInstanceAccessControlAttributeConfiguration
        DeleteInstanceAccessControlAttributeConfiguration""".split()
    ),
    "identitystore": set(
        """GetGroupId GetUserId DescribeGroup DescribeUser ListGroups ListUsers CreateGroup UpdateGroup DeleteGroup CreateUser
        UpdateUser DeleteUser CreateGroupMembership DescribeGroupMembership DeleteGroupMembership GetGroupMembershipId
        ListGroupMemberships ListGroupMembershipsForMember IsMemberInGroups""".split()
    ),
    "organizations": set(
        """DescribeOrganization CreateOrganization DeleteOrganization ListRoots ListAccounts DescribeAccount ListParents ListChildren
        ListOrganizationalUnitsForParent DescribeOrganizationalUnit ListAccountsForParent ListTagsForResource TagResource
        UntagResource ListDelegatedAdministrators RegisterDelegatedAdministrator DeregisterDelegatedAdministrator
        ListDelegatedServicesForAccount ListAWSServiceAccessForOrganization CreateAccount DescribeCreateAccountStatus
        ListCreateAccountStatus CreateOrganizationalUnit UpdateOrganizationalUnit DeleteOrganizationalUnit MoveAccount
        CloseAccount""".split()
    ),
}

main()
