"""Models, services and kit say what they are for (style section 2)."""

import ast

import pytest
from django.apps import apps

from tests.house.code import modules


def own_models():
    """The models of the product, without those of libraries and without the tables behind many-to-many fields."""
    return [
        model
        for model in apps.get_models()
        if any(str(path).startswith(model.__module__.split(".")[0]) for path in modules())
    ]


def test_every_model_says_what_it_is():
    silent = [model._meta.label for model in own_models() if (model.__doc__ or "").startswith(f"{model.__name__}(")]
    assert not silent, silent


@pytest.mark.parametrize("place", ["services.py", "kit/"])
def test_every_public_function_and_class_says_what_it_does(place):
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules().items()
        if place in str(path)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert not silent, "\n".join(silent)


def test_every_module_says_what_it_is():
    silent = [str(path) for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert not silent, silent
