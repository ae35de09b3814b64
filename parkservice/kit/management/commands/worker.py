"""manage.py worker: background jobs at once, time-driven work each minute."""

import logging
import signal
import subprocess
import sys
from threading import Event
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_TICKS = 60
SECONDS_TO_FINISH_A_JOB = 10


class Command(BaseCommand):
    """The one background process of an installation: runs queued jobs in a child and `tick` each minute.

    A signal to stop (Ctrl-C or SIGTERM) lets the job in hand finish. Several workers may run side by side.
    """

    help = "Runs queued jobs, and `tick` each minute, until it is told to stop."

    def handle(self, **options: Any) -> None:
        """Work until a signal arrives."""
        stop = Event()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: a Ctrl-C while the child loads is ours to pass on
        jobs = start_jobs()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        logger.info("The worker has started")
        try:
            while not stop.is_set():
                tick()
                stop.wait(SECONDS_BETWEEN_TICKS)
                if jobs.poll() is not None and not stop.is_set():
                    logger.error("The process for jobs ended with code %s and is started again", jobs.returncode)
                    jobs = start_jobs()
        finally:
            finish(jobs)


def start_jobs() -> subprocess.Popen[bytes]:
    """Start the process that takes jobs from the database; it looks for one every second."""
    return subprocess.Popen(
        [sys.executable, sys.argv[0], "db_worker", "--no-reload", "--no-startup-delay", "--interval=1", "--verbosity=0"]
    )


def tick() -> None:
    """Do the minute's work; a failure is logged, the next minute tries again."""
    close_old_connections()
    try:
        call_command("tick")
    except (CommandError, DatabaseError):
        logger.exception("The minute's work failed")
    finally:
        close_old_connections()


def finish(jobs: subprocess.Popen[bytes]) -> None:
    """Ask the process for jobs to end, and end it when it does not."""
    jobs.terminate()
    try:
        jobs.wait(timeout=SECONDS_TO_FINISH_A_JOB)
    except subprocess.TimeoutExpired:
        jobs.kill()
        jobs.wait()
