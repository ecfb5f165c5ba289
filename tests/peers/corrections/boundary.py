"""Permissions boundaries, which moto does not have."""

from .provisioning import mark_edited
from .registry import Refusal, answers


@answers("PutPermissionsBoundaryToPermissionSet")
def a_permissions_boundary_is_put(backend, request):
    """PutPermissionsBoundaryToPermissionSet takes one AWS managed policy, or one customer managed policy.

    moto does not implement it. AWS takes exactly one of the two, which the service model does not say; a path that is
    left out is `/`. Source: API reference of PermissionsBoundary ("Specify either … or …").
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    boundary = {name: value for name, value in request["PermissionsBoundary"].items() if value}
    if len(boundary) != 1:
        raise Refusal(
            "ValidationException", "Only ManagedPolicyArn or CustomerManagedPolicyReference should be given"
        )
    if "ManagedPolicyArn" in boundary:
        backend._find_managed_policy(boundary["ManagedPolicyArn"])
    else:
        boundary = {"CustomerManagedPolicyReference": {"Path": "/"} | boundary["CustomerManagedPolicyReference"]}
    permission_set.boundary = boundary
    mark_edited(permission_set)


@answers("GetPermissionsBoundaryForPermissionSet")
def a_permissions_boundary_is_read(backend, request):
    """GetPermissionsBoundaryForPermissionSet answers the boundary, or ResourceNotFoundException without one.

    moto does not implement it. Source: the Terraform AWS provider, which takes that error for "none".
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    return {"PermissionsBoundary": present(permission_set)}


@answers("DeletePermissionsBoundaryFromPermissionSet")
def a_permissions_boundary_is_deleted(backend, request):
    """DeletePermissionsBoundaryFromPermissionSet takes the boundary away.

    moto does not implement it. Source: API reference of that operation.
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    present(permission_set)
    permission_set.boundary = None
    mark_edited(permission_set)


def present(permission_set):
    """The boundary of a set, refused where there is none."""
    boundary = getattr(permission_set, "boundary", None)
    if boundary is None:
        raise Refusal("ResourceNotFoundException", f"{permission_set.permission_set_arn} has no permissions boundary")
    return boundary
