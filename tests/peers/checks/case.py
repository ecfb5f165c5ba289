"""What the checks share: one server, its organization, and a few words for the requests."""

import atexit
import functools
import os
import subprocess
import sys
import unittest
from pathlib import Path

from botocore.exceptions import ClientError

from aws import Aws, every
from seed import GROUPS, seed

SERVER = Path(__file__).parent.with_name("moto_corrected.py")
CHECKED = set()


def checks(*corrections):
    """Says which corrections a test is about."""
    CHECKED.update(corrections)
    return lambda test: test


@functools.cache
def world():
    """The server of all checks, its clients, and the ids of what is in it; it ends with this process."""
    command = [sys.executable, SERVER, "--port", "0"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    url = server.stdout.readline().strip()
    os.environ["AWS_ENDPOINT_URL"] = url
    # boto3 checks lengths itself; what the server says is what matters here.
    aws = Aws(parameter_validation=False)
    return url, aws, seed(aws, GROUPS.split(","), ["ann@example.org"])


class Case(unittest.TestCase):
    """A check; every one makes permission sets of its own."""

    @classmethod
    def setUpClass(cls):
        cls.url, cls.aws, cls.world = world()

    def make(self, name, **attributes):
        """Creates a permission set; returns its ARN."""
        made = self.aws.sso.create_permission_set(**self.aws.instance, Name=name, **attributes)
        return made["PermissionSet"]["PermissionSetArn"]

    def named(self, arn):
        """The members by which a request names a permission set."""
        return self.aws.instance | {"PermissionSetArn": arn}

    def describe(self, arn):
        """The attributes of a permission set."""
        return self.aws.sso.describe_permission_set(**self.named(arn))["PermissionSet"]

    def grant(self, arn, account="plat-dev", group="Developers"):
        """The members of an assignment, as the operations take them."""
        return {
            "PermissionSetArn": arn,
            "TargetId": self.world["accounts"][account],
            "PrincipalType": "GROUP",
            "PrincipalId": self.world["groups"][group],
        }

    def accounts_of(self, arn, **filter):
        """The accounts that a permission set is provisioned to."""
        listed = self.aws.sso.list_accounts_for_provisioned_permission_set
        return every(listed, "AccountIds", **self.named(arn), **filter)

    def behind(self, arn):
        """The accounts that have an older version of a permission set."""
        return self.accounts_of(arn, ProvisioningStatus="LATEST_PERMISSION_SET_NOT_PROVISIONED")

    def assertRefused(self, code, operation, **request):
        """Insists on an error of AWS with a text; returns the text."""
        with self.assertRaises(ClientError) as caught:
            operation(**request)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code, error)
        self.assertTrue(error["Message"], "an error has a text")
        return error["Message"]
