"""What moto lacks and gets wrong for a client that manages permission sets; importing this corrects moto.

One module for each subject. The server around them is `moto_corrected.py`.
"""

from . import (  # noqa: F401
    assignments,
    boundary,
    identity_store,
    instance,
    managed_policies,
    organization,
    permission_sets,
    protocol,
    provisioning,
    tags,
)
from .registry import CORRECTIONS  # noqa: F401
