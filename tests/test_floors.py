"""The building stands: each room imports only from floors below it, through the right doors."""

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "pressrun"

FLOORS = [
    {"errors"},
    {"model"},
    {"ports"},
    {"settings", "source", "render", "mail", "store", "transport", "engine", "system"},
    {"press"},
    {"app"},
    {"web"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}

# Lower, and still not their business: press speaks to the world through ports, the edges
# reach everything through app.
SHUT = {
    "press": {"settings", "source", "store", "transport", "engine", "system"},
    "web": {
        "settings",
        "source",
        "render",
        "mail",
        "store",
        "transport",
        "engine",
        "system",
        "press",
        "ports",
    },
    "cli": {
        "settings",
        "source",
        "render",
        "mail",
        "store",
        "transport",
        "engine",
        "system",
        "press",
        "ports",
    },
}

# Third-party package -> the one place that opens it. A package not in this table is refused.
DOORS = {
    "yaml": "source/frontmatter.py",
    "markdown_it": "source/markdown.py",
    "mdit_py_plugins": "source/markdown.py",
    "jinja2": "render/theme/",
    "markupsafe": "render/theme/",
    "mjml": "render/mjml/",
    "css_inline": "render/finishing.py",
    "tinycss2": "render/lint/clients/css.py",
    "feedgen": "render/entry.py",
    "lxml": "render/entry.py",
    "brotli": "render/encodings.py",
    "PIL": "render/lint/pixels.py",
    "email_validator": "mail/address.py",
    "cryptography": "mail/dkim.py",
    "sqlalchemy": "store/",
    "alembic": "store/",
    "apscheduler": "engine/alarm.py",
    "starlette": "web/",
    "uvicorn": "web/",
    "click": "cli/",
    "rich": "cli/",
}


def imports(path: Path) -> set[str]:
    """Return every name a file imports, wherever the import stands.

    Imports inside functions and under TYPE_CHECKING count: a circle that is only hidden is
    still a circle.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its room"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_of(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").parts[0]


MODULES = sorted(p for p in SRC.rglob("*.py") if room_of(p) not in {"__init__", "__main__"})
by_name = pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))


def test_every_room_stands_on_a_floor() -> None:
    assert {room_of(path) for path in MODULES} <= LEVEL.keys()


@by_name
def test_a_room_imports_only_itself_and_the_floors_below(path: Path) -> None:
    room = room_of(path)
    rooms = {m.split(".")[1] for m in imports(path) if m.startswith("pressrun.")}
    rooms -= {room, "__version__"}

    too_high = {r for r in rooms if LEVEL.get(r, 99) >= LEVEL[room]}

    assert too_high | (rooms & SHUT.get(room, set())) == set()


@by_name
def test_each_dependency_has_one_door(path: Path) -> None:
    here = path.relative_to(SRC).as_posix()
    packages = {m.split(".")[0] for m in imports(path)} - sys.stdlib_module_names - {"pressrun"}

    assert packages - DOORS.keys() == set(), "a package that the table does not list"
    assert {p for p in packages if not here.startswith(DOORS[p])} == set()


@by_name
def test_only_the_command_line_imports_inside_functions(path: Path) -> None:
    if room_of(path) == "cli":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    hidden = [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_the_page_on_architecture_names_every_door() -> None:
    page = (SRC.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| ") and "`" in row]
    doors = {door for row in rows for door in DOORS.values() if f"`{door}`" in row.split("|")[2]}

    assert doors == set(DOORS.values())


def test_no_module_stands_in_a_circle() -> None:
    dotted = {".".join(p.relative_to(SRC.parent).with_suffix("").parts): p for p in MODULES}
    dotted = {name.removesuffix(".__init__"): path for name, path in dotted.items()}
    graph = {
        name: {m for i in imports(path) for m in dotted if i == m or i.rsplit(".", 1)[0] == m}
        - {name}
        for name, path in dotted.items()
    }

    list(TopologicalSorter(graph).static_order())  # raises CycleError naming the circle


def test_the_reader_of_imports_sees_what_is_hidden(tmp_path: Path) -> None:
    source = tmp_path / "hidden.py"
    source.write_text("def f():\n    import smtplib\n    from pressrun.cli import main\n")

    assert imports(source) == {"smtplib", "pressrun.cli.main"}
