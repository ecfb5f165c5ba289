"""A loopback endpoint between the binary and a server such as `rolecall sandbox serve`, that answers as AWS does.

It shares no code with rolecall and needs nothing but Python. Each behaviour has a name:

    python3 as_aws.py --list
    python3 as_aws.py --target http://127.0.0.1:4566 --behave status-lists-stay --behave places-taken=15:2

It prints its own address, and ends when its standard input closes. At its end it prints how often each behaviour took
effect.
"""

import argparse
import collections
import http.client
import http.server
import json
import sys
import threading
import time
import urllib.parse

BEHAVIOURS = {}
STARTS = {
    "CreateAccountAssignment": "ListAccountAssignmentCreationStatus",
    "DeleteAccountAssignment": "ListAccountAssignmentDeletionStatus",
    "ProvisionPermissionSet": "ListPermissionSetProvisioningStatus",
}
STATUS_LISTS = {
    "ListAccountAssignmentCreationStatus": "AccountAssignmentsCreationStatus",
    "ListAccountAssignmentDeletionStatus": "AccountAssignmentsDeletionStatus",
    "ListPermissionSetProvisioningStatus": "PermissionSetsProvisioningStatus",
}
EDITS = (
    "UpdatePermissionSet",
    "PutInlinePolicyToPermissionSet",
    "DeleteInlinePolicyFromPermissionSet",
    "AttachManagedPolicyToPermissionSet",
    "DetachManagedPolicyFromPermissionSet",
    "AttachCustomerManagedPolicyReferenceToPermissionSet",
    "DetachCustomerManagedPolicyReferenceFromPermissionSet",
    "PutPermissionsBoundaryToPermissionSet",
    "DeletePermissionsBoundaryFromPermissionSet",
)
LIMIT = 15
TOO_MANY = "There are too many requests processing. Please try again later."


def behaviour(name):
    """Registers a behaviour under the name by which it is asked for."""

    def register(kind):
        BEHAVIOURS[name] = kind
        return kind

    return register


def refusal(code, message):
    """An exception of the service, as it is written on the wire."""
    return 400, {"__type": code, "Message": message}


class Behaviour:
    """What a behaviour may do with a call: answer it, change its request, change its answer, or lose its answer."""

    def __init__(self, argument, server):
        self.argument = argument
        self.server = server
        self.took_effect = 0

    def answer(self, operation, request):
        """An answer in place of the server's; None to let the call pass."""
        return None

    def request(self, operation, request):
        """The request that the server gets."""
        return request

    def response(self, operation, request, status, body):
        """The answer that the client gets."""
        return body

    def loses(self, operation, request):
        """Whether the answer is lost after the server gave it."""
        return False


@behaviour("provisioning-list-lags")
class ProvisioningListLags(Behaviour):
    """For so many seconds after an edit, the list of accounts that are not provisioned does not know of it."""

    edited = 0.0

    def response(self, operation, request, status, body):
        if operation in EDITS and status == 200:
            self.edited = time.monotonic()
        is_asked = request.get("ProvisioningStatus") == "LATEST_PERMISSION_SET_NOT_PROVISIONED"
        if operation == "ListAccountsForProvisionedPermissionSet" and is_asked:
            if time.monotonic() - self.edited < float(self.argument or 2):
                self.took_effect += 1
                return {"AccountIds": []}
        return body


@behaviour("status-lists-stay")
class StatusListsStay(Behaviour):
    """The lists of operations call every operation in progress, for good; a description says how it ended."""

    def __init__(self, argument, server):
        super().__init__(argument, server)
        self.started = collections.defaultdict(list)

    def response(self, operation, request, status, body):
        if operation in STARTS and status == 200:
            (begun,) = [member for member in body.values() if isinstance(member, dict)]
            self.started[STARTS[operation]].append(begun["RequestId"])
        if operation in STATUS_LISTS:
            self.took_effect += 1
            wanted = (request.get("Filter") or {}).get("Status", "IN_PROGRESS")
            ids = self.started[operation] if wanted == "IN_PROGRESS" else []
            rows = [{"Status": "IN_PROGRESS", "RequestId": one, "CreatedDate": 1.7e9} for one in ids[-100:]]
            return {STATUS_LISTS[operation]: rows}
        return body


@behaviour("answer-is-lost")
class AnswerIsLost(Behaviour):
    """The first answer to each attachment is lost, and the next is AWS's sentence of a conflict, to the letter."""

    def __init__(self, argument, server):
        super().__init__(argument, server)
        self.attached = set()
        self.lost = set()

    @staticmethod
    def key(request):
        return json.dumps(request, sort_keys=True)

    def answer(self, operation, request):
        if self.key(request) not in self.attached:
            return None
        permission_set = request["PermissionSetArn"].rsplit("/", 1)[1]
        if operation == "AttachManagedPolicyToPermissionSet":
            policy = request["ManagedPolicyArn"]
            return refusal(
                "ConflictException",
                f"Permission set with id {permission_set} already has a typed link attachment to a manged policy "
                f"with {policy}",
            )
        if operation == "AttachCustomerManagedPolicyReferenceToPermissionSet":
            policy = request["CustomerManagedPolicyReference"]
            return refusal(
                "ConflictException",
                f"Given customer managed policy with name: {policy['Name']}  and path {policy.get('Path', '/')} "
                "already attached",
            )
        return None

    def loses(self, operation, request):
        key = self.key(request)
        if not operation.startswith("Attach") or key in self.lost:
            return False
        self.lost.add(key)
        self.attached.add(key)
        self.took_effect += 1
        return True


@behaviour("places-taken")
class PlacesTaken(Behaviour):
    """N:SECONDS — another client has N operations in progress for so long from the first call on; AWS allows 15."""

    first = None

    def __init__(self, argument, server):
        super().__init__(argument, server)
        taken, _, seconds = (argument or "15:2").partition(":")
        self.taken, self.seconds = int(taken), float(seconds or 2)
        self.open = set()

    def answer(self, operation, request):
        if operation not in ("CreateAccountAssignment", "DeleteAccountAssignment"):
            return None
        self.first = self.first or time.monotonic()
        others = self.taken if time.monotonic() - self.first < self.seconds else 0
        ours = sum(
            len(self.server.ask(STARTS[name], request, {"Filter": {"Status": "IN_PROGRESS"}})[STATUS_LISTS[STARTS[name]]])
            for name in ("CreateAccountAssignment", "DeleteAccountAssignment")
        )
        if ours + others < LIMIT:
            return None
        self.took_effect += 1
        return refusal("ThrottlingException", TOO_MANY)


@behaviour("description-is-kept")
class DescriptionIsKept(Behaviour):
    """A description that an update leaves out stays as it was."""

    def request(self, operation, request):
        if operation != "UpdatePermissionSet" or "Description" in request:
            return request
        found = self.server.ask("DescribePermissionSet", request, {"PermissionSetArn": request["PermissionSetArn"]})
        kept = found["PermissionSet"].get("Description")
        if not kept:
            return request
        self.took_effect += 1
        return request | {"Description": kept}


@behaviour("empty-lists-are-absent")
class EmptyListsAreAbsent(Behaviour):
    """A list without items is not in the answer at all."""

    def response(self, operation, request, status, body):
        kept = {name: value for name, value in body.items() if value != []}
        self.took_effect += len(kept) != len(body)
        return kept


@behaviour("pages-are-empty")
class PagesAreEmpty(Behaviour):
    """Each list begins with an empty page that has a token."""

    TOKEN = "empty0"

    def request(self, operation, request):
        if request.get("NextToken") == self.TOKEN:
            return {name: value for name, value in request.items() if name != "NextToken"}
        return request

    def response(self, operation, request, status, body):
        if not operation.startswith("List") or status != 200 or "NextToken" in request:
            return body
        if operation == "ListInstances":
            return body
        self.took_effect += 1
        return {name: [] for name, value in body.items() if isinstance(value, list)} | {"NextToken": self.TOKEN}


@behaviour("region-scope-is-refused")
class RegionScopeIsRefused(Behaviour):
    """ListInstances has no member RegionScope, as before October 2026; the argument is the code of the refusal."""

    def answer(self, operation, request):
        if "RegionScope" not in request:
            return None
        self.took_effect += 1
        return refusal(self.argument or "ValidationException", "Unexpected key RegionScope")


@behaviour("members-are-unknown")
class MembersAreUnknown(Behaviour):
    """Every structure has members that no service model knows."""

    def response(self, operation, request, status, body):
        self.took_effect += 1

        def grown(value):
            if isinstance(value, dict):
                return {name: grown(inner) for name, inner in value.items()} | {
                    "SomethingNew": {"Nested": [1, None, "x"]},
                    "AnotherOne": "2027-01-01",
                }
            if isinstance(value, list):
                return [grown(inner) for inner in value]
            return value

        return grown(body)


class Server(http.server.ThreadingHTTPServer):
    """Passes calls on, as its behaviours have it."""

    daemon_threads = True
    # A client opens a connection for each call; more than the default may wait.
    request_queue_size = 128

    def __init__(self, target, wanted):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = urllib.parse.urlsplit(target)
        self.lock = threading.RLock()
        self.behaviours = {}
        for text in wanted:
            name, _, argument = text.partition("=")
            if name not in BEHAVIOURS:
                sys.exit(f"no behaviour is called `{name}`; --list shows those that are")
            self.behaviours[name] = BEHAVIOURS[name](argument, self)

    def forward(self, headers, body):
        connection = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=60)
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def ask(self, operation, like, members):
        """Asks the server for something itself, about the instance that another request names."""
        headers = {"X-Amz-Target": f"SWBExternalService.{operation}", "Content-Type": "application/x-amz-json-1.1"}
        body = {"InstanceArn": like["InstanceArn"], **members}
        _, _, answer = self.forward(headers, json.dumps(body).encode())
        return json.loads(answer)


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Calls are not logged."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
        target = self.headers.get("X-Amz-Target")
        if target is None:
            # STS speaks XML: nothing of it is changed.
            return self.reply(*self.server.forward(headers, body))
        operation = target.rsplit(".", 1)[1]
        original = json.loads(body or b"{}")
        all_of_them = self.server.behaviours.values()
        # One call at a time: a behaviour sees each whole.
        with self.server.lock:
            for one in all_of_them:
                if answer := one.answer(operation, original):
                    status, document = answer
                    return self.reply(status, {}, json.dumps(document).encode())
            changed = original
            for one in all_of_them:
                changed = one.request(operation, changed)
            status, answered, text = self.server.forward(headers, json.dumps(changed).encode())
            if any([one.loses(operation, original) for one in all_of_them]):
                self.close_connection = True
                return None
            document = json.loads(text)
            for one in all_of_them:
                document = one.response(operation, original, status, document)
        return self.reply(status, answered, json.dumps(document).encode())

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() in ("content-type", "x-amzn-requestid"):
                self.send_header(name, value)
        if not any(name.lower() == "content-type" for name in headers):
            self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    """Serves until standard input closes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", help="the server behind, http://127.0.0.1:PORT")
    parser.add_argument("--behave", action="append", default=[], metavar="NAME[=VALUE]")
    parser.add_argument("--list", action="store_true", help="list the behaviours")
    arguments = parser.parse_args()
    if arguments.list:
        for name, kind in BEHAVIOURS.items():
            print(f"{name}: {kind.__doc__}")
        return
    server = Server(arguments.target, arguments.behave)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()
    for name, one in server.behaviours.items():
        print(f"{name}: {one.took_effect}", flush=True)


if __name__ == "__main__":
    main()
