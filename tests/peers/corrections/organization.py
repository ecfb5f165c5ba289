"""The organization: the name of its management account, its paths, its pages."""

import json

from moto.organizations import utils
from moto.organizations.models import (
    FakeAccount,
    FakeDelegatedAdministrator,
    FakeOrganizationalUnit,
    FakeRoot,
    OrganizationsBackend,
    organizations_backends,
)
from moto.organizations.responses import OrganizationsResponse

from .registry import Refusal, correction, patches

# What the management account is called; set by the server's --management-account.
MANAGEMENT_ACCOUNT = {"name": "core-root"}


@patches(OrganizationsBackend, "create_organization")
def the_management_account_has_its_own_name(original, self, **kwargs):
    """The management account has the name that it was opened with.

    moto calls it `master`, and has no operation that renames it. Source: API reference of Account.
    """
    answer = original(self, **kwargs)
    self.get_account_by_id(self.account_id).name = MANAGEMENT_ACCOUNT["name"]
    return answer


@patches(FakeAccount, "describe")
def an_account_has_paths_and_a_state(original, self):
    """An account says where in the organization it is, and its State; Status is gone.

    moto has no Paths, and both State and Status. AWS retired Status on 2026-09-09. Source: the service model's Account.
    """
    described = original(self)
    described.pop("Status", None)
    backend = organizations_backends[self.master_account_id]["aws"]
    return described | {"Paths": [f"{path_of(backend, self.parent_id)}{self.id}/"]}


@patches(FakeOrganizationalUnit, "describe")
def an_organizational_unit_has_a_path(original, self):
    """An organizational unit says where in the organization it is.

    moto has no Path. Source: the service model's OrganizationalUnit.
    """
    described = original(self)
    backend = organizations_backends[self.master_account_id]["aws"]
    described["OrganizationalUnit"]["Path"] = path_of(backend, self.id)
    return described


@patches(OrganizationsResponse, "list_organizational_units_for_parent")
def listed_organizational_units_have_a_path(original, self):
    """ListOrganizationalUnitsForParent says where each unit is.

    moto writes this list without Path. Source: the service model's OrganizationalUnit.
    """
    answer = json.loads(original(self))
    for unit in answer["OrganizationalUnits"]:
        unit["Path"] = path_of(self.organizations_backend, unit["Id"])
    return json.dumps(answer)


@correction
def lists_of_the_organization_have_pages_of_twenty():
    """ListAccounts answers with at most 20 accounts.

    moto answers with 100, and tells accounts apart by the time at which they joined. Source: the service model's
    MaxResults (1 to 20).
    """
    utils.PAGINATION_MODEL["list_accounts"].update(limit_default=20, unique_attribute="Id")


@correction
def identity_center_may_be_delegated():
    """ListDelegatedAdministrators knows `sso.amazonaws.com`.

    moto refuses it as an unrecognized service principal. Source: "Delegated administration" in the user guide.
    """
    FakeDelegatedAdministrator.SUPPORTED_SERVICES.append("sso.amazonaws.com")


def account_must_exist(backend, account_id):
    """Refuses an account that the organization does not have; moto would assign to any twelve digits.

    Whether AWS refuses at once or lets the operation fail was not found; ResourceNotFoundException is in the model.
    """
    known = organizations_backends[backend.account_id]["aws"].accounts
    if account_id not in (account.id for account in known):
        raise Refusal("ResourceNotFoundException", f"Could not find the account {account_id} in the organization")


def path_of(backend, unit_id):
    """The ids from the organization down to a root or an organizational unit, as AWS writes them."""
    unit = backend.get_organizational_unit_by_id(unit_id)
    above = f"{unit.organization_id}/" if isinstance(unit, FakeRoot) else path_of(backend, unit.parent_id)
    return f"{above}{unit.id}/"


lists_of_the_organization_have_pages_of_twenty()
identity_center_may_be_delegated()
