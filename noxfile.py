"""The tests on every supported Python: `nox` runs all, `nox -s tests-3.13` one. CI runs `make test` on one of them."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "venv"


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Installs the package with its development tools and runs the tests without a browser."""
    session.install("--editable", ".", *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev"))
    session.run("pytest", "-m", "not browser", *session.posargs)
