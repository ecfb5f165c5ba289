"""Checks every correction of `moto_corrected.py` by boto3, against a server of its own.

    python3 tests/peers/check_corrections.py

A name here is a sentence about AWS; the last test fails when a correction has no check.
"""

import json
import os
import subprocess
import sys
import unittest
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}

from botocore.exceptions import ClientError

from aws import Aws, every
from seed import GROUPS, seed

SERVER = Path(__file__).with_name("moto_corrected.py")
ALL = {"TargetType": "ALL_PROVISIONED_ACCOUNTS"}
CHECKED = set()


def checks(*corrections):
    """Says which corrections a test is about."""
    CHECKED.update(corrections)
    return lambda test: test


class Corrections(unittest.TestCase):
    """One server for all; every test makes permission sets of its own."""

    @classmethod
    def setUpClass(cls):
        command = [sys.executable, SERVER, "--port", "0"]
        cls.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.url = cls.server.stdout.readline().strip()
        os.environ["AWS_ENDPOINT_URL"] = cls.url
        # boto3 checks lengths itself; what the server says is what matters here.
        cls.aws = Aws(parameter_validation=False)
        cls.world = seed(cls.aws, GROUPS.split(","), ["ann@example.org"])

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.stdout.close()
        assert cls.server.wait(5) == 0, "the server ends when its stdin closes"

    def make(self, name, **attributes):
        """Creates a permission set; returns its arn."""
        made = self.aws.sso.create_permission_set(**self.aws.instance, Name=name, **attributes)
        return made["PermissionSet"]["PermissionSetArn"]

    def named(self, arn):
        return self.aws.instance | {"PermissionSetArn": arn}

    def describe(self, arn):
        return self.aws.sso.describe_permission_set(**self.named(arn))["PermissionSet"]

    def grant(self, arn, account="plat-dev", group="Developers"):
        """The members of an assignment, as the operations take them."""
        return {
            "PermissionSetArn": arn,
            "TargetId": self.world["accounts"][account],
            "PrincipalType": "GROUP",
            "PrincipalId": self.world["groups"].get(group, group),
        }

    def accounts_of(self, arn, **filter):
        listed = self.aws.sso.list_accounts_for_provisioned_permission_set
        return every(listed, "AccountIds", **self.named(arn), **filter)

    def behind(self, arn):
        return self.accounts_of(arn, ProvisioningStatus="LATEST_PERMISSION_SET_NOT_PROVISIONED")

    def assertRefused(self, code, operation, **request):
        with self.assertRaises(ClientError) as caught:
            operation(**request)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code, error)
        self.assertTrue(error["Message"], "an error has a text")
        return error["Message"]

    @checks("a_permission_set_arn_has_the_form_of_aws", "a_permission_set_begins_with_the_defaults_of_aws")
    def test_a_permission_set_begins_as_on_aws(self):
        arn = self.make("Defaults")
        self.assertRegex(arn, r"^arn:aws:sso:::permissionSet/ssoins-[a-z0-9]{16}/ps-[0-9a-f]{16}$")
        self.assertEqual(self.describe(arn)["SessionDuration"], "PT1H")
        self.assertNotIn("RelayState", self.describe(arn))
        self.assertRefused("ConflictException", self.make, name="Defaults")
        self.assertRefused("ValidationException", self.make, name="Long", SessionDuration="PT13H")
        self.assertEqual(self.describe(self.make("Half", SessionDuration="PT1H30M"))["SessionDuration"], "PT1H30M")

    @checks("an_update_replaces_every_attribute")
    def test_an_update_clears_what_it_leaves_out(self):
        arn = self.make("Updated", Description="x", RelayState="https://example.org/", SessionDuration="PT8H")
        self.aws.sso.update_permission_set(**self.named(arn), Description="y")
        described = self.describe(arn)
        self.assertEqual((described["Description"], described["SessionDuration"]), ("y", "PT1H"))
        self.assertNotIn("RelayState", described)

    @checks("tags_are_listed", "tags_are_added", "tags_are_removed")
    def test_tags_are_kept(self):
        arn = self.make("Tagged", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        resource = self.aws.instance | {"ResourceArn": arn}
        self.aws.sso.tag_resource(**resource, Tags=[{"Key": "b", "Value": "3"}, {"Key": "c", "Value": ""}])
        self.aws.sso.untag_resource(**resource, TagKeys=["a", "never-there"])
        tags = every(self.aws.sso.list_tags_for_resource, "Tags", **resource)
        self.assertEqual(tags, [{"Key": "b", "Value": "3"}, {"Key": "c", "Value": ""}])
        other = resource | {"ResourceArn": arn[:-16] + "0" * 16}
        self.assertRefused("ResourceNotFoundException", self.aws.sso.list_tags_for_resource, **other)

    @checks("a_permissions_boundary_is_put", "a_permissions_boundary_is_read", "a_permissions_boundary_is_deleted")
    def test_a_permissions_boundary_is_one_policy(self):
        named = self.named(self.make("Bounded"))
        put = self.aws.sso.put_permissions_boundary_to_permission_set
        read = self.aws.sso.get_permissions_boundary_for_permission_set
        self.assertRefused("ResourceNotFoundException", read, **named)
        aws_managed = {"ManagedPolicyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}
        put(**named, PermissionsBoundary=aws_managed)
        self.assertEqual(read(**named)["PermissionsBoundary"], aws_managed)
        put(**named, PermissionsBoundary={"CustomerManagedPolicyReference": {"Name": "Limit"}})
        both = {"CustomerManagedPolicyReference": {"Name": "Limit", "Path": "/"}}
        self.assertEqual(read(**named)["PermissionsBoundary"], both)
        self.assertRefused("ValidationException", put, **named, PermissionsBoundary=both | aws_managed)
        self.assertRefused("ValidationException", put, **named, PermissionsBoundary={})
        self.aws.sso.delete_permissions_boundary_from_permission_set(**named)
        self.assertRefused("ResourceNotFoundException", read, **named)

    @checks("a_managed_policy_is_found_under_its_path")
    def test_a_managed_policy_is_attached_under_its_path_only(self):
        named = self.named(self.make("Paths"))
        attach = self.aws.sso.attach_managed_policy_to_permission_set
        attach(**named, ManagedPolicyArn="arn:aws:iam::aws:policy/job-function/Billing")
        for wrong in ("Billing", "job-function/AdministratorAccess", "NoSuchPolicy"):
            arn = f"arn:aws:iam::aws:policy/{wrong}"
            self.assertRefused("ResourceNotFoundException", attach, **named, ManagedPolicyArn=arn)
        self.assertRefused(
            "ConflictException", attach, **named, ManagedPolicyArn="arn:aws:iam::aws:policy/job-function/Billing"
        )

    @checks("a_long_inline_policy_is_refused")
    def test_an_inline_policy_counts_without_white_space(self):
        named = self.named(self.make("Inline"))
        put = self.aws.sso.put_inline_policy_to_permission_set
        put(**named, InlinePolicy=json.dumps({"x": "y" * 10_000}) + " " * 20_000)
        self.assertRefused(
            "ServiceQuotaExceededException", put, **named, InlinePolicy=json.dumps({"x": "y" * 10_240})
        )

    @checks(
        "an_assignment_is_created_asynchronously_and_once",
        "a_creation_is_described_with_its_own_status",
        "creations_are_listed",
    )
    def test_an_assignment_is_created_later_and_once(self):
        arn = self.make("Granted")
        grant = self.grant(arn)
        begun = self.aws.sso.create_account_assignment(**self.aws.instance, TargetType="AWS_ACCOUNT", **grant)
        self.assertEqual(begun["AccountAssignmentCreationStatus"]["Status"], "IN_PROGRESS")
        request = begun["AccountAssignmentCreationStatus"]["RequestId"]
        listed = self.aws.sso.list_account_assignment_creation_status
        self.assertEqual(self.aws.assign(**grant)["Status"], "SUCCEEDED")
        status = next(
            one
            for one in every(listed, "AccountAssignmentsCreationStatus", **self.aws.instance, MaxResults=1)
            if one["RequestId"] == request
        )
        self.assertEqual(sorted(status), ["CreatedDate", "RequestId", "Status"])
        self.assertEqual(status["Status"], "SUCCEEDED")
        still = every(
            listed, "AccountAssignmentsCreationStatus", **self.aws.instance, Filter={"Status": "IN_PROGRESS"}
        )
        self.assertEqual(still, [])
        rows = self.aws.sso.list_account_assignments(**self.named(arn), AccountId=grant["TargetId"])
        self.assertEqual(len(rows["AccountAssignments"]), 1)
        ghost = self.aws.assign(**grant | {"PrincipalId": "00000000-0000-0000-0000-000000000000"})
        self.assertEqual(ghost["Status"], "FAILED")
        self.assertIn("404", ghost["FailureReason"])
        self.assertRefused(
            "ResourceNotFoundException", self.aws.assign, **grant | {"TargetId": "000000000000"}
        )

    @checks(
        "an_assignment_is_deleted_asynchronously",
        "a_deletion_is_described_with_its_own_status",
        "deletions_are_listed",
    )
    def test_an_assignment_is_deleted_later(self):
        arn = self.make("Revoked")
        first, second = self.grant(arn), self.grant(arn, group="DevOps")
        created = [self.aws.assign(**grant)["RequestId"] for grant in (first, second)]
        self.assertEqual(self.aws.unassign(**first)["Status"], "SUCCEEDED")
        self.assertEqual(self.accounts_of(arn), [first["TargetId"]], "another group still has the set there")
        deleted = self.aws.unassign(**second)
        self.assertNotIn(deleted["RequestId"], created)
        self.assertEqual(self.accounts_of(arn), [], "the role went with the last assignment")
        again = self.aws.unassign(**second)
        self.assertEqual(again["Status"], "FAILED")
        self.assertIn("404", again["FailureReason"])
        failed = every(
            self.aws.sso.list_account_assignment_deletion_status,
            "AccountAssignmentsDeletionStatus",
            **self.aws.instance,
            Filter={"Status": "FAILED"},
        )
        self.assertIn(again["RequestId"], [one["RequestId"] for one in failed])

    @checks("an_assigned_permission_set_is_not_deleted")
    def test_an_assigned_permission_set_stays(self):
        arn = self.make("Stays")
        self.aws.assign(**self.grant(arn))
        self.assertRefused("ConflictException", self.aws.sso.delete_permission_set, **self.named(arn))
        self.aws.unassign(**self.grant(arn))
        self.aws.sso.delete_permission_set(**self.named(arn))
        self.assertRefused("ResourceNotFoundException", self.aws.sso.describe_permission_set, **self.named(arn))

    @checks(
        "a_permission_set_knows_where_it_is_provisioned",
        "an_edit_does_not_reach_the_accounts",
        "a_permission_set_is_provisioned_to_its_target",
        "a_provisioning_is_described",
        "provisionings_are_listed",
        "the_accounts_of_a_permission_set_are_listed",
        "the_permission_sets_of_an_account_are_listed",
    )
    def test_an_edit_reaches_the_accounts_when_it_is_provisioned(self):
        arn = self.make("Edited")
        dev, prod = (self.world["accounts"][name] for name in ("plat-dev", "plat-prod"))
        self.aws.assign(**self.grant(arn, "plat-dev"))
        self.aws.assign(**self.grant(arn, "plat-prod"))
        self.assertEqual((self.accounts_of(arn), self.behind(arn)), (sorted([dev, prod]), []))
        edits = (
            (self.aws.sso.update_permission_set, {"Description": "x"}),
            (self.aws.sso.put_inline_policy_to_permission_set, {"InlinePolicy": "{}"}),
            (self.aws.sso.delete_inline_policy_from_permission_set, {}),
            (
                self.aws.sso.attach_managed_policy_to_permission_set,
                {"ManagedPolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            ),
            (
                self.aws.sso.attach_customer_managed_policy_reference_to_permission_set,
                {"CustomerManagedPolicyReference": {"Name": "Own"}},
            ),
            (
                self.aws.sso.put_permissions_boundary_to_permission_set,
                {"PermissionsBoundary": {"CustomerManagedPolicyReference": {"Name": "Limit"}}},
            ),
        )
        for edit, request in edits:
            edit(**self.named(arn), **request)
            self.assertEqual(self.behind(arn), sorted([dev, prod]), edit.__name__)
            self.assertEqual(self.aws.provision(arn, **ALL)["Status"], "SUCCEEDED")
            self.assertEqual(self.behind(arn), [], edit.__name__)
        self.aws.sso.update_permission_set(**self.named(arn), Description="y")
        request = self.aws.provision(arn, TargetType="AWS_ACCOUNT", TargetId=dev)["RequestId"]
        self.assertEqual(self.behind(arn), [prod])
        there = {"AccountId": prod, "ProvisioningStatus": "LATEST_PERMISSION_SET_NOT_PROVISIONED"}
        listed = self.aws.sso.list_permission_sets_provisioned_to_account
        self.assertIn(arn, every(listed, "PermissionSets", **self.aws.instance, **there))
        self.assertNotIn(arn, every(listed, "PermissionSets", **self.aws.instance, **there | {"AccountId": dev}))
        statuses = every(
            self.aws.sso.list_permission_set_provisioning_status,
            "PermissionSetsProvisioningStatus",
            **self.aws.instance,
        )
        self.assertIn(request, [one["RequestId"] for one in statuses])
        self.assertRefused(
            "ValidationException",
            self.aws.sso.provision_permission_set,
            **self.named(arn),
            TargetType="AWS_ACCOUNT",
        )

    @checks("an_identity_store_id_is_hexadecimal", "the_instance_is_described", "the_regions_of_the_instance_are_listed")
    def test_the_instance_can_be_described(self):
        described = self.aws.sso.describe_instance(**self.aws.instance)
        self.assertRegex(described["IdentityStoreId"], "^d-[0-9a-f]{10}$")
        self.assertEqual(described["Status"], "ACTIVE")
        (region,) = self.aws.sso.list_regions(**self.aws.instance)["Regions"]
        self.assertEqual((region["RegionName"], region["IsPrimaryRegion"]), ("us-east-1", True))

    @checks("an_instance_is_in_one_region")
    def test_another_region_has_no_instance(self):
        with self.assertRaisesRegex(ValueError, "not enough values"):
            Aws(region="eu-central-1")

    @checks("an_instance_must_exist", "a_permission_set_must_exist", "an_identity_store_must_exist")
    def test_what_does_not_exist_is_refused(self):
        nowhere = {"InstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000"}
        self.assertRefused("ResourceNotFoundException", self.aws.sso.list_permission_sets, **nowhere)
        ghost = self.named(self.make("Ghost")[:-16] + "0" * 16)
        self.assertRefused(
            "ResourceNotFoundException",
            self.aws.sso.list_account_assignments,
            **ghost,
            AccountId=self.world["accounts"]["plat-dev"],
        )
        self.assertRefused(
            "ResourceNotFoundException", self.aws.store.list_groups, IdentityStoreId="d-0000000000"
        )

    def refused_as(self, operation, request):
        """The HTTP status and the JSON of a refusal, without boto3, which reads more than the model says."""
        scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sso/aws4_request, Signature=0"
        headers = {"X-Amz-Target": f"SWBExternalService.{operation}", "Authorization": scope}
        headers["Content-Type"] = "application/x-amz-json-1.1"
        request = urllib.request.Request(self.url, data=json.dumps(request).encode(), headers=headers)
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        with caught.exception as answer:
            return answer.code, json.load(answer)

    @checks("unknown_operations_are_refused_in_json")
    def test_an_unknown_operation_is_refused_at_once(self):
        self.assertRefused("UnknownOperationException", self.aws.sso.list_trusted_token_issuers, **self.aws.instance)
        status, error = self.refused_as("NoSuchOperation", {})
        self.assertEqual((status, error["__type"]), (400, "UnknownOperationException"))

    @checks("errors_are_spelled_as_in_the_model")
    def test_an_error_has_its_text_in_message(self):
        twice = self.named(self.make("Twice")) | {"CustomerManagedPolicyReference": {"Name": "Twice"}}
        self.aws.sso.attach_customer_managed_policy_reference_to_permission_set(**twice)
        status, error = self.refused_as("AttachCustomerManagedPolicyReferenceToPermissionSet", twice)
        self.assertEqual((status, error["__type"]), (400, "ConflictException"))
        self.assertIn("already attached", error["Message"])

    @checks("requests_are_checked_against_the_model")
    def test_a_request_must_match_the_model(self):
        for wrong in (
            {"Name": "x" * 33},
            {"Name": "a b"},
            {"Name": "Fine", "Description": "an em dash \u2014"},
            {"Name": "Fine", "Description": ""},
            {"Name": 7},
            {},
        ):
            operation = self.aws.sso.create_permission_set
            self.assertRefused("ValidationException", operation, **self.aws.instance, **wrong)
        self.assertRefused(
            "ValidationException", self.aws.sso.list_permission_sets, **self.aws.instance, MaxResults=1000
        )
        self.assertRefused("InvalidInputException", self.aws.organizations.list_accounts, MaxResults=50)
        unique = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "DevOps"}}
        found = self.aws.store.get_group_id(**self.aws.identity_store, AlternateIdentifier=unique)
        self.assertEqual(found["GroupId"], self.world["groups"]["DevOps"], "a document may be a string")

    @checks(
        "the_management_account_has_its_own_name",
        "an_account_has_paths_and_a_state",
        "an_organizational_unit_has_a_path",
        "listed_organizational_units_have_a_path",
        "lists_of_the_organization_have_pages_of_twenty",
    )
    def test_the_organization_says_where_everything_is(self):
        organization = self.aws.organizations.describe_organization()["Organization"]
        root = self.aws.organizations.list_roots()["Roots"][0]["Id"]
        management = self.aws.organizations.describe_account(AccountId=organization["MasterAccountId"])["Account"]
        self.assertEqual(management["Name"], "core-root")
        self.assertEqual(management["Paths"], [f"{organization['Id']}/{root}/{management['Id']}/"])
        self.assertNotIn("Status", management)
        self.assertEqual(management["State"], "ACTIVE")
        units = self.aws.organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        plat = next(unit for unit in units if unit["Name"] == "plat")
        self.assertEqual(plat["Path"], f"{organization['Id']}/{root}/{plat['Id']}/")
        described = self.aws.organizations.describe_organizational_unit(OrganizationalUnitId=plat["Id"])
        self.assertEqual(described["OrganizationalUnit"]["Path"], plat["Path"])
        dev = self.world["accounts"]["plat-dev"]
        (path,) = self.aws.organizations.describe_account(AccountId=dev)["Account"]["Paths"]
        self.assertRegex(path, f"^{plat['Path']}ou-[a-z0-9]+-[a-z0-9]+/{dev}/$")
        for number in range(12):
            self.aws.organizations.create_account(AccountName=f"more-{number}", Email=f"more-{number}@example.org")
        first = self.aws.organizations.list_accounts()
        self.assertEqual(len(first["Accounts"]), 20)
        everything = every(self.aws.organizations.list_accounts, "Accounts")
        self.assertEqual(len({account["Id"] for account in everything}), 23)

    @checks("identity_center_may_be_delegated")
    def test_identity_center_may_be_delegated(self):
        listed = self.aws.organizations.list_delegated_administrators
        self.assertEqual(listed(ServicePrincipal="sso.amazonaws.com")["DelegatedAdministrators"], [])

    def test_the_server_counts_requests(self):
        def count():
            with urllib.request.urlopen(f"{self.url}/requests") as answer:
                return json.load(answer).get("sso-admin:CreatePermissionSet", 0)

        before = count()
        self.make("Counted")
        self.assertEqual(count(), before + 1)

    def test_the_server_ends_on_a_signal_and_listens_on_loopback_only(self):
        command = [sys.executable, SERVER]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with server:
            self.assertRegex(server.stdout.readline(), r"^http://127\.0\.0\.1:\d+\n$")
            server.terminate()
            self.assertEqual(server.wait(5), 0)

    def test_every_correction_has_a_check(self):
        listed = subprocess.run([sys.executable, SERVER, "--list-corrections"], capture_output=True, text=True)
        names = {line.split(":")[0] for line in listed.stdout.splitlines()}
        self.assertEqual(names, CHECKED)


if __name__ == "__main__":
    unittest.main()
