"""The HTTP layer: requests are checked against the service model, and every answer is one that a client can read.

A WSGI application around moto's own. It also counts the requests, which `/requests` shows: how often a client wrote is
what a test of a refusal wants to know.
"""

import json
import sys
import traceback
from collections import Counter
from io import BytesIO
from threading import Lock

from moto.core.exceptions import JsonRESTError
from moto.core.utils import camelcase_to_underscores
from moto.identitystore.responses import IdentityStoreResponse
from moto.organizations.responses import OrganizationsResponse
from moto.ssoadmin.models import ssoadmin_backends
from moto.ssoadmin.responses import SSOAdminResponse

from . import model, operations
from .registry import GUARDS, Refusal, correction

RESPONSES = {
    "sso-admin": SSOAdminResponse,
    "identitystore": IdentityStoreResponse,
    "organizations": OrganizationsResponse,
}


class Corrected:
    """moto's application with the corrections of this module around it; one request at a time."""

    def __init__(self, moto, account_id):
        self.moto = moto
        self.account_id = account_id
        self.requests = Counter()
        # moto's backends are not made for threads: two creations at once may lose one.
        self.lock = Lock()

    def __call__(self, environ, start_response):
        if environ.get("PATH_INFO") == "/requests":
            return send(start_response, "200 OK", self.requests)
        with self.lock:
            self.settle()
            return self.answer(environ, start_response)

    def settle(self):
        """Carries out the asynchronous operations that are due, whatever is asked now."""
        for backend in list(ssoadmin_backends[self.account_id].values()):
            operations.settle(backend)

    def answer(self, environ, start_response):
        """Answers one request: refused here, or by moto."""
        target = model.target(environ.get("HTTP_X_AMZ_TARGET", ""))
        try:
            if target:
                self.requests[f"{target[0]}:{target[1]}"] += 1
                self.check(environ, *target)
            return errors_are_spelled_as_in_the_model(self.moto, environ, start_response)
        except JsonRESTError as refusal:
            return send_error(start_response, "400 Bad Request", refusal.error_type, refusal.message)
        except Exception as defect:
            traceback.print_exc(file=sys.stderr)
            return send_error(start_response, "500 Internal Server Error", "InternalServerException", repr(defect))

    def check(self, environ, service, operation):
        """Refuses what AWS would refuse before it looks at the operation itself."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        request = json.loads(body or b"{}")
        unknown_operations_are_refused_in_json(service, operation)
        requests_are_checked_against_the_model(service, operation, request)
        if service == "sso-admin":
            region = environ.get("HTTP_AUTHORIZATION", "///us-east-1").split("/")[2]
            for guard in GUARDS:
                guard(ssoadmin_backends[self.account_id][region], operation, request)


@correction
def unknown_operations_are_refused_in_json(service, operation):
    """An operation that is not implemented is refused once and for all.

    moto answers HTTP 500 with a page of HTML, which every AWS client retries for minutes. Source: AWS JSON 1.1, whose
    answer to an unknown operation is UnknownOperationException.
    """
    known = operation in model.service(service).operation_names
    if not known or not hasattr(RESPONSES[service], camelcase_to_underscores(operation)):
        raise Refusal("UnknownOperationException", f"moto does not implement {service} {operation}")


@correction
def requests_are_checked_against_the_model(service, operation, request):
    """A request is checked for types, required members, lengths, ranges, enumerations and patterns.

    moto takes what it is given: a page of 1,000, a name of 40 letters, an ARN of another form. AWS answers
    ValidationException (InvalidInputException in Organizations). Source: the service models that botocore carries.
    """
    problem = model.problem(service, operation, request)
    if problem:
        code = "InvalidInputException" if service == "organizations" else "ValidationException"
        raise Refusal(code, problem)


@correction
def errors_are_spelled_as_in_the_model(moto, environ, start_response):
    """An error carries its text as `Message`.

    moto writes `message`. The service models name the member `Message`, and a client that reads it as modelled finds no
    text. Source: the exceptions in the service models of sso-admin, identitystore and organizations.
    """
    answered = []

    def remember(status, headers, exc_info=None):
        answered[:] = [status, headers]

    body = b"".join(moto(environ, remember))
    status, headers = answered
    if status.startswith("2") or not body.startswith(b"{"):
        start_response(status, headers)
        return [body]
    error = json.loads(body)
    text = error.pop("message", None) or error.pop("Message", "")
    return send(start_response, status, error | {"Message": text})


def send_error(start_response, status, code, message):
    """Sends an error as AWS JSON 1.1 has it."""
    return send(start_response, status, {"__type": code, "Message": message})


def send(start_response, status, answer):
    """Sends a JSON answer."""
    body = json.dumps(answer).encode()
    start_response(status, [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))])
    return [body]
