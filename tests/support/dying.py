"""Processes that die in the middle of their work, as by `kill -9`: at one statement, or wherever they are."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection


def dies_at(statement: int, work: Callable[[], Any]) -> bool:
    """Do a work in a process of its own that is killed right after its n-th statement; False when it ended before.

    Raises AssertionError when the work itself failed.
    """
    connection.close()  # the child opens its own
    child = os.fork()
    if child == 0:
        _work_until(statement, work)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the work failed, see above"
    return os.WIFSIGNALED(status)


def _work_until(statement: int, work: Callable[[], Any]) -> None:
    """Do the work and leave; never returns."""
    done = 0

    def count(execute: Callable[..., Any], *said: Any) -> Any:
        nonlocal done
        result, done = execute(*said), done + 1
        if done == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    try:
        with connection.execute_wrapper(count):
            work()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is told by the exit code
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def children_of(parent: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def kill(processes: list[int]) -> None:
    """Kill processes of ours without warning; one that is gone already is passed over."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
