"""Creates an organization of core-* and plat-* accounts with its groups, by boto3; prints what there is as JSON.

    AWS_ENDPOINT_URL=http://127.0.0.1:… python3 tests/peers/seed.py [--groups A,B] [--users a@example.org]

The accounts stand in the organizational units core and plat/{dev,sandbox,staging,prod}; the management account stays in
the root.
"""

import argparse
import json

from aws import Aws

UNITS = {
    "core": ["core-artifacts", "core-audit", "core-auto", "core-dns", "core-network", "core-security"],
    "plat/dev": ["plat-dev"],
    "plat/sandbox": ["plat-sandbox"],
    "plat/staging": ["plat-staging"],
    "plat/prod": ["plat-prod"],
}
GROUPS = "Managers,DevOps,Developers,BillingAdmin"


def seed(aws, groups, users=()):
    """Creates the organization, the groups and the users; returns their ids by name."""
    aws.organizations.create_organization(FeatureSet="ALL")
    (root,) = aws.organizations.list_roots()["Roots"]
    return {
        "accounts": accounts(aws, root["Id"]),
        "groups": {name: group(aws, name) for name in groups},
        "users": {name: user(aws, name) for name in users},
    }


def accounts(aws, root):
    """Creates the units and their accounts; returns every account's id, the management account's too."""
    units = {"": root}
    for path, names in UNITS.items():
        parent = ""
        for name in path.split("/"):
            inner = f"{parent}/{name}".strip("/")
            if inner not in units:
                unit = aws.organizations.create_organizational_unit(ParentId=units[parent], Name=name)
                units[inner] = unit["OrganizationalUnit"]["Id"]
            parent = inner
        for name in names:
            created = aws.organizations.create_account(AccountName=name, Email=f"{name}@example.org")
            id = created["CreateAccountStatus"]["AccountId"]
            aws.organizations.move_account(AccountId=id, SourceParentId=root, DestinationParentId=units[path])
    return {account["Name"]: account["Id"] for account in aws.organizations.list_accounts()["Accounts"]}


def group(aws, name):
    """Creates a group; returns its id."""
    return aws.store.create_group(**aws.identity_store, DisplayName=name)["GroupId"]


def user(aws, name):
    """Creates a user; returns its id."""
    person = {"GivenName": name.split("@")[0], "FamilyName": "Example"}
    created = aws.store.create_user(**aws.identity_store, UserName=name, DisplayName=name, Name=person)
    return created["UserId"]


def main():
    """Parses the arguments, creates, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", default=GROUPS, help="names, separated by commas")
    parser.add_argument("--users", default="", help="names, separated by commas")
    options = parser.parse_args()
    groups, users = (list(filter(None, names.split(","))) for names in (options.groups, options.users))
    print(json.dumps(seed(Aws(), groups, users), indent=1))


if __name__ == "__main__":
    main()
