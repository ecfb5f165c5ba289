"""moto as an independent AWS for the tests, with what it lacks and gets wrong for permission sets corrected.

    python3 tests/peers/moto_corrected.py --port 0

prints its URL on stdout when it is ready, listens on loopback only, and ends when its stdin closes or on SIGTERM. The
corrections are in `corrections/`; `--list-corrections` names them. `GET /requests` counts the requests by operation.
"""

import argparse
import os
import signal
import sys
import threading

sys.dont_write_bytecode = True
# moto would otherwise ask for credentials where the command line has none.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

import corrections
from corrections import instance, operations, organization, protocol


class Quiet(WSGIRequestHandler):
    """A connection that stays open between requests, as those of AWS do, and is not logged."""

    protocol_version = "HTTP/1.1"
    # An answer is written in two parts; held back until the first is acknowledged, the second would come 40 ms late.
    disable_nagle_algorithm = True

    def log(self, *args):
        pass


def main():
    """Parses the arguments, and serves or lists."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--region", default="us-east-1", help="the Region that the instance is in")
    parser.add_argument("--management-account", default="core-root", help="the name of the management account")
    parser.add_argument("--operation-time", type=float, default=0.01, help="seconds for an asynchronous operation")
    parser.add_argument("--list-corrections", action="store_true", help="print the corrections and end")
    options = parser.parse_args()
    if options.list_corrections:
        for correction in corrections.CORRECTIONS:
            print(f"{correction.__name__}: {correction.__doc__.splitlines()[0]}")
        return
    instance.HOME["region"] = options.region
    organization.MANAGEMENT_ACCOUNT["name"] = options.management_account
    operations.DURATION["seconds"] = options.operation_time
    serve(options.port)


def serve(port):
    """Answers until stdin closes or SIGTERM comes."""
    application = protocol.Corrected(DomainDispatcherApplication(create_backend_app), DEFAULT_ACCOUNT_ID)
    # The same requests make the same ids, so that what fails once fails again.
    mock_random.seed(0)
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Quiet)
    # A connection that a client keeps open must not keep the process alive.
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    threading.Thread(target=end_with_stdin, daemon=True).start()
    server.serve_forever()


def end_with_stdin():
    """Ends the process when whoever started it has gone."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
