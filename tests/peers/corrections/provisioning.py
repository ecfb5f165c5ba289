"""Which accounts a permission set is provisioned to, and which of them have its latest version.

A set has a version that every edit raises; an account has the version that was provisioned to it last.
"""

from moto.ssoadmin.models import PermissionSet, SSOAdminBackend

from . import operations
from .organization import account_must_exist
from .registry import Refusal, answers, correction, patches, with_page

LATEST = "LATEST_PERMISSION_SET_PROVISIONED"
NOT_LATEST = "LATEST_PERMISSION_SET_NOT_PROVISIONED"

# What moto calls the operations that edit a set; Tag and Untag are not among them, since tags stay on the set itself.
EDITS = (
    "update_permission_set",
    "put_inline_policy_to_permission_set",
    "delete_inline_policy_from_permission_set",
    "attach_managed_policy_to_permission_set",
    "detach_managed_policy_from_permission_set",
    "attach_customer_managed_policy_reference_to_permission_set",
    "detach_customer_managed_policy_reference_from_permission_set",
)


@patches(PermissionSet, "__init__")
def a_permission_set_knows_where_it_is_provisioned(original, self, *args, **kwargs):
    """A permission set knows its version, and the version in each account.

    moto keeps a list of provisioned sets at the instance, without accounts. AWS keeps, for each account, whether the
    latest version is there. Source: API reference of ListAccountsForProvisionedPermissionSet.
    """
    original(self, *args, **kwargs)
    self.version = 1
    self.provisioned = {}


@correction
def an_edit_does_not_reach_the_accounts():
    """An edit of a permission set leaves the accounts at the version before, until it is provisioned.

    moto has no such difference. AWS: "you must call ProvisionPermissionSet" after an edit. Source: API reference of
    PutInlinePolicyToPermissionSet and AttachManagedPolicyToPermissionSet.
    """
    for edit in EDITS:

        def edited(original, backend, **kwargs):
            answer = original(backend, **kwargs)
            mark_edited(backend._find_permission_set(kwargs["instance_arn"], kwargs["permission_set_arn"]))
            return answer

        wrap(edit, edited)


@answers("ProvisionPermissionSet")
def a_permission_set_is_provisioned_to_its_target(backend, request):
    """ProvisionPermissionSet reaches one account, or all that have the set, asynchronously.

    moto ignores the target and marks the caller's own account. AWS provisions to `TargetId`, or to every account that
    the set is provisioned to, and answers with one request id. Source: API reference of ProvisionPermissionSet.
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    subject = {"PermissionSetArn": permission_set.permission_set_arn}
    if request["TargetType"] == "AWS_ACCOUNT":
        if not request.get("TargetId"):
            raise Refusal("ValidationException", "TargetId is required for the target type AWS_ACCOUNT")
        account_must_exist(backend, request["TargetId"])
        subject["AccountId"] = request["TargetId"]
    version = permission_set.version

    def carry_out():
        targets = [subject["AccountId"]] if "AccountId" in subject else list(permission_set.provisioned)
        # An edit made since then is not provisioned by a request from before.
        for account in targets:
            permission_set.provisioned[account] = max(version, permission_set.provisioned.get(account, 0))

    return {"PermissionSetProvisioningStatus": operations.start(backend, "provisioning", subject, carry_out)}


@answers("DescribePermissionSetProvisioningStatus")
def a_provisioning_is_described(backend, request):
    """DescribePermissionSetProvisioningStatus says how a provisioning stands.

    moto does not implement it, so Terraform waits for it without end. Source: API reference of that operation.
    """
    found = operations.describe(backend, "provisioning", request["ProvisionPermissionSetRequestId"])
    return {"PermissionSetProvisioningStatus": found}


@answers("ListPermissionSetProvisioningStatus")
def provisionings_are_listed(backend, request):
    """ListPermissionSetProvisioningStatus lists id, status and date of the provisionings, by status if asked.

    moto does not implement it. Source: API reference of that operation.
    """
    return operations.listed(backend, "provisioning", "PermissionSetsProvisioningStatus", request)


@answers("ListAccountsForProvisionedPermissionSet")
def the_accounts_of_a_permission_set_are_listed(backend, request):
    """ListAccountsForProvisionedPermissionSet lists the accounts that have the set, by status if asked.

    moto lists the caller's account after ProvisionPermissionSet, and nothing after an assignment. AWS lists every
    account that the set was provisioned to, by an assignment or by request; its status filter is the only way to see
    edits that did not reach an account. Source: API reference; hashicorp/terraform-provider-aws#15808.
    """
    permission_set = backend._find_permission_set(request["InstanceArn"], request["PermissionSetArn"])
    accounts = [
        account
        for account in sorted(permission_set.provisioned)
        if request.get("ProvisioningStatus") in (None, status(permission_set, account))
    ]
    return with_page("AccountIds", accounts, request)


@answers("ListPermissionSetsProvisionedToAccount")
def the_permission_sets_of_an_account_are_listed(backend, request):
    """ListPermissionSetsProvisionedToAccount lists the sets that an account has, by status if asked.

    moto ignores the account and lists what ProvisionPermissionSet was called for. Source: API reference.
    """
    account = request["AccountId"]
    sets = [
        permission_set.permission_set_arn
        for permission_set in backend.permission_sets
        if account in permission_set.provisioned
        and request.get("ProvisioningStatus") in (None, status(permission_set, account))
    ]
    return with_page("PermissionSets", sets, request)


def by_assignment(permission_set, account):
    """The first assignment of a set in an account provisions it; a further one leaves an older version as it is.

    Whether a further one brings the latest version was not found; that it does not is the harder case for a client.
    """
    permission_set.provisioned.setdefault(account, permission_set.version)


def end(permission_set, account):
    """The last assignment of a set in an account takes its role with it."""
    permission_set.provisioned.pop(account, None)


def mark_edited(permission_set):
    """Raises the version, which leaves every account behind."""
    permission_set.version += 1


def status(permission_set, account):
    """Whether an account has the latest version of a set."""
    return LATEST if permission_set.provisioned[account] == permission_set.version else NOT_LATEST


def wrap(name, around):
    """Puts a function around a function of moto's backend."""
    original = getattr(SSOAdminBackend, name)
    setattr(SSOAdminBackend, name, lambda self, **kwargs: around(original, self, **kwargs))


an_edit_does_not_reach_the_accounts()
