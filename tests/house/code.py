"""The source of the product as syntax trees, read once for all house tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.stores import ROOT

PACKAGES = ("parkservice", "complaints", "fees", "frontdesk", "staff")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the product without migrations, by its path inside the repository."""
    return {
        path.relative_to(ROOT): ast.parse(path.read_text(), str(path))
        for package in (*PACKAGES, "ops")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def templates() -> dict[Path, str]:
    """Every HTML template by its path inside `templates/`."""
    folder = ROOT / "templates"
    return {path.relative_to(folder): path.read_text() for path in sorted(folder.rglob("*.html"))}


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the end, without decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported module or name, dotted, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
