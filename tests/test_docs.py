"""The documents say what is there: docs/checklist.md, README.md, and nothing private in any file of the repository."""

import ast
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHECKLIST = ROOT / "docs" / "checklist.md"
TROUBLES = ROOT / "docs" / "troubles.md"
README = ROOT / "README.md"
PEOPLE = ROOT / "portal" / "demo" / "data" / "people.yaml"
NOT_YET = "not yet"
GROUPS = {"A": 4, "B": 5, "C": 5, "D": 4, "E": 4, "F": 3, "G": 3}  # kinds of trouble in chapter 4.1, and how many
NUMBERS = set(range(1, 310)) - {278, 297, 298}
NODE_ID = re.compile(r"tests/[a-z_/]+\.py::test_\w+")

# in parts, so that this file does not name them itself
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("ubuntu", "com"),
        ("alpinelinux", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("anaconda", "org"),
        ("crates", "io"),
        ("golang", "org"),
        ("rubygems", "org"),
    )
]
REGISTRY = re.compile(r"(?<![\w-])(?:[\w-]+\.)*(?:" + "|".join(map(re.escape, REGISTRIES)) + r")(?![\w-])", re.I)
MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:" + "|".join(("root", "work", "home")) + r")/\w")
EMAIL = re.compile(r"[\w.%+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})", re.I)
ALLOWED_DOMAINS = re.compile(r"(?:.+\.)?(?:contoh\.test|example(?:\.com|\.org|\.net)?)", re.I)
AGENCY_ADDRESSES = {"dpmptsp@kaltimprov.go.id", "perizinan.dpmptsp@kaltimprov.go.id"}


@cache
def rows() -> list[tuple[str, str, str, str]]:
    """The rows of the checklist: number, item, where, test."""
    found = []
    for line in CHECKLIST.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| *\d", line):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            assert len(cells) == 4, line
            found.append((cells[0], cells[1], cells[2], cells[3].strip("`")))
    return found


def named_in(cell: str) -> list[str]:
    """The tests that a row names, one or several after commas."""
    return [one.strip().strip("`") for one in cell.split(",")]


@cache
def functions_of(path: str) -> frozenset[str]:
    """The names of the functions at the top of a test file; empty when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def texts() -> dict[str, str]:
    """Every text file of the repository by its path: those that git tracks, else the whole tree."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        names = [name for name in os.fsdecode(listed).split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = []
    found = {}
    for name in names or walked():
        try:
            data = (ROOT / name).read_bytes()
        except OSError:  # tracked, and removed just now
            continue
        if b"\0" not in data[:8192]:
            found[name] = data.decode("utf-8", errors="replace")
    return found


def walked() -> list[str]:
    """The files below the root, without what the running service and the tools write."""
    left_out = {".venv", "var", ".git", "node_modules", "__pycache__"}
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in left_out and not name.endswith("_cache")]
        found += [str((Path(folder) / name).relative_to(ROOT)) for name in files if name != ".env"]
    return found


def hits(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs: "path:line: what"."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts().items()
        for match in pattern.finditer(text)
    ]


def test_the_checklist_has_every_number_once_and_in_order() -> None:
    numbers = [int(number) for number, *_ in rows()]

    assert set(numbers) == NUMBERS
    assert numbers == sorted(set(numbers))


def test_every_row_of_the_checklist_names_a_test_or_says_not_yet() -> None:
    wrong = [
        number
        for number, _, _, test in rows()
        if test != NOT_YET and not all(NODE_ID.fullmatch(one) for one in named_in(test))
    ]

    assert wrong == []


def test_every_test_that_the_checklist_names_exists() -> None:
    missing = []
    for number, _, _, test in rows():
        for one in named_in(test) if test != NOT_YET else ():
            path, _, name = one.partition("::")
            if name not in functions_of(path):
                missing.append(f"{number}: {one}")

    assert missing == []


def test_every_row_says_what_and_a_finished_one_says_where() -> None:
    wrong = [number for number, item, where, test in rows() if not item or (test != NOT_YET and where in {"", "-"})]

    assert wrong == []


def test_every_file_that_the_checklist_names_exists() -> None:
    named = {word for _, _, where, _ in rows() for word in re.findall(r"`([^`]+/[^`]+\.\w+)`", where)}

    assert [word for word in sorted(named) if not (ROOT / word).exists()] == []


def test_every_address_that_the_checklist_names_exists() -> None:
    named = {word for _, _, where, _ in rows() for word in re.findall(r"`([a-z]+:[a-z_]+)`", where)}

    assert [word for word in sorted(named) if f'name="{word.partition(":")[2]}"' not in urls_of(word)] == []


def urls_of(name: str) -> str:
    """The addresses of the room for a name like permits:apply; a room may have several files of them."""
    return "".join(file.read_text(encoding="utf-8") for file in (ROOT / name.partition(":")[0]).glob("*urls.py"))


def test_the_28_troubles_of_the_guide_each_have_an_answer_and_a_test_that_exists() -> None:
    lines = [line for line in TROUBLES.read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-G]\d", line)]
    troubles = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    wanted = [f"{group}{n}" for group, size in GROUPS.items() for n in range(1, size + 1)]

    assert [one[0] for one in troubles] == wanted
    assert all(len(one) == 4 and all(one) for one in troubles)
    for number, _, _, tests in troubles:
        for test in named_in(tests):
            path, _, name = test.partition("::")
            assert NODE_ID.fullmatch(test), number
            assert name in functions_of(path), f"{number}: {test}"


def test_the_readme_names_the_two_commands_and_all_demo_people() -> None:
    readme = README.read_text(encoding="utf-8")
    people = re.findall(r"^- email: (\S+)$", PEOPLE.read_text(encoding="utf-8"), re.M)

    assert len(people) >= 16
    for words in ("make run", "make test", "Kaltim2026!", "Demo-TTE-2026", *people):
        assert f"`{words}`" in readme, words


def test_every_picture_and_page_that_the_readme_links_exists() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8"))

    assert [link for link in linked if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine"])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(pattern: re.Pattern[str]) -> None:
    assert hits(pattern) == []


def test_no_file_holds_a_private_email_address() -> None:
    private = {
        match[0]
        for text in texts().values()
        for match in EMAIL.finditer(text)
        if not ALLOWED_DOMAINS.fullmatch(match[1]) and match[0] not in AGENCY_ADDRESSES
    }

    assert private == set()


def test_the_patterns_find_what_they_look_for() -> None:
    assert REGISTRY.search("see https://files." + REGISTRIES[2] + "/x")
    assert not REGISTRY.search("contoh" + REGISTRIES[0])
    assert MACHINE_PATH.search('open("/' + 'work/x")')
    assert not MACHINE_PATH.search("https://contoh.test/" + "work/x")
    assert EMAIL.search("orang@" + "surat.id")
