"""The list of the corrections, and the three ways in which one takes effect.

A correction is a small function whose name says what becomes true, and whose docstring says what moto 5.2.1 does,
what AWS does, and where that is written. Its own name and the first line of its docstring are what
`--list-corrections` prints.
"""

import json
from functools import wraps

from moto.core.exceptions import JsonRESTError
from moto.core.utils import camelcase_to_underscores
from moto.ssoadmin.responses import SSOAdminResponse

CORRECTIONS = []
GUARDS = []


def correction(function):
    """Names a correction that takes effect by other means than the three below: in the HTTP layer, say."""
    CORRECTIONS.append(function)
    return function


def answers(operation):
    """The function answers an sso-admin operation, which moto lacks or gets wrong: `(backend, request) -> answer`."""

    def register(function):
        @wraps(function)
        def method(response):
            answer = function(response.ssoadmin_backend, json.loads(response.body))
            return json.dumps(answer or {})

        setattr(SSOAdminResponse, camelcase_to_underscores(operation), method)
        return correction(function)

    return register


def patches(owner, attribute):
    """The function stands around a function of moto's: `(original, *args) -> value`.

    An attribute that moto does not have fails at once: a patch that nothing calls would correct nothing.
    """

    def register(function):
        original = getattr(owner, attribute)

        @wraps(original)
        def patched(*args, **kwargs):
            return function(original, *args, **kwargs)

        setattr(owner, attribute, patched)
        return correction(function)

    return register


def guards(function):
    """The function sees every sso-admin request before moto does and may refuse it: `(backend, operation, request)`."""
    GUARDS.append(function)
    return correction(function)


class Refusal(JsonRESTError):
    """An error answer of AWS: its code, as the service model has it, and its message."""

    code = 400

    def __init__(self, code, message):
        super().__init__(error_type=code, message=message)


def page(items, request, limit=100):
    """One page of a list and the token of the next, by position: `(items, token or None)`."""
    start = int(request.get("NextToken") or 0)
    end = start + min(request.get("MaxResults") or limit, limit)
    return items[start:end], (str(end) if end < len(items) else None)


def with_page(member, items, request):
    """An answer with one page of a list, `NextToken` only where there is more."""
    shown, token = page(items, request)
    return {member: shown} | ({"NextToken": token} if token else {})
