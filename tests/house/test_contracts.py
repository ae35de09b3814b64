"""Imports, keys and rules stand where the design puts them (design sections 2 and 3)."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from django.apps import apps

from tests.house.code import dotted, functions, imported, modules

ORDER = [
    "kit", "journal", "ui", "parks", "accounts", "estate", "paperwork", "messaging", "tasks",
    "complaints", "fees", "frontdesk", "staff", "home",
]  # fmt: skip
CLOCK = Path("parkservice/kit/clock.py")
TIME_SOURCES = {
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
    "time.sleep",
}
FILES_OF_RULES = ("models", "services", "queries")
JOURNAL_LOOKS_UP_TO = {"parks.park", "accounts.user"}


def test_imports_only_go_down(root):
    linted = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert linted.returncode == 0, linted.stdout


def test_foreign_keys_follow_the_order_of_imports():
    upward = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ORDER:
            continue
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            source, target = model._meta.app_label, field.related_model._meta.app_label
            named = source == "journal" and field.related_model._meta.label_lower in JOURNAL_LOOKS_UP_TO
            if target in ORDER and ORDER.index(target) > ORDER.index(source) and not named:
                upward.append(f"{model._meta.label}.{field.name} -> {target}")
    assert not upward, upward


def test_services_and_models_know_nothing_of_requests():
    found = [
        f"{path}:{line} imports {name}"
        for path, tree in modules().items()
        if path.stem in FILES_OF_RULES
        for line, name in imported(tree)
        if name.startswith("django.http") or name.endswith((".HttpRequest", ".HttpResponse"))
    ]
    assert not found, "\n".join(found)


def test_there_is_one_clock():
    found = [
        f"{path}:{node.lineno} asks {dotted(node)}"
        for path, tree in modules().items()
        if path != CLOCK
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node) in TIME_SOURCES
    ]
    assert not found, "\n".join(found)


def test_services_take_their_arguments_by_name():
    found = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in modules().items()
        if path.name == "services.py"
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if any(dotted(decorator) == "transaction.atomic" for decorator in function.decorator_list)
        if function.args.args
    ]
    assert not found, found


def test_no_app_of_ours_sends_signals():
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules().items()
        for line, name in imported(tree)
        if name in {"django.dispatch.Signal", "django.db.models.signals.post_save", "django.db.models.signals.pre_save"}
    ]
    assert not found, found


def test_money_never_meets_a_float():
    found = []
    for path, tree in modules().items():
        if path.parts[0] != "fees" and not any(name.startswith("parkservice.kit.money") for _, name in imported(tree)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                found.append(f"{path}:{node.lineno} the number {node.value}")
            elif dotted(node) in {"float", "models.FloatField", "models.DecimalField", "forms.FloatField"}:
                found.append(f"{path}:{node.lineno} {dotted(node)}")
    assert not found, "\n".join(found)


def test_money_columns_are_whole_fen_on_every_store():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", str)() in {"FloatField", "DecimalField"}
    ]
    assert not wrong, wrong


def test_no_function_prints_or_waits():
    found = [
        f"{path}:{node.lineno} {dotted(node.func)}"
        for path, tree in modules().items()
        if path.parts[0] != "ops"
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and dotted(node.func) in {"print", "breakpoint", "time.sleep", "input"}
    ]
    assert not found, found


def test_no_table_names_a_key_twice():
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            keys = [ast.dump(key) for key in node.keys if key is not None] if isinstance(node, ast.Dict) else []
            found += [f"{path}:{node.lineno} {key}" for key in set(keys) if keys.count(key) > 1]
    assert not found, "\n".join(found)
