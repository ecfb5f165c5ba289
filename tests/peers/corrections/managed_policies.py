"""AWS managed policies: named by their whole path."""

import json

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.ssoadmin.models import ManagedPolicy, SSOAdminBackend

from .registry import Refusal, patches

PATHS = {name: policy["Path"] for name, policy in json.loads(aws_managed_policies_data).items()}


@patches(SSOAdminBackend, "_find_managed_policy")
def a_managed_policy_is_found_under_its_path(original, self, managed_policy_arn):
    """An AWS managed policy is known by its ARN with its path, `job-function/Billing` say.

    moto reads the path under a key that its own data spells differently, so every policy outside `/` is refused under
    its true ARN and accepted under a false one. AWS takes the true one only. Source: IAM's list of AWS managed
    policies, which moto carries.
    """
    name = managed_policy_arn.split("/")[-1]
    if managed_policy_arn == f"arn:{self.partition}:iam::aws:policy{PATHS.get(name)}{name}":
        return ManagedPolicy(managed_policy_arn, name)
    raise Refusal("ResourceNotFoundException", f"Policy does not exist with ARN: {managed_policy_arn}")
