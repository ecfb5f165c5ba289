"""Makes the same calls to the sandbox and to moto, by chance, and tells where their answers differ.

    python3 tests/peers/differential.py --sandbox URL --moto URL --seed 1 --sequences 10 --calls 60

A sequence of calls is drawn from a seed: permission sets with policies, assignments, provisioning, tags, groups, members,
organizational units, with names and values that are right, taken, too long or gone. Calls name things by symbols (`@set:1`);
each side has ids of its own for them. Of the answers, ids become symbols again, times and ARNs of Organizations are left out,
and lists are read to their ends and sorted. What differs is told by a signature, once:

    sso-admin:CreatePermissionSet sandbox=ConflictException moto=ok

After a write that one side did and the other refused the sequence ends, since the two worlds differ then.
"""

import argparse
import json
import os
import random
import re
import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import aws as clients
import seed as organization

CLIENT = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
GONE = "99999999-8888-4777-8666-555555555555"
# Times, ids of requests and ARNs that hold the id of the organization say nothing about the rules.
LEFT_OUT = {
    "ResponseMetadata", "NextToken", "RequestId", "Id", "Arn", "CreatedDate", "CreatedAt", "UpdatedAt", "JoinedTimestamp",
    "RequestedTimestamp", "CompletedTimestamp", "Email", "MembershipId", "IdentityStoreId", "Path", "Paths",
}
READS = ("Describe", "Get", "Is", "List")
POLICIES = ["ReadOnlyAccess", "job-function/Billing", "PowerUserAccess", "NoSuchPolicy"]
DURATIONS = ["PT1H", "PT12H", "PT30M", "PT13H", "8h"]
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
ACCOUNTS = ["plat-dev", "plat-prod", "core-audit", "core-root"]


class Side:
    """One of the two worlds, with its ids for the symbols."""

    def __init__(self, url):
        self.clients = {
            name: boto3.client(name, endpoint_url=url, config=CLIENT) for name in ("sso-admin", "identitystore", "organizations")
        }
        self.ids = {}

    def learn(self):
        """Takes down the ids of what is there by its names."""
        (instance,) = self.call("sso-admin", "ListInstances", {})["Instances"]
        self.ids["@instance"] = instance["InstanceArn"]
        self.ids["@store"] = instance["IdentityStoreId"]
        for account in self.call("organizations", "ListAccounts", {})["Accounts"]:
            self.ids[f"@account:{account['Name']}"] = account["Id"]
        root = self.ids["@root"] = self.call("organizations", "ListRoots", {})["Roots"][0]["Id"]
        for unit in self.call("organizations", "ListOrganizationalUnitsForParent", {"ParentId": root})["OrganizationalUnits"]:
            self.ids[f"@unit:{unit['Name']}"] = unit["Id"]
        for group in self.call("identitystore", "ListGroups", {"IdentityStoreId": "@store"})["Groups"]:
            self.ids[f"@group:{group['DisplayName']}"] = group["GroupId"]
        for user in self.call("identitystore", "ListUsers", {"IdentityStoreId": "@store"})["Users"]:
            self.ids[f"@user:{user['UserName']}"] = user["UserId"]

    def call(self, service, operation, request):
        """The whole answer, all pages of it."""
        method = getattr(self.clients[service], method_name(operation))
        request = self.resolved(request)
        answer = method(**request)
        while token := answer.get("NextToken"):
            page = method(**request, NextToken=token)
            for member, value in page.items():
                if isinstance(value, list):
                    answer[member] = answer.get(member, []) + value
            answer["NextToken"] = page.get("NextToken")
        return answer

    def resolved(self, value):
        """Symbols become ids; those of nothing become the id of nothing."""
        if isinstance(value, dict):
            return {key: self.resolved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if isinstance(value, str) and value.startswith("@"):
            if value.startswith("@set:") and value not in self.ids:
                return self.ids["@instance"].replace("instance/", "permissionSet/") + "/ps-" + "0" * 16
            return self.ids.get(value, GONE)
        return value

    def outcome(self, service, operation, request):
        """`ok` and the answer, or the code of an error and nothing; an operation in progress is waited for."""
        try:
            return "ok", self.ended(service, operation, self.call(service, operation, request))
        except ClientError as error:
            return error.response["Error"]["Code"], None

    def ended(self, service, operation, answer):
        """The answer, with the end of what it says is in progress."""
        asked = WAITED_FOR.get(operation)
        if not asked:
            return answer
        member, describe, name = asked

        def status():
            request = {"InstanceArn": "@instance", name: answer[member]["RequestId"]}
            return self.call(service, describe, request)[member]

        return {"Started": answer[member].get("Status"), member: clients.ended(status)}

    def symbols(self, value):
        """The answer with symbols in the place of ids, in a canonical order."""
        if isinstance(value, dict):
            return {key: self.symbols(item) for key, item in value.items() if key not in LEFT_OUT and item is not None}
        if isinstance(value, list):
            return sorted((self.symbols(item) for item in value), key=order)
        if isinstance(value, str):
            names = {id: symbol for symbol, id in self.ids.items()}
            if value in names:
                return names[value]
            # What a failure says of ids and of its directory is a matter of each side.
            return re.sub(r"\bd-[0-9a-z]{10}\b", "<store>", UUID.sub("<id>", value))
        return value


WAITED_FOR = {
    "CreateAccountAssignment": (
        "AccountAssignmentCreationStatus",
        "DescribeAccountAssignmentCreationStatus",
        "AccountAssignmentCreationRequestId",
    ),
    "DeleteAccountAssignment": (
        "AccountAssignmentDeletionStatus",
        "DescribeAccountAssignmentDeletionStatus",
        "AccountAssignmentDeletionRequestId",
    ),
    "ProvisionPermissionSet": (
        "PermissionSetProvisioningStatus",
        "DescribePermissionSetProvisioningStatus",
        "ProvisionPermissionSetRequestId",
    ),
}


def order(item):
    """By what an item is called first, so that two items that differ elsewhere are still compared with each other."""
    names = [item.get(member) for member in ("Name", "UserName", "DisplayName")] if isinstance(item, dict) else []
    return next((name for name in names if isinstance(name, str)), ""), json.dumps(item, sort_keys=True)


def method_name(operation):
    """How boto3 calls an operation."""
    return re.sub(r"(?<!^)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", operation).lower()


class Calls:
    """Draws calls; remembers which symbols may stand for something."""

    def __init__(self, chance, number, people):
        self.chance, self.number = chance, number
        self.sets, self.groups, self.units, self.members = [], [], [], []
        self.users = people
        self.made = 0

    def pick(self, known, kind):
        """A symbol of something made, or now and then of nothing."""
        if not known or self.chance.random() < 0.08:
            return f"@{kind}:none"
        return self.chance.choice(known)

    def new(self, kind, known):
        """A symbol for what is about to be made."""
        self.made += 1
        symbol = f"@{kind}:{self.number}.{self.made}"
        known.append(symbol)
        return symbol

    def of_set(self, **more):
        """A request about a permission set."""
        return {"InstanceArn": "@instance", "PermissionSetArn": self.pick(self.sets, "set")} | more

    def principal(self):
        """Somebody who may have access."""
        if self.chance.random() < 0.3:
            return {"PrincipalType": "USER", "PrincipalId": self.chance.choice([*self.users, "@user:none"])}
        groups = ["@group:DevOps", "@group:Developers", *self.groups, "@group:none"]
        return {"PrincipalType": "GROUP", "PrincipalId": self.chance.choice(groups)}

    def next(self):
        """The next call: service, operation, request, and the symbol that its answer defines with the way to its id."""
        choice, store = self.chance.choice, {"IdentityStoreId": "@store"}
        account = f"@account:{choice(ACCOUNTS)}"
        policy = {"ManagedPolicyArn": f"arn:aws:iam::aws:policy/{choice(POLICIES)}"}
        own = {"Name": choice(["own", "other", "bad name"]), "Path": choice(["/", "/team/"])}
        name = f"S{self.number}-{self.chance.randrange(4)}"
        assignment = {"TargetId": account, "TargetType": "AWS_ACCOUNT"} | self.principal()
        group_name = f"G{self.number}-{self.chance.randrange(3)}"
        member = {"UserId": choice([*self.users, "@user:none"])}
        group = self.pick(["@group:DevOps", *self.groups], "group")
        sso, ids, orgs = "sso-admin", "identitystore", "organizations"
        named = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": choice([group_name, "DevOps"])}}
        tags = [{"Key": choice(["a", "b", "aws:c"]), "Value": choice(["1", "2"])}]
        calls = [
            lambda: (sso, "CreatePermissionSet", {"InstanceArn": "@instance", "Name": choice([name, name, name + "x" * 40, "a b"]), "SessionDuration": choice(DURATIONS[:3] * 3 + DURATIONS)}, (self.new("set", self.sets), ("PermissionSet", "PermissionSetArn"))),
            lambda: (sso, "CreatePermissionSet", {"InstanceArn": "@instance", "Name": name, "Tags": tags[:1] if tags[0]["Key"] != "aws:c" else []}, (self.new("set", self.sets), ("PermissionSet", "PermissionSetArn"))),
            lambda: (sso, "DescribePermissionSet", self.of_set(), None),
            lambda: (sso, "UpdatePermissionSet", self.of_set(Description=choice(["one", "two"]), SessionDuration=choice(DURATIONS), RelayState="https://example.com/"), None),
            lambda: (sso, "DeletePermissionSet", self.of_set(), None),
            lambda: (sso, "ListPermissionSets", {"InstanceArn": "@instance", "MaxResults": choice([1, 2, 100, 101])}, None),
            lambda: (sso, "PutInlinePolicyToPermissionSet", self.of_set(InlinePolicy=DOCUMENT), None),
            lambda: (sso, "GetInlinePolicyForPermissionSet", self.of_set(), None),
            lambda: (sso, "DeleteInlinePolicyFromPermissionSet", self.of_set(), None),
            lambda: (sso, "AttachManagedPolicyToPermissionSet", self.of_set(**policy), None),
            lambda: (sso, "DetachManagedPolicyFromPermissionSet", self.of_set(**policy), None),
            lambda: (sso, "ListManagedPoliciesInPermissionSet", self.of_set(), None),
            lambda: (sso, "AttachCustomerManagedPolicyReferenceToPermissionSet", self.of_set(CustomerManagedPolicyReference=own), None),
            lambda: (sso, "DetachCustomerManagedPolicyReferenceFromPermissionSet", self.of_set(CustomerManagedPolicyReference=own), None),
            lambda: (sso, "ListCustomerManagedPolicyReferencesInPermissionSet", self.of_set(), None),
            lambda: (sso, "PutPermissionsBoundaryToPermissionSet", self.of_set(PermissionsBoundary=choice([policy, {"CustomerManagedPolicyReference": own}])), None),
            lambda: (sso, "GetPermissionsBoundaryForPermissionSet", self.of_set(), None),
            lambda: (sso, "DeletePermissionsBoundaryFromPermissionSet", self.of_set(), None),
            lambda: (sso, "TagResource", {"InstanceArn": "@instance", "ResourceArn": self.pick(self.sets, "set"), "Tags": tags}, None),
            lambda: (sso, "UntagResource", {"InstanceArn": "@instance", "ResourceArn": self.pick(self.sets, "set"), "TagKeys": [tags[0]["Key"]]}, None),
            lambda: (sso, "ListTagsForResource", {"InstanceArn": "@instance", "ResourceArn": self.pick(self.sets, "set")}, None),
            lambda: (sso, "CreateAccountAssignment", self.of_set(**assignment), None),
            lambda: (sso, "CreateAccountAssignment", self.of_set(**assignment), None),
            lambda: (sso, "DeleteAccountAssignment", self.of_set(**assignment), None),
            lambda: (sso, "ListAccountAssignments", self.of_set(AccountId=account), None),
            lambda: (sso, "ListAccountAssignmentsForPrincipal", {"InstanceArn": "@instance"} | self.principal(), None),
            lambda: (sso, "ProvisionPermissionSet", self.of_set(TargetType="ALL_PROVISIONED_ACCOUNTS"), None),
            lambda: (sso, "ListAccountsForProvisionedPermissionSet", self.of_set(), None),
            lambda: (sso, "ListAccountsForProvisionedPermissionSet", self.of_set(ProvisioningStatus="LATEST_PERMISSION_SET_NOT_PROVISIONED"), None),
            lambda: (sso, "ListPermissionSetsProvisionedToAccount", {"InstanceArn": "@instance", "AccountId": account}, None),
            lambda: (ids, "CreateGroup", store | {"DisplayName": group_name, "Description": "made"}, (self.new("group", self.groups), ("GroupId",))),
            lambda: (ids, "DescribeGroup", store | {"GroupId": group}, None),
            lambda: (ids, "DeleteGroup", store | {"GroupId": self.pick(self.groups, "group")}, None),
            lambda: (ids, "ListGroups", store | {"MaxResults": choice([1, 100])}, None),
            lambda: (ids, "GetGroupId", store | {"AlternateIdentifier": named}, None),
            lambda: (ids, "GetUserId", store | {"AlternateIdentifier": {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": choice(self.users).removeprefix("@user:")}}}, None),
            lambda: (ids, "DescribeUser", store | {"UserId": member["UserId"]}, None),
            lambda: (ids, "ListUsers", store, None),
            lambda: (ids, "CreateGroupMembership", store | {"GroupId": self.pick(self.groups, "group"), "MemberId": member}, (self.new("member", self.members), ("MembershipId",))),
            lambda: (ids, "DeleteGroupMembership", store | {"MembershipId": self.pick(self.members, "member")}, None),
            lambda: (ids, "ListGroupMemberships", store | {"GroupId": self.pick(self.groups, "group")}, None),
            lambda: (ids, "ListGroupMembershipsForMember", store | {"MemberId": {"UserId": member["UserId"]}}, None),
            lambda: (orgs, "DescribeAccount", {"AccountId": choice([account, "999999999999", "12"])}, None),
            lambda: (orgs, "ListAccounts", {}, None),
            lambda: (orgs, "ListParents", {"ChildId": account}, None),
            lambda: (orgs, "ListChildren", {"ParentId": choice(["@root", "@unit:plat"]), "ChildType": choice(["ACCOUNT", "ORGANIZATIONAL_UNIT"])}, None),
            lambda: (orgs, "ListOrganizationalUnitsForParent", {"ParentId": choice(["@root", "@unit:plat", "@unit:core"])}, None),
            lambda: (orgs, "ListAccountsForParent", {"ParentId": choice(["@root", "@unit:plat", "@unit:core"])}, None),
            lambda: (orgs, "CreateOrganizationalUnit", {"ParentId": "@unit:core", "Name": f"U{self.number}-{self.chance.randrange(2)}"}, (self.new("unit", self.units), ("OrganizationalUnit", "Id"))),
            lambda: (orgs, "DescribeOrganizationalUnit", {"OrganizationalUnitId": choice(["@unit:plat", *self.units])}, None),
            lambda: (orgs, "DeleteOrganizationalUnit", {"OrganizationalUnitId": self.pick(self.units, "unit")}, None),
            lambda: (orgs, "TagResource", {"ResourceId": account, "Tags": [{"Key": "stage", "Value": choice(["dev", "prod"])}]}, None),
            lambda: (orgs, "UntagResource", {"ResourceId": account, "TagKeys": ["stage"]}, None),
            lambda: (orgs, "ListTagsForResource", {"ResourceId": account}, None),
        ]
        # Without sets and groups most calls are about nothing.
        if len(self.sets) < 2:
            return calls[self.chance.randrange(2)]()
        return choice(calls)()


def differences(one, other, place=""):
    """How two answers differ, without values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(set(one) | set(other)):
            where = f"{place}.{key}".strip(".")
            if key not in other:
                yield f"{where} only in the sandbox" if one[key] not in ([], "", {}) else None
            elif key not in one:
                yield f"{where} only in moto" if other[key] not in ([], "", {}) else None
            else:
                yield from differences(one[key], other[key], where)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{place} has not as many items"
        else:
            for left, right in zip(one, other):
                yield from differences(left, right, f"{place}[]")
    elif one != other:
        yield f"{place} differs"


def sequence(sides, calls, count, figures, found):
    """Makes calls until there are enough, or the worlds have parted."""
    for _ in range(count):
        service, operation, request, made = calls.next()
        figures["calls"] += 1
        figures["corrected" if f"{operation}" in CORRECTED else "plain"] += 1
        results = [side.outcome(service, operation, request) for side in sides]
        codes = [code for code, _ in results]
        name = f"{service}:{operation}"
        if made:
            for side, (code, answer) in zip(sides, results):
                if code == "ok":
                    symbol, path = made
                    for part in path:
                        answer = answer[part]
                    side.ids[symbol] = answer
        if codes[0] != codes[1]:
            signature = f"{name} sandbox={codes[0]} moto={codes[1]}"
            found.setdefault(signature, request)
            figures["different"] += 1
            # To take away what is not there changes nothing, whether it is refused or not.
            nothing = operation.startswith(("Delete", "Detach", "Untag")) and any("NotFound" in code for code in codes)
            if "ok" in codes and not operation.startswith(READS) and not nothing:
                figures["parted"] += 1
                return
        elif codes[0] == "ok":
            figures["succeeded"] += 1
            one, other = (side.symbols(answer) for side, (_, answer) in zip(sides, results))
            signatures = {f"{name} {difference}" for difference in differences(one, other) if difference}
            for signature in signatures:
                found.setdefault(signature, [one, other])
            figures["different"] += bool(signatures)
        else:
            figures["refused"] += 1


def clean(side, calls):
    """Takes away what a sequence made."""
    instance, store = {"InstanceArn": "@instance"}, {"IdentityStoreId": "@store"}
    for symbol in calls.sets:
        if symbol not in side.ids:
            continue
        for name in ACCOUNTS:
            request = instance | {"PermissionSetArn": symbol, "AccountId": f"@account:{name}"}
            code, listed = side.outcome("sso-admin", "ListAccountAssignments", request)
            for row in listed["AccountAssignments"] if code == "ok" else []:
                target = {"TargetId": row["AccountId"], "TargetType": "AWS_ACCOUNT"}
                principal = {key: row[key] for key in ("PrincipalType", "PrincipalId")}
                side.outcome("sso-admin", "DeleteAccountAssignment", instance | {"PermissionSetArn": symbol} | target | principal)
        side.outcome("sso-admin", "DeletePermissionSet", instance | {"PermissionSetArn": symbol})
    for symbol in calls.groups:
        side.outcome("identitystore", "DeleteGroup", store | {"GroupId": symbol})
    for symbol in calls.units:
        side.outcome("organizations", "DeleteOrganizationalUnit", {"OrganizationalUnitId": symbol})
    for name in ACCOUNTS:
        side.outcome("organizations", "UntagResource", {"ResourceId": f"@account:{name}", "TagKeys": ["stage"]})
    for symbol in [*calls.sets, *calls.groups, *calls.units, *calls.members]:
        side.ids.pop(symbol, None)


def corrected_operations():
    """The operations that the corrections answer in the place of moto."""
    texts = [path.read_text() for path in Path(__file__).with_name("corrections").glob("*.py")]
    return {name for text in texts for name in re.findall(r'@answers\("(\w+)"\)', text)}


CORRECTED = corrected_operations()


def main():
    """Parses the arguments, makes the calls, tells the differences and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--moto", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sequences", type=int, default=10)
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--examples", action="store_true", help="print an example of each difference")
    options = parser.parse_args()
    sandbox, moto = Side(options.sandbox), Side(options.moto)
    sandbox.learn()
    people = [symbol for symbol in sandbox.ids if symbol.startswith("@user:")]
    os.environ["AWS_ENDPOINT_URL"] = options.moto
    organization.seed(clients.Aws(), organization.GROUPS.split(","), [symbol.removeprefix("@user:") for symbol in people])
    moto.learn()
    found, figures = {}, Counter()
    for number in range(options.sequences):
        calls = Calls(random.Random(f"{options.seed}.{number}"), number, people)
        sequence((sandbox, moto), calls, options.calls, figures, found)
        for side in (sandbox, moto):
            clean(side, calls)
    for signature in sorted(found):
        print("difference:", signature)
        if options.examples:
            print("   ", json.dumps(found[signature], default=str)[:1500])
    print(
        f"seed {options.seed}: {options.sequences} sequences, {figures['calls']} calls "
        f"({figures['plain']} answered by moto itself, {figures['corrected']} by corrections): {figures['succeeded']} succeeded "
        f"and {figures['refused']} refused alike, {figures['different']} with an explained difference, {len(found)} kinds of it"
    )


main()
