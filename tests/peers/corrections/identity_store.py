"""The identity store: there is one, the instance's."""

from moto.identitystore.models import IdentityStoreBackend
from moto.ssoadmin.models import ssoadmin_backends

from .registry import Refusal, patches


@patches(IdentityStoreBackend, "_IdentityStoreBackend__get_identity_store")
def an_identity_store_must_exist(original, self, store_id):
    """An identity store that is not the instance's is refused.

    moto makes an identity store of every id that it is asked for, so a client with a wrong id finds no groups instead
    of an error. AWS answers ResourceNotFoundException. Source: the errors of each operation in the API reference.
    """
    instances = ssoadmin_backends[self.account_id][self.region_name].list_instances()
    if store_id not in (instance.identity_store_id for instance in instances):
        raise Refusal("ResourceNotFoundException", f"IDENTITY_STORE not found: {store_id}")
    return original(self, store_id)
