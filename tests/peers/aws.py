"""What the scripts beside this one share: boto3's clients, and every page of a list.

They read and write IAM Identity Center as boto3 does, so that what they say is independent of the program under test.
The endpoint, the Region and the credentials come from the environment, as for any AWS client.
"""

import time

import boto3
from botocore.config import Config

# One attempt: a refusal that a client retries for minutes would look like a hang.
ONCE = Config(retries={"max_attempts": 1})


class Aws:
    """The clients, the one instance and its identity store."""

    def __init__(self, region=None, **config):
        def client(service):
            return boto3.client(service, region_name=region, config=ONCE.merge(Config(**config)))

        self.sso = client("sso-admin")
        self.store = client("identitystore")
        self.organizations = client("organizations")
        (instance,) = self.sso.list_instances()["Instances"]
        self.instance = {"InstanceArn": instance["InstanceArn"]}
        self.identity_store = {"IdentityStoreId": instance["IdentityStoreId"]}

    def assign(self, **assignment):
        """Creates an assignment and waits for it; returns the status that it ends with."""
        begun = self.sso.create_account_assignment(**self.instance, TargetType="AWS_ACCOUNT", **assignment)
        request = {"AccountAssignmentCreationRequestId": begun["AccountAssignmentCreationStatus"]["RequestId"]}
        return ended(
            lambda: self.sso.describe_account_assignment_creation_status(**self.instance, **request)[
                "AccountAssignmentCreationStatus"
            ]
        )

    def unassign(self, **assignment):
        """Deletes an assignment and waits for it; returns the status that it ends with."""
        begun = self.sso.delete_account_assignment(**self.instance, TargetType="AWS_ACCOUNT", **assignment)
        request = {"AccountAssignmentDeletionRequestId": begun["AccountAssignmentDeletionStatus"]["RequestId"]}
        return ended(
            lambda: self.sso.describe_account_assignment_deletion_status(**self.instance, **request)[
                "AccountAssignmentDeletionStatus"
            ]
        )

    def provision(self, permission_set, **target):
        """Provisions a permission set and waits for it; returns the status that it ends with."""
        begun = self.sso.provision_permission_set(**self.instance, PermissionSetArn=permission_set, **target)
        request = {"ProvisionPermissionSetRequestId": begun["PermissionSetProvisioningStatus"]["RequestId"]}
        return ended(
            lambda: self.sso.describe_permission_set_provisioning_status(**self.instance, **request)[
                "PermissionSetProvisioningStatus"
            ]
        )


def ended(describe):
    """Asks for a status until the operation is no longer in progress."""
    deadline = time.monotonic() + 10
    while (status := describe())["Status"] == "IN_PROGRESS":
        if time.monotonic() > deadline:
            raise TimeoutError(f"still in progress: {status}")
        time.sleep(0.005)
    return status


def every(operation, member, **request):
    """All items of a paged list."""
    found = []
    while True:
        answer = operation(**request)
        found += answer.get(member, [])
        token = answer.get("NextToken")
        if not token:
            return found
        request["NextToken"] = token
