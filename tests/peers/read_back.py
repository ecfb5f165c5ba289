"""Prints, as JSON, every permission set and every account assignment of an IAM Identity Center, read by boto3.

    AWS_ENDPOINT_URL=http://127.0.0.1:… python3 tests/peers/read_back.py

Names stand where AWS has ids, so that the answer can be held against a catalog.
"""

import json

from aws import Aws, every


def read(aws):
    """All permission sets by name, and all assignments as sorted rows."""
    accounts = names(every(aws.organizations.list_accounts, "Accounts"), "Id", "Name")
    groups = names(every(aws.store.list_groups, "Groups", **aws.identity_store), "GroupId", "DisplayName")
    users = names(every(aws.store.list_users, "Users", **aws.identity_store), "UserId", "UserName")
    arns = every(aws.sso.list_permission_sets, "PermissionSets", **aws.instance)
    sets = {arn: permission_set(aws, arn) for arn in arns}
    rows = []
    # Every pair is asked, not only those where the set is provisioned: an assignment that nobody expects must show.
    for arn in arns:
        for account in accounts:
            pair = aws.instance | {"AccountId": account, "PermissionSetArn": arn}
            for row in every(aws.sso.list_account_assignments, "AccountAssignments", **pair):
                principals = groups if row["PrincipalType"] == "GROUP" else users
                rows.append(
                    {
                        "account_id": account,
                        "account": accounts[account],
                        "principal_type": row["PrincipalType"],
                        "principal": principals.get(row["PrincipalId"], row["PrincipalId"]),
                        "permission_set": sets[arn]["name"],
                    }
                )
    return {
        "permission_sets": {sets[arn].pop("name"): sets[arn] for arn in arns},
        "assignments": sorted(rows, key=lambda row: list(row.values())),
        "groups": sorted(groups.values()),
    }


def permission_set(aws, arn):
    """One permission set with everything that hangs on it."""
    named = aws.instance | {"PermissionSetArn": arn}
    described = aws.sso.describe_permission_set(**named)["PermissionSet"]
    inline = aws.sso.get_inline_policy_for_permission_set(**named).get("InlinePolicy")
    managed = every(aws.sso.list_managed_policies_in_permission_set, "AttachedManagedPolicies", **named)
    references = every(
        aws.sso.list_customer_managed_policy_references_in_permission_set, "CustomerManagedPolicyReferences", **named
    )
    tags = every(aws.sso.list_tags_for_resource, "Tags", ResourceArn=arn, **aws.instance)
    behind = every(
        aws.sso.list_accounts_for_provisioned_permission_set,
        "AccountIds",
        ProvisioningStatus="LATEST_PERMISSION_SET_NOT_PROVISIONED",
        **named,
    )
    return {
        "name": described["Name"],
        "arn": arn,
        "description": described.get("Description"),
        "session_duration": described.get("SessionDuration"),
        "relay_state": described.get("RelayState"),
        "aws_managed_policies": sorted(policy["Arn"] for policy in managed),
        "customer_managed_policies": sorted(reference["Path"] + reference["Name"] for reference in references),
        "inline_policy": json.loads(inline) if inline else None,
        "permissions_boundary": boundary(aws, named),
        "tags": names(tags, "Key", "Value"),
        "accounts_not_at_the_latest_version": behind,
    }


def boundary(aws, named):
    """The permissions boundary of a set, or None."""
    try:
        return aws.sso.get_permissions_boundary_for_permission_set(**named)["PermissionsBoundary"]
    except aws.sso.exceptions.ResourceNotFoundException:
        return None


def names(items, key, value):
    """A mapping from one member of the items to another."""
    return {item[key]: item[value] for item in items}


if __name__ == "__main__":
    print(json.dumps(read(Aws()), indent=1))
