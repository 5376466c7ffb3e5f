"""A process that has loaded qmsdoc and runs each command in a copy of itself (fork), as the installed program would.

Loading modules and templates takes four times as long as most commands do. Each request is a line on the socket
whose number is the only argument: command, folder, environment and seconds as JSON, beside the files for output and
errors. The answer is the exit code.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import sys
import time
from typing import Any

import git  # noqa: F401 - loaded once, as all that commands use

from qmsdoc.cli import COMMANDS, main
from qmsdoc.parse.languages import interface
from qmsdoc.render.templates import environment
from qmsdoc.site import template

LIMIT = 65_536  # bytes read at once


def serve(requests: socket.socket) -> None:
    """Answer each request with its exit code until nobody asks; in a copy, run what was asked."""
    for entry in COMMANDS:
        entry.load()
    language = interface("en", template())
    for page in (pages := environment(template(), language, {"en": language})).list_templates():
        pages.get_template(page)
    gc.freeze()
    while True:
        data, files, _, _ = socket.recv_fds(requests, LIMIT, 2)
        if not data:
            return
        while not data.endswith(b"\n"):
            data += requests.recv(LIMIT)
        child = os.fork()
        if not child:
            requests.close()
            execute(json.loads(data), files)
        for file in files:
            os.close(file)
        requests.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def execute(asked: dict[str, Any], files: list[int]) -> None:
    """Be the installed program: its arguments, folder, environment, output; ends as it does."""
    for number, file in enumerate([os.open(os.devnull, os.O_RDONLY), *files]):
        os.dup2(file, number)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    sys.argv = asked["command"]
    signal.alarm(asked["seconds"])
    try:
        main()
    except SystemExit as end:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))  # without taking apart what was loaded


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
