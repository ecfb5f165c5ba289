"""Asynchronous operations: begun by one request, carried out a moment later, and asked about by others.

AWS answers `CreateAccountAssignment`, `DeleteAccountAssignment` and `ProvisionPermissionSet` with a request id while
the work goes on. Here an operation takes effect when its time has come, so a client that does not wait sees the state
before.
"""

import time
from dataclasses import dataclass, field
from typing import Callable

from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from .registry import Refusal, with_page

# How long an operation takes, in seconds; AWS needs a few. Set by the server's --operation-time.
DURATION = {"seconds": 0.01}


@dataclass
class Operation:
    """One asynchronous operation of one kind: `creation`, `deletion` or `provisioning`."""

    kind: str
    subject: dict
    # Does the work; returns the reason if it fails.
    carry_out: Callable[[], str | None]
    request_id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    created: float = field(default_factory=unix_time)
    due: float = field(default_factory=lambda: time.monotonic() + DURATION["seconds"])
    status: str = "IN_PROGRESS"
    reason: str | None = None

    def in_short(self):
        """What the `List…Status` operations say of it."""
        return {"Status": self.status, "RequestId": self.request_id, "CreatedDate": self.created}

    def in_full(self):
        """What the `Describe…Status` operations say of it."""
        failure = {"FailureReason": self.reason} if self.reason else {}
        return self.in_short() | self.subject | failure


def of(backend):
    """All operations of an instance, oldest first."""
    return vars(backend).setdefault("corrected_operations", [])


def start(backend, kind, subject, carry_out):
    """Begins an operation and says what AWS says of it at that moment: that it is in progress."""
    operation = Operation(kind, subject, carry_out)
    of(backend).append(operation)
    return operation.in_full()


def settle(backend):
    """Carries out what is due."""
    for operation in of(backend):
        if operation.status == "IN_PROGRESS" and operation.due <= time.monotonic():
            operation.reason = operation.carry_out()
            operation.status = "FAILED" if operation.reason else "SUCCEEDED"


def describe(backend, kind, request_id):
    """One operation by its request id.

    The id of another kind of operation is unknown here, as it is on AWS: a creation is not found among the deletions.
    """
    for operation in of(backend):
        if (operation.kind, operation.request_id) == (kind, request_id):
            return operation.in_full()
    raise Refusal("ResourceNotFoundException", f"Could not find the request with id {request_id}")


def listed(backend, kind, member, request):
    """A page of the operations of one kind, newest first, filtered by status where that is asked."""
    status = (request.get("Filter") or {}).get("Status")
    found = [
        operation.in_short()
        for operation in reversed(of(backend))
        if operation.kind == kind and status in (None, operation.status)
    ]
    return with_page(member, found, request)
