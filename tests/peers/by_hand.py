"""Does by boto3 what a person does in the console, behind the catalog's back.

    AWS_ENDPOINT_URL=http://127.0.0.1:… python3 tests/peers/by_hand.py 'grant ReadOnlyAccess plat-dev group Developers'

Every argument is one thing to do: the name of a method of `Hand` and its words. Everything is named, nothing is an id;
whatever does not end well is an error.
"""

import shlex
import sys

from aws import Aws, every


class Hand:
    """The console's buttons."""

    def __init__(self, aws):
        self.aws = aws

    def grant(self, permission_set, account, kind, principal):
        """Assigns a permission set to a group or a user in an account."""
        succeeded(self.aws.assign(**self.assignment(permission_set, account, kind, principal)))

    def revoke(self, permission_set, account, kind, principal):
        """Takes an assignment away."""
        succeeded(self.aws.unassign(**self.assignment(permission_set, account, kind, principal)))

    def create_set(self, name):
        """Creates a permission set without tags."""
        self.aws.sso.create_permission_set(**self.aws.instance, Name=name)

    def attach(self, permission_set, policy):
        """Attaches an AWS managed policy, given by path and name, and leaves the accounts as they are."""
        arn = f"arn:aws:iam::aws:policy/{policy}"
        self.aws.sso.attach_managed_policy_to_permission_set(**self.set(permission_set), ManagedPolicyArn=arn)

    def detach(self, permission_set, policy):
        """Detaches an AWS managed policy, and leaves the accounts as they are."""
        arn = f"arn:aws:iam::aws:policy/{policy}"
        self.aws.sso.detach_managed_policy_from_permission_set(**self.set(permission_set), ManagedPolicyArn=arn)

    def create_group(self, name):
        """Creates a group."""
        self.aws.store.create_group(**self.aws.identity_store, DisplayName=name)

    def delete_group(self, name):
        """Deletes a group; its assignments stay behind."""
        group = self.principal("group", name)["PrincipalId"]
        self.aws.store.delete_group(**self.aws.identity_store, GroupId=group)

    def assignment(self, permission_set, account, kind, principal):
        accounts = every(self.aws.organizations.list_accounts, "Accounts")
        target = {"TargetId": next(one["Id"] for one in accounts if one["Name"] == account)}
        arn = {"PermissionSetArn": self.set(permission_set)["PermissionSetArn"]}
        return arn | target | self.principal(kind, principal)

    def set(self, name):
        """The members by which a request names a permission set."""
        for arn in every(self.aws.sso.list_permission_sets, "PermissionSets", **self.aws.instance):
            named = self.aws.instance | {"PermissionSetArn": arn}
            if self.aws.sso.describe_permission_set(**named)["PermissionSet"]["Name"] == name:
                return named
        raise LookupError(f"no permission set {name}")

    def principal(self, kind, name):
        """The members by which a request names a group or a user."""
        if kind == "group":
            find, path, member = self.aws.store.get_group_id, "displayName", "GroupId"
        else:
            find, path, member = self.aws.store.get_user_id, "userName", "UserId"
        unique = {"UniqueAttribute": {"AttributePath": path, "AttributeValue": name}}
        found = find(**self.aws.identity_store, AlternateIdentifier=unique)
        return {"PrincipalType": kind.upper(), "PrincipalId": found[member]}


def succeeded(status):
    """Insists that an operation ended well."""
    if status["Status"] != "SUCCEEDED":
        raise RuntimeError(status)


def main():
    """Does what the arguments say, in their order."""
    hand = Hand(Aws())
    for sentence in sys.argv[1:]:
        verb, *words = shlex.split(sentence)
        getattr(hand, verb.replace("-", "_"))(*words)


if __name__ == "__main__":
    main()
