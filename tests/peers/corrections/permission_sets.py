"""Permission sets: the form of their ARN, their defaults, and what AWS refuses."""

import re

from moto.moto_api._internal import mock_random
from moto.ssoadmin.models import PermissionSet, SSOAdminBackend

from .registry import Refusal, guards, patches

# Hours, minutes and seconds of an ISO 8601 duration within one day; AWS takes PT1H to PT12H.
DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
INLINE_POLICY_LIMIT = 10_240


@patches(PermissionSet, "generate_id")
def a_permission_set_arn_has_the_form_of_aws(original, instance_arn):
    """The ARN of a permission set is arn:aws:sso:::permissionSet/ssoins-…/ps-….

    moto appends `/ps-…` to the instance's ARN, which no client may send: it does not match the pattern of the service
    model. Source: the service model's PermissionSetArn.
    """
    return instance_arn.replace(":instance/", ":permissionSet/") + "/ps-" + mock_random.get_random_hex(16)


@patches(SSOAdminBackend, "create_permission_set")
def a_permission_set_begins_with_the_defaults_of_aws(original, self, **kwargs):
    """A new permission set has its own name and lasts PT1H unless it says otherwise.

    moto accepts a name twice, and gives the duration as the number 3600. AWS refuses the second with ConflictException,
    and the default is one hour. Source: API reference of CreatePermissionSet; "Set session duration" in the user guide.
    """
    if kwargs["name"] in (permission_set.name for permission_set in self.permission_sets):
        raise Refusal("ConflictException", f"PermissionSet with name {kwargs['name']} already exists")
    return original(self, **kwargs | {"session_duration": duration(kwargs["session_duration"])})


@patches(SSOAdminBackend, "update_permission_set")
def an_update_keeps_a_description_that_it_leaves_out(original, self, **kwargs):
    """UpdatePermissionSet removes a relay state that is left out, keeps a description, and the duration is PT1H again.

    moto removes the description, falls back to the number 3600, and moves the set to the end of the list. AWS removes a
    relay state that is left out (hashicorp/terraform-provider-aws#17411) and keeps a description (#41897). For the
    duration no text was found; replacing it is the answer that shows a client which forgets to send it.
    """
    order = [permission_set.permission_set_arn for permission_set in self.permission_sets]
    before = self._find_permission_set(kwargs["instance_arn"], kwargs["permission_set_arn"])
    kwargs["description"] = kwargs["description"] or before.description
    answer = original(self, **kwargs | {"session_duration": duration(kwargs["session_duration"])})
    self.permission_sets.sort(key=lambda permission_set: order.index(permission_set.permission_set_arn))
    return answer


@patches(SSOAdminBackend, "delete_permission_set")
def an_assigned_permission_set_is_not_deleted(original, self, **kwargs):
    """DeletePermissionSet refuses a set that is still assigned.

    moto deletes it and keeps its assignments. AWS answers ConflictException. Source: "Delete permission sets" in the
    user guide; the message is that of hashicorp/terraform-provider-aws#26757.
    """
    if any(row.permission_set_arn == kwargs["permission_set_arn"] for row in self.account_assignments):
        raise Refusal(
            "ConflictException", "Could not delete because PermissionSet has ApplicationProfile associated with it"
        )
    return original(self, **kwargs)


@patches(SSOAdminBackend, "put_inline_policy_to_permission_set")
def a_long_inline_policy_is_refused(original, self, **kwargs):
    """An inline policy has at most 10,240 bytes that are not white space.

    moto accepts any length. AWS counts the bytes without white space, beside the 32,768 characters of the service
    model. Source: "Quotas and limits in IAM Identity Center"; the error and its text are those of public recordings.
    """
    size = len(re.sub(r"\s", "", kwargs["inline_policy"]).encode())
    if size > INLINE_POLICY_LIMIT:
        raise Refusal(
            "ValidationException",
            "Current size of the non-whitespace characters present in the InlinePolicy Document is "
            f"{size} bytes which has exceeded the maximum limit of {INLINE_POLICY_LIMIT} bytes",
        )
    return original(self, **kwargs)


@guards
def a_permission_set_must_exist(backend, operation, request):
    """Every operation that names a permission set refuses one that does not exist.

    moto checks it in some operations; ListAccountAssignments answers with an empty list. AWS answers
    ResourceNotFoundException in all. Source: the errors of each operation in the API reference.
    """
    if "PermissionSetArn" in request:
        backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])


def duration(given):
    """A session duration that AWS would take; moto passes 3600 where the request has none."""
    if given == 3600:
        return "PT1H"
    hours, minutes, seconds = (int(part or 0) for part in (DURATION.fullmatch(given) or refuse(given)).groups())
    if not 3_600 <= hours * 3_600 + minutes * 60 + seconds <= 43_200:
        refuse(given)
    return given


def refuse(given):
    """Refuses a session duration."""
    raise Refusal("ValidationException", f"The session duration {given} is not between PT1H and PT12H")
