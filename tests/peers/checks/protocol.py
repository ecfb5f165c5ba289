"""The server itself: what it refuses, how it says so, and how it ends."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

from .case import SERVER, Case, checks


class Protocol(Case):
    """Requests and answers as such."""

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
