"""Small enough to read: the size limits of design section 2, outside tests and migrations."""

from statistics import median

from tests.house.code import functions, length, modules, templates

FUNCTION_LINES = 50
MEDIAN_LINES = 8
MODULE_LINES = 400
TEMPLATE_LINES = 150


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{path}:{function.lineno} {function.name} has {length(function)} lines"
        for path, tree in modules().items()
        for function in functions(tree)
        if length(function) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_half_of_all_functions_have_at_most_eight_lines():
    assert median(length(function) for tree in modules().values() for function in functions(tree)) <= MEDIAN_LINES


def test_no_module_is_longer_than_four_hundred_lines(root):
    sizes = {path: len((root / path).read_text().splitlines()) for path in modules()}
    long = [f"{path} has {lines} lines" for path, lines in sizes.items() if lines > MODULE_LINES]
    assert not long, "\n".join(long)


def test_no_template_is_longer_than_a_hundred_and_fifty_lines():
    sizes = {path: len(text.splitlines()) for path, text in templates().items()}
    long = [f"{path} has {lines} lines" for path, lines in sizes.items() if lines > TEMPLATE_LINES]
    assert not long, "\n".join(long)
