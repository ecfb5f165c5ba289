"""The instance, the identity store and the organization."""

from aws import Aws, every

from .case import Case, checks


class Directory(Case):
    """Where things are."""

    @checks(
        "an_identity_store_id_is_hexadecimal",
        "the_instance_is_described",
        "the_regions_of_the_instance_are_listed",
    )
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
