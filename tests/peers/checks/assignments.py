"""Account assignments, and the accounts that a permission set is provisioned to."""

from aws import every

from .case import Case, checks

ALL = {"TargetType": "ALL_PROVISIONED_ACCOUNTS"}


class Assignments(Case):
    """Grants and revocations, and what they and edits do to the accounts."""

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
        managed = {"ManagedPolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
        own = {"CustomerManagedPolicyReference": {"Name": "Own"}}
        sso = self.aws.sso
        edits = (
            (sso.update_permission_set, {"Description": "x"}),
            (sso.put_inline_policy_to_permission_set, {"InlinePolicy": "{}"}),
            (sso.delete_inline_policy_from_permission_set, {}),
            (sso.attach_managed_policy_to_permission_set, managed),
            (sso.detach_managed_policy_from_permission_set, managed),
            (sso.attach_customer_managed_policy_reference_to_permission_set, own),
            (sso.detach_customer_managed_policy_reference_from_permission_set, own),
            (sso.put_permissions_boundary_to_permission_set, {"PermissionsBoundary": own}),
            (sso.delete_permissions_boundary_from_permission_set, {}),
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
