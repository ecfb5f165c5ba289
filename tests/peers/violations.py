"""Asks the sandbox for what the service models of AWS allow, and for what they do not.

    AWS_ENDPOINT_URL=http://127.0.0.1:… python3 tests/peers/violations.py

For every operation that it offers, a request within its model is made, and from it many that are one step
outside: a required member less, a text or a list too short or too long, a number out of range, a value that is not in the
enumeration, a text that does not match the pattern, a value of another type. The first must not be called invalid; every
other must be. All error codes must be the model's. The models are those that botocore carries.
"""

import copy
import json
import os
import re
import sys
import urllib.request
from urllib.error import HTTPError

sys.dont_write_bytecode = True
from corrections import model

URL = os.environ["AWS_ENDPOINT_URL"]
TARGETS = {service: prefix for prefix, service in model.TARGETS.items()}
# What AWS calls a request outside of its model. A value of another type is not even read.
INVALID = {"sso-admin": "ValidationException", "identitystore": "ValidationException", "organizations": "InvalidInputException"}
UNREAD = "SerializationException"
# Every operation may answer these: "Common Errors" of the API references.
COMMON = {"ValidationException", "AccessDeniedException", "ThrottlingException", UNREAD}

# What an operation is called that is not offered.
UNKNOWN = {"UnknownOperationException"}

INSTANCE = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9"
SET = "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef"
UUID = "11111111-2222-4333-8444-555555555555"
# Values for members that a pattern alone does not tell.
VALUES = {
    "InstanceArn": INSTANCE,
    "PermissionSetArn": SET,
    "ResourceArn": SET,
    "ManagedPolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "InlinePolicy": '{"Version":"2012-10-17","Statement":[]}',
    "SessionDuration": "PT1H",
    "RelayState": "https://example.com/",
    "IdentityStoreId": "d-9067642ac7",
    "AttributePath": "displayName",
    "AttributeValue": "DevOps",
    "GroupId": UUID,
    "UserId": UUID,
    "MemberId": {"UserId": UUID},
    "MembershipId": UUID,
    "PrincipalId": UUID,
    "GroupIds": [UUID],
    "DisplayName": "Someone",
    "UserName": "someone@example.com",
    "Path": "/team/",
    "Email": "someone@example.com",
    "AccountId": "333333333301",
    "TargetId": "333333333301",
    "ChildId": "333333333301",
    "ParentId": "r-ab12",
    "SourceParentId": "r-ab12",
    "DestinationParentId": "r-ab12",
    "ResourceId": "333333333301",
    "OrganizationalUnitId": "ou-ab12-11111111",
    "CreateAccountRequestId": "car-" + "a" * 32,
    "ServicePrincipal": "sso.amazonaws.com",
    "ClientToken": "token",
    "Birthdate": "2000-01-01",
    "RegionName": "us-east-1",
    "EncryptionConfiguration": None,
    "NextToken": None,
    "ExtensionName": "aws:identitystore:enterprise",
    "ProvisionPermissionSetRequestId": UUID,
    "AccountAssignmentCreationRequestId": UUID,
    "AccountAssignmentDeletionRequestId": UUID,
}
WRONG_TYPES = {"string": 1, "integer": "x", "long": "x", "boolean": "x", "list": "x", "structure": "x", "map": "x"}

tried = {"valid": 0, "invalid": 0}
problems = []


def call(service, operation, request):
    """The status and the error code of an answer; None for no error."""
    message = urllib.request.Request(URL, json.dumps(request).encode())
    message.add_header("X-Amz-Target", f"{TARGETS[service]}.{operation}")
    message.add_header("Content-Type", "application/x-amz-json-1.1")
    try:
        with urllib.request.urlopen(message) as answer:
            return answer.status, None, ""
    except HTTPError as error:
        body = json.loads(error.read())
        return error.code, body["__type"], body.get("Message", "")


def fits(value, kind):
    """Whether a value is of the kind of a shape; one that is left out fits all."""
    return value is None or isinstance(value, {"list": list, "structure": dict}.get(kind, str))


def sample(shape, name):
    """A value within a shape; None for a member that is left out."""
    kind = shape.type_name
    if name in VALUES and fits(VALUES[name], kind):
        return copy.deepcopy(VALUES[name])
    if shape.name in VALUES and kind == "string":
        return VALUES[shape.name]
    if getattr(shape, "is_document_type", False):
        return "DevOps"
    if kind == "structure":
        members = shape.members.items()
        if getattr(shape, "is_tagged_union", False):
            members = list(members)[:1]
        values = {key: sample(member, key) for key, member in members if key in shape.required_members or not shape.required_members}
        return {key: value for key, value in values.items() if value is not None}
    if kind == "list":
        item = sample(shape.member, shape.member.name)
        return [item] * max(1, shape.metadata.get("min", 1))
    if kind in ("integer", "long"):
        return max(1, shape.metadata.get("min", 1))
    if kind == "boolean":
        return True
    if kind == "map":
        return {}
    if kind == "timestamp":
        return 1.7e9
    if shape.metadata.get("enum"):
        return shape.metadata["enum"][0]
    return "a" * max(1, shape.metadata.get("min", 1))


def whole(shape):
    """A request with every member that may be there."""
    values = {name: sample(member, name) for name, member in shape.members.items()}
    return {name: value for name, value in values.items() if value is not None}


def violations(shape, value, place):
    """Every value one step outside a shape, with a word for it."""
    kind = shape.type_name
    if getattr(shape, "is_document_type", False):
        return
    if kind in WRONG_TYPES:
        yield f"{place}: another type", WRONG_TYPES[kind], True
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if kind == "string":
        if low:
            yield f"{place}: too short", value[: low - 1] if low > 1 else "", False
        if high and high <= 40000:
            yield f"{place}: too long", grown(shape, value, high + 1), False
        if shape.metadata.get("enum"):
            yield f"{place}: not in the enumeration", "NONE_OF_THESE", False
        pattern = shape.metadata.get("pattern")
        if pattern:
            for wrong in outside(pattern, low or 0, high or 100):
                yield f"{place}: outside the pattern", wrong, False
    if kind in ("integer", "long"):
        if low is not None:
            yield f"{place}: too small", low - 1, False
        if high is not None:
            yield f"{place}: too large", high + 1, False
    if kind == "list":
        if low:
            yield f"{place}: too few", [], False
        if high and high <= 1000:
            yield f"{place}: too many", (value or [None]) * (high + 1), False
        for word, other, unread in violations(shape.member, (value or [None])[0], f"{place}[]"):
            yield word, [other], unread
    if kind == "structure" and isinstance(value, dict):
        for name in shape.required_members:
            if name in value:
                yield f"{place}.{name}: absent", {key: other for key, other in value.items() if key != name}, False
        for name, member in shape.members.items():
            if name in value:
                for word, other, unread in violations(member, value[name], f"{place}.{name}"):
                    yield word, value | {name: other}, unread


def grown(shape, value, size):
    """A longer text that still matches a simple pattern."""
    return value + (value[-1:] or "a") * (size - len(value))


def outside(pattern, low, high):
    """Texts of a fitting length that a pattern refuses; a pattern that Python cannot read is asked for control characters."""
    unreadable = r"\p{" in pattern
    for text in ("\u0001", "\u202e", "\u2028", " ", "!", "é", "-"):
        fitting = text * min(max(low, 1), high)
        # Neither class holds a format character (Cf); a line separator is white space (Z) and else nothing.
        if unreadable and (text not in ("\u0001", "\u202e", "\u2028") or (text == "\u2028" and r"\p{Z}" in pattern)):
            continue
        try:
            # What Java would call a word or a letter beyond ASCII, Python does too; AWS does not.
            if unreadable or not re.fullmatch(pattern, fitting, re.ASCII):
                yield fitting
        except re.error:
            return


def check(service, operation):
    """Asks for what is within a model and for all that is just outside."""
    shape = model.service(service).operation_model(operation)
    modelled = {error.name for error in shape.error_shapes} | COMMON
    inputs = shape.input_shape
    if inputs is None or not inputs.members:
        return
    request = whole(inputs)
    minimal = {name: value for name, value in request.items() if name in inputs.required_members}
    for valid in (request, minimal):
        tried["valid"] += 1
        status, code, message = call(service, operation, valid)
        is_wrong = code and "failed to satisfy constraint" in message or code == UNREAD or status >= 500
        if is_wrong or (code and code not in modelled):
            problems.append(f"{service}:{operation} calls a valid request {code}: {message}: {json.dumps(valid)[:300]}")
    for word, invalid, unread in violations(inputs, request, ""):
        if not isinstance(invalid, dict):
            continue
        tried["invalid"] += 1
        status, code, message = call(service, operation, invalid)
        expected = {UNREAD} if unread else {INVALID[service]}
        if code not in expected:
            problems.append(f"{service}:{operation} {word}: {code} {message}"[:300])


def main():
    """Checks the operations, tells what was tried and what is wrong."""
    offered = [
        (service, operation)
        for service in INVALID
        for operation in model.service(service).operation_names
        if call(service, operation, {})[1] not in UNKNOWN
    ]
    for service, operation in offered:
        check(service, operation)
    for problem in problems:
        print("wrong:", problem)
    print(f"{tried['valid']} valid and {tried['invalid']} invalid requests of {len(offered)} operations, {len(problems)} answered wrongly")


main()
