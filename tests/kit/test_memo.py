"""Answers kept in the process while nothing that they hang on changed."""

from parkservice.kit.memo import Memo, forget_all


def test_an_answer_is_computed_once_for_the_same_key():
    memo: Memo[int] = Memo(2)
    asked: list[int] = []
    for _ in range(3):
        assert memo.get("a", lambda: asked.append(1) or len(asked)) == 1
    assert asked == [1]


def test_the_answer_that_was_not_asked_for_longest_goes_first():
    memo: Memo[str] = Memo(2)
    memo.get("a", lambda: "first")
    memo.get("b", lambda: "second")
    memo.get("a", lambda: "not asked")
    memo.get("c", lambda: "third")
    assert memo.get("a", lambda: "anew") == "first"
    assert memo.get("b", lambda: "anew") == "anew"


def test_everything_is_forgotten_for_another_database():
    memo: Memo[str] = Memo(2)
    memo.get("a", lambda: "old")
    forget_all()
    assert memo.get("a", lambda: "new") == "new"
