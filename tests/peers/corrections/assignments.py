"""Account assignments: asynchronous, idempotent, and checked against the directory."""

from moto.identitystore.models import identitystore_backends
from moto.ssoadmin.models import AccountAssignment

from . import operations, provisioning
from .organization import account_must_exist
from .registry import answers

FIELDS = ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")


@answers("CreateAccountAssignment")
def an_assignment_is_created_asynchronously_and_once(backend, request):
    """CreateAccountAssignment answers IN_PROGRESS, provisions the set, and may be repeated.

    moto answers SUCCEEDED at once and stores a second row when the call is repeated. AWS answers IN_PROGRESS, makes the
    role of the set in the account with its first assignment, and "doesn't prevent us from creating duplicates": the
    repetition changes nothing. Source: API reference of CreateAccountAssignment; the comment in the Terraform AWS
    provider's `account_assignment.go`.
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    account_must_exist(backend, request["TargetId"])

    def carry_out():
        missing = missing_principal(backend, request)
        if missing is None and find(backend, request) is None:
            row = {name: request[name] for name in FIELDS}
            backend.account_assignments.append(
                AccountAssignment(
                    request["InstanceArn"],
                    row["TargetId"],
                    row["TargetType"],
                    row["PermissionSetArn"],
                    row["PrincipalType"],
                    row["PrincipalId"],
                )
            )
            provisioning.by_assignment(permission_set, request["TargetId"])
        return missing

    return {"AccountAssignmentCreationStatus": operations.start(backend, "creation", subject(request), carry_out)}


@answers("DeleteAccountAssignment")
def an_assignment_is_deleted_asynchronously(backend, request):
    """DeleteAccountAssignment answers IN_PROGRESS; a missing assignment fails afterwards.

    moto answers SUCCEEDED under the request id of the creation, and refuses a missing assignment with an empty
    message. AWS gives a new id, ends a missing one with FAILED and a 404 in its reason, and takes the role out of the
    account with the last assignment of the set there. Source: API reference of DeleteAccountAssignment; the reasons
    that hashicorp/terraform-provider-aws#47067 recognizes.
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])

    def carry_out():
        assignment = find(backend, request)
        if assignment is None:
            return "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key"
        backend.account_assignments.remove(assignment)
        if not any(used_in(assignment) == used_in(other) for other in backend.account_assignments):
            provisioning.end(permission_set, request["TargetId"])
        return None

    return {"AccountAssignmentDeletionStatus": operations.start(backend, "deletion", subject(request), carry_out)}


@answers("DescribeAccountAssignmentCreationStatus")
def a_creation_is_described_with_its_own_status(backend, request):
    """DescribeAccountAssignmentCreationStatus tells IN_PROGRESS, SUCCEEDED and FAILED apart.

    moto says SUCCEEDED of every creation and forgets it when the assignment is deleted. AWS says how it stands, with a
    FailureReason. Source: API reference of AccountAssignmentOperationStatus.
    """
    found = operations.describe(backend, "creation", request["AccountAssignmentCreationRequestId"])
    return {"AccountAssignmentCreationStatus": found}


@answers("DescribeAccountAssignmentDeletionStatus")
def a_deletion_is_described_with_its_own_status(backend, request):
    """DescribeAccountAssignmentDeletionStatus tells IN_PROGRESS, SUCCEEDED and FAILED apart.

    moto says SUCCEEDED of every deletion, under the id of the creation. Source: as for the creation.
    """
    found = operations.describe(backend, "deletion", request["AccountAssignmentDeletionRequestId"])
    return {"AccountAssignmentDeletionStatus": found}


@answers("ListAccountAssignmentCreationStatus")
def creations_are_listed(backend, request):
    """ListAccountAssignmentCreationStatus lists id, status and date of the creations, by status if asked.

    moto does not implement it. Source: API reference of ListAccountAssignmentCreationStatus.
    """
    return operations.listed(backend, "creation", "AccountAssignmentsCreationStatus", request)


@answers("ListAccountAssignmentDeletionStatus")
def deletions_are_listed(backend, request):
    """ListAccountAssignmentDeletionStatus lists id, status and date of the deletions, by status if asked.

    moto does not implement it. Source: API reference of ListAccountAssignmentDeletionStatus.
    """
    return operations.listed(backend, "deletion", "AccountAssignmentsDeletionStatus", request)


def subject(request):
    """What a status says about the assignment that it is of."""
    return {name: request[name] for name in FIELDS}


def used_in(assignment):
    """The pair that a role exists for: a permission set in an account."""
    return assignment.permission_set_arn, assignment.target_id


def find(backend, request):
    """The assignment that a request names, or None."""
    for row in backend.account_assignments:
        if row.to_json() == subject(request):
            return row
    return None


def missing_principal(backend, request):
    """Why an assignment to this principal fails, or None: AWS finds out while it carries the operation out."""
    store_id = backend.instances[0].identity_store_id
    store = identitystore_backends[backend.account_id][backend.region_name].identity_stores.get(store_id)
    members = {"GROUP": getattr(store, "groups", {}), "USER": getattr(store, "users", {})}
    kind, principal = request["PrincipalType"], request["PrincipalId"]
    if principal in members[kind]:
        return None
    return f"Received a 404 status error: the {kind} assignee {principal} was not found in directory {store_id}"
