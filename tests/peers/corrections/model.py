"""The service models of AWS, as botocore carries them: which operations there are, and what a request may hold."""

import functools
import re

import botocore.session

# `X-Amz-Target` is one of these and the operation.
TARGETS = {
    "SWBExternalService": "sso-admin",
    "AWSIdentityStore": "identitystore",
    "AWSOrganizationsV20161128": "organizations",
}
TYPES = {"string": str, "integer": int, "long": int, "boolean": bool, "list": list, "structure": dict}


@functools.cache
def service(name):
    """The model of one service."""
    return botocore.session.get_session().get_service_model(name)


def target(header):
    """The service and the operation of an `X-Amz-Target`, or None for a service that is not looked at here."""
    prefix, _, operation = header.partition(".")
    return (TARGETS[prefix], operation) if prefix in TARGETS else None


def problem(service_name, operation, request):
    """What is wrong with a request, in words, or None."""
    shape = service(service_name).operation_model(operation).input_shape
    return next(problems(shape, request, operation), None) if shape else None


def problems(shape, value, place):
    """All that is wrong with one value, of its own and inside; `place` is how to call it."""
    # A document may hold anything: the value of a UniqueAttribute, say.
    expected = TYPES.get(shape.type_name) if not getattr(shape, "is_document_type", False) else object
    if expected and not isinstance(value, expected):
        yield f"{place} is not a {shape.type_name}"
        return
    yield from problems_of_size(shape, value, place)
    if shape.type_name == "string":
        yield from problems_of_text(shape, value, place)
    if shape.type_name == "list":
        for index, item in enumerate(value):
            yield from problems(shape.member, item, f"{place}[{index}]")
    if shape.type_name == "structure" and expected is dict:
        # A null is an absent member, and AWS ignores members that it does not know.
        present = {name: item for name, item in value.items() if item is not None}
        for name in shape.required_members:
            if name not in present:
                yield f"{place}.{name} is required"
        for name, member in shape.members.items():
            if name in present:
                yield from problems(member, present[name], f"{place}.{name}")


def problems_of_size(shape, value, place):
    """A length or a number outside the range of the model."""
    if shape.type_name not in ("string", "list", "integer", "long"):
        return
    size = value if isinstance(value, int) else len(value)
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"{place} is {size}, outside {low} to {high}"


def problems_of_text(shape, value, place):
    """A text that is none of an enumeration, or does not match a pattern."""
    if value not in shape.metadata.get("enum", [value]):
        yield f"{place} is `{value}`, none of {', '.join(shape.metadata['enum'])}"
    pattern = shape.metadata.get("pattern")
    # Python's own expressions have no Unicode classes (`\\p{L}`); those patterns stay unchecked.
    if pattern and "\\p{" not in pattern and not re.fullmatch(pattern, value):
        yield f"{place} is `{value}`, which does not match {pattern}"
