"""The instance: one, in one Region, with an identifier that clients may send back."""

from moto.moto_api._internal import mock_random
from moto.ssoadmin.models import Instance, SSOAdminBackend

from .registry import Refusal, answers, guards, patches

# Where the instance is; set by the server's --region.
HOME = {"region": "us-east-1"}


@patches(Instance, "__init__")
def an_identity_store_id_is_hexadecimal(original, self, *args, **kwargs):
    """The id of an identity store is `d-` and ten hexadecimal digits.

    moto takes any letters, which no client may send: they do not match the pattern of the service model. Source: the
    service model's IdentityStoreId.
    """
    original(self, *args, **kwargs)
    self.identity_store_id = f"d-{mock_random.get_random_hex(10)}"


@patches(SSOAdminBackend, "list_instances")
def an_instance_is_in_one_region(original, self):
    """Only the home Region has an instance.

    moto makes one for every Region that is asked, each with an identity store of its own. An organization has one
    instance, in one Region. Source: "Organization and account instances" in the user guide.
    """
    return original(self) if self.region_name == HOME["region"] else []


@answers("DescribeInstance")
def the_instance_is_described(backend, request):
    """DescribeInstance describes the instance.

    moto does not implement it. Source: API reference of DescribeInstance.
    """
    described = backend.list_instances()[0].to_json()
    return {name: value for name, value in described.items() if value is not None}


@answers("ListRegions")
def the_regions_of_the_instance_are_listed(backend, request):
    """ListRegions lists the home Region as the primary one.

    moto does not implement it. Source: API reference of ListRegions.
    """
    instance = backend.list_instances()[0]
    home = {
        "RegionName": HOME["region"],
        "Status": "ACTIVE",
        "AddedDate": instance.created_date,
        "IsPrimaryRegion": True,
    }
    return {"Regions": [home]}


@guards
def an_instance_must_exist(backend, operation, request):
    """Every operation that names an instance refuses one that does not exist.

    moto answers with empty lists and makes sets in instances that are not there. Source: the errors of each operation
    in the API reference.
    """
    arn = request.get("InstanceArn")
    if arn is not None and arn not in (instance.instance_arn for instance in backend.list_instances()):
        raise Refusal("ResourceNotFoundException", f"Could not find the instance {arn}")
