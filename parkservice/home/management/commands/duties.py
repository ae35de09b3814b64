"""List the duties that the product runs, with the tests that prove each one."""

import ast
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from parkservice.home.board import all_duties


class Command(BaseCommand):
    """`manage.py duties --json`: id, roles, rhythm, page and tests of every duty (design section 7)."""

    help = "List the duties with the tests that prove them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept --json."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list."""
        proofs = tests_by_duty(settings.BASE_DIR / "tests")
        rows = [
            {
                "id": duty.id,
                "roles": [str(role) for role in duty.roles],
                "rhythm": duty.rhythm,
                "url_name": duty.url_name,
                "tests": proofs[duty.id],
            }
            for duty in all_duties()
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['id']:<5}{', '.join(row['roles']):<60}{len(row['tests'])} tests")


def tests_by_duty(folder: Path) -> dict[str, list[str]]:
    """Return the tests below a folder by the duty ids in their `pytest.mark.duty` marks."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for duty_id in _marked(node):
                    found[duty_id].append(f"{path.relative_to(folder.parent)}::{node.name}")
    return found


def _marked(node: ast.FunctionDef) -> list[str]:
    ids = []
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "duty":
            ids += [str(arg.value) for arg in mark.args if isinstance(arg, ast.Constant)]
    return ids
