"""Permission sets: their attributes, their policies, their boundary, their tags."""

import json

from aws import every

from .case import Case, checks


class PermissionSets(Case):
    """Permission sets, one at a time."""

    @checks("a_permission_set_arn_has_the_form_of_aws", "a_permission_set_begins_with_the_defaults_of_aws")
    def test_a_permission_set_begins_as_on_aws(self):
        arn = self.make("Defaults")
        self.assertRegex(arn, r"^arn:aws:sso:::permissionSet/ssoins-[a-z0-9]{16}/ps-[0-9a-f]{16}$")
        self.assertEqual(self.describe(arn)["SessionDuration"], "PT1H")
        self.assertNotIn("RelayState", self.describe(arn))
        self.assertRefused("ConflictException", self.make, name="Defaults")
        self.assertRefused("ValidationException", self.make, name="Long", SessionDuration="PT13H")
        self.assertEqual(self.describe(self.make("Half", SessionDuration="PT1H30M"))["SessionDuration"], "PT1H30M")

    @checks("an_update_keeps_a_description_that_it_leaves_out")
    def test_an_update_keeps_the_description_alone(self):
        arn = self.make("Updated", Description="x", RelayState="https://example.org/", SessionDuration="PT8H")
        self.aws.sso.update_permission_set(**self.named(arn), Description="y")
        described = self.describe(arn)
        self.assertEqual((described["Description"], described["SessionDuration"]), ("y", "PT1H"))
        self.assertNotIn("RelayState", described)
        self.aws.sso.update_permission_set(**self.named(arn), SessionDuration="PT2H")
        described = self.describe(arn)
        self.assertEqual((described["Description"], described["SessionDuration"]), ("y", "PT2H"))

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
            "ValidationException", put, **named, InlinePolicy=json.dumps({"x": "y" * 10_240})
        )
