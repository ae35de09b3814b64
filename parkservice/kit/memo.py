"""Answers that are kept in the process while nothing that they hang on has changed; losing them costs time alone."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
_every: "list[Memo]" = []


class Memo(Generic[Answer]):
    """The latest answers by what they were computed from; the key names all of it."""

    def __init__(self, size: int) -> None:
        """Keep `size` answers, the ones asked for last."""
        self._size, self._kept, self._lock = size, OrderedDict[Hashable, Answer](), Lock()
        _every.append(self)

    def get(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """Return the kept answer, or compute it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = compute()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return answer

    def clear(self) -> None:
        """Drop every answer."""
        with self._lock:
            self._kept.clear()


def forget_all() -> None:
    """Drop every answer of this process, for another database under it."""
    for memo in _every:
        memo.clear()
