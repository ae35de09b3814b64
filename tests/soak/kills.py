"""Servers killed in the middle of the public form: what a tenant was told is kept is there, exactly once.

Senders post complaints and write down each number that a success page acknowledged; meanwhile web processes are killed
without warning. A sender whose answer got lost sends the same form again, as a person does. At the end every
acknowledged code is in the database once, no form made two cases, and the books hold.
"""

import os
import random
import signal
import threading
from http.client import HTTPException
from pathlib import Path
from time import monotonic

from django.db import connection

from tests.support.server import running
from tests.support.stores import Store, Stores
from tests.support.visitor import Answer, Visitor

SENDERS = 4
SECONDS_BETWEEN_KILLS = (0.5, 2.0)
TRIES = 100
NO_LIMIT = {
    "PARKSERVICE_PUBLIC_REFUSE_PER_ADDRESS": "100000000",
    "PARKSERVICE_PUBLIC_HOLD_PER_ADDRESS": "100000000",
    "PARKSERVICE_PUBLIC_HOLD_PER_DAY": "100000000",
}


def killed_servers(stores: Stores, prepared: Store, seconds: float, seed: int) -> tuple[str, int, int]:
    """Run senders and killer on a copy of the demo park; return a name, the acknowledged forms, and the faults."""
    store = stores.copy(prepared)
    acknowledged: list[str] = []
    unexpected: list[str] = []
    stop = threading.Event()
    with running(store, workers=2, **NO_LIMIT) as (address, process):
        senders = [
            threading.Thread(target=send_forms, args=(address, f"{seed}-{number}", acknowledged, unexpected, stop))
            for number in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        kill_children(process.pid, random.Random(seed), monotonic() + seconds)
        stop.set()
        for sender in senders:
            sender.join()
    for line in sorted(set(unexpected))[:20]:
        print(f"seed {seed}: unexpected answer {line}", flush=True)  # noqa: T201 - a person reads this
    faults = (
        len(unexpected) + lost_or_doubled(store, acknowledged) + (store.manage("check_books", check=False).returncode)
    )
    stores.drop(store)
    return f"acknowledged forms under kill -9, {stores.vendor}", len(acknowledged), faults


def kill_children(parent: int, chance: random.Random, end: float) -> None:
    """Kill one web process after another, without warning, until the time is over."""
    pause = threading.Event()
    while monotonic() < end:
        pause.wait(chance.uniform(*SECONDS_BETWEEN_KILLS))
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            os.kill(int(chance.choice(children)), signal.SIGKILL)


def send_forms(address: str, name: str, acknowledged: list[str], unexpected: list[str], stop: threading.Event) -> None:
    """Fill and send the public form until told to stop; a lost answer is tried again with the same form."""
    visitor, number = Visitor(address), 0
    while not stop.is_set():
        number += 1
        fields = None
        for _try in range(TRIES):
            try:
                fields = fields or filled(visitor, f"{name}-{number}")
                answer = visitor.post("/complaints/submit/", fields)
            except (OSError, HTTPException, StopIteration):
                visitor.close()
                continue
            if answer.status in {502, 503}:
                continue
            note(answer, acknowledged, unexpected)
            break


def filled(visitor: Visitor, name: str) -> dict[str, str]:
    """The public form as an anonymous tenant fills it."""
    return {
        **visitor.form("/complaints/submit/", holding="form_id"),
        "kind": "complaint",
        "content": f"3号楼电梯停运 {name}",
        "building": "",
        "unit": "A-301",
        "anonymous": "on",
        "consent": "on",
    }


def note(answer: Answer, acknowledged: list[str], unexpected: list[str]) -> None:
    """Write down what a success page acknowledged, and every answer that is none."""
    if answer.status == 302 and "/done/" in answer.location:
        acknowledged.append(answer.location.rstrip("/").rpartition("/")[2])
    else:
        unexpected.append(f"{answer.status} {answer.location}")


def lost_or_doubled(store: Store, acknowledged: list[str]) -> int:
    """How many acknowledged codes are not in the database exactly once, and how many forms made two cases."""
    from complaints.models import Complaint
    from tests.support.here import working_on

    with working_on(store):
        stored = list(
            Complaint.objects.filter(content__startswith="3号楼电梯停运 ").values_list("track_code", "content")
        )
        connection.close()
    codes, contents = [code for code, _ in stored], [content for _, content in stored]
    lost = sum(codes.count(code) != 1 for code in set(acknowledged))
    return lost + len(contents) - len(set(contents))
