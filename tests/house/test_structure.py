"""The budgets of the code's shape: one table of limits, each with the list of what breaks it."""

from __future__ import annotations

import pytest

from tests.house.measure import Module, is_parametrised, modules, percentile

PACKAGE = modules("evalreport")
TESTS = modules("tests")
EVERYTHING = modules("evalreport", "tests", "examples", "benchmarks", "tools")
BRANCHES = 7
# Limits that the code has reached on its way to the aims (5% comments, 1.5 times as much test code): they may only be
# tightened.
COMMENTS = 0.03
TEST_SHARE = 0.75

FORBIDDEN_NAMES = ("utils", "util", "helpers", "helper", "common", "manager", "misc")

# The one place that may catch whatever comes: a plugin that fails to load costs its own format only.
CATCH_ALL = ("evalreport/readers/registry.py",)


@pytest.mark.parametrize("module", EVERYTHING, ids=lambda module: module.name)
def test_a_file_holds_one_idea(module: Module) -> None:
    """No file is longer than 400 lines, and none is named after nothing in particular."""
    assert module.length <= 400
    assert module.path.stem not in FORBIDDEN_NAMES


def test_functions_are_short() -> None:
    """No function is longer than 60 lines, its docstring aside."""
    functions = [function for module in EVERYTHING for function in module.functions]
    assert [
        f"{function.where} {function.name}: {function.lines}" for function in functions if function.lines > 60
    ] == []


def test_most_functions_are_simple() -> None:
    """95 of 100 functions of the package have at most 35 lines and few branches."""
    functions = [function for module in PACKAGE for function in module.functions]
    assert percentile([function.lines for function in functions], 0.95) <= 35
    assert percentile([function.branches for function in functions], 0.95) <= BRANCHES


def test_everything_public_says_what_it_is() -> None:
    """Every module, public class and public function of the package has a docstring."""
    assert [name for module in PACKAGE for name in module.undocumented] == []


def test_every_function_is_annotated() -> None:
    """Every argument and every result in the package has a type."""
    bare = [function.where for module in PACKAGE for function in module.functions if not function.annotated]
    assert bare == []


def test_every_test_states_the_behaviour() -> None:
    """Every test opens with a docstring."""
    silent = [f"{test.where} {test.name}" for module in TESTS for test in module.tests if not test.documented]
    assert silent == []


def test_only_the_plugin_loader_catches_everything() -> None:
    """No handler of the package catches all exceptions, but the one where plugins are loaded."""
    found = [place for module in PACKAGE for place in module.catch_alls]
    assert [place for place in found if not place.startswith(CATCH_ALL)] == []
    assert len(found) <= 1


@pytest.mark.parametrize("folder", ["evalreport", "tests"])
def test_few_checkers_are_muted(folder: str) -> None:
    """At most 6 comments of 1000 lines of code silence a checker, and each gives its reason behind it."""
    lines = sum(module.code_lines for module in modules(folder))
    mutes = [(module.name, mute) for module in modules(folder) for mute in module.mutes]
    assert len(mutes) <= max(1, 6 * lines / 1000), mutes
    assert [mute for mute in mutes if mute[1] != "cast" and mute[1].count("#") == 1 and " - " not in mute[1]] == []


def test_few_own_modules_are_imported_late() -> None:
    """Own modules are imported at the top, except twice; the table of commands names its modules instead."""
    late = [place for module in PACKAGE for place in module.late_own_imports]
    assert len(late) <= 2, late


def test_few_modules_touch_the_world() -> None:
    """At most a quarter of the package's modules read, write, print or start processes."""
    touching = [module.name for module in PACKAGE if module.touches_world]
    assert len(touching) <= len(PACKAGE) / 4, touching


def test_comments_are_few_and_there() -> None:
    """Some lines of the package are comments, at most 12 of 100: reasons, not retellings."""
    comments = sum(module.comment_lines for module in PACKAGE)
    assert COMMENTS <= comments / (comments + sum(module.code_lines for module in PACKAGE)) <= 0.12


def test_tests_outweigh_the_code() -> None:
    """Test code keeps its share beside the code, 30 of 100 tests run over tables, hardly one mocks."""
    tests = [test for module in TESTS for test in module.tests]
    lines = sum(module.code_lines for module in TESTS)
    assert lines >= TEST_SHARE * sum(module.code_lines for module in PACKAGE)
    assert sum(map(is_parametrised, tests)) >= 0.3 * len(tests)
    assert sum(module.mocks for module in TESTS) <= 0.05 * len(tests)
