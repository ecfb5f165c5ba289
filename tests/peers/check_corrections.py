"""Checks every correction of `moto_corrected.py` by boto3, against a server of its own.

    python3 tests/peers/check_corrections.py

The checks are in `checks/`, where a test's name is a sentence about AWS. A correction without a check fails here.
"""

import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}

from checks.assignments import Assignments
from checks.case import CHECKED, SERVER
from checks.directory import Directory
from checks.permission_sets import PermissionSets
from checks.protocol import Protocol


class Corrections(unittest.TestCase):
    """The list of the corrections against the list of the checks."""

    def test_every_correction_has_a_check(self):
        listed = subprocess.run([sys.executable, SERVER, "--list-corrections"], capture_output=True, text=True)
        names = {line.split(":")[0] for line in listed.stdout.splitlines()}
        self.assertEqual(names, CHECKED)


if __name__ == "__main__":
    unittest.main()
