"""YAML into plain data, with the line of every value kept. Pure but for opening the file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from permits.catalogue.mistakes import CatalogueErrors, Mistake, Path, Source

DATA = FilePath(__file__).parent / "data"


class PlainLoader(yaml.SafeLoader):
    """YAML without surprises: `no` and `2017-06-07` stay texts; only true, false, null and numbers are converted.

    Aliases are refused: nobody needs them here, and a circle of them would never end.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next node; MarkedYAMLError at an alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="alias (*) tidak dipakai di sini", problem_mark=mark)
        return super().compose_node(parent, index)


PlainLoader.yaml_implicit_resolvers = {}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: plain data (dict, list, str, int, float, bool, None) and where each value stands."""

    data: dict[str, Any]
    source: Source


def shipped_files(*, examples: bool = True) -> list[FilePath]:
    """The YAML files that come with the service, by name; without `examples` only those copied from an SOP."""
    return sorted(file for file in DATA.glob("*.yaml") if examples or not file.name.startswith("contoh-"))


def read(file: FilePath) -> Document:
    """Read one file. CatalogueErrors when it cannot be opened, is not YAML, holds a key twice or is not a mapping."""
    try:
        content = file.read_bytes()
    except OSError:
        raise _broken(file.name, 1, "Berkas tidak dapat dibuka.") from None
    return read_bytes(content, file.name)


def read_bytes(content: bytes, name: str) -> Document:
    """Read what was handed in as a file; raises like `read`."""
    try:
        return read_text(content.decode("utf-8"), name)
    except UnicodeDecodeError:
        raise _broken(name, 1, "Berkas bukan teks UTF-8.") from None


def read_text(text: str, name: str) -> Document:
    """Read a text; `name` stands for it in the mistakes. Raises like `read`."""
    walk = _Walk()
    try:
        root = yaml.compose(text, Loader=PlainLoader)
        data = walk.value(root, ()) if isinstance(root, yaml.MappingNode) else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _broken(name, line, f"Bukan YAML yang sah: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise _broken(name, 1, f"Bukan YAML yang sah: {error}.") from None
    except RecursionError:
        raise _broken(name, 1, "Susunannya terlalu dalam.") from None
    except ValueError:  # a number of thousands of digits
        raise _broken(name, 1, "Ada bilangan yang terlalu besar.") from None
    if data is None:
        raise _broken(name, 1, "Isi berkas harus berupa pasangan kunci dan nilai.")
    source = Source(name, walk.lines)
    if walk.twice:
        raise CatalogueErrors([source.mistake(path, "Kunci ini tertulis dua kali.") for path in walk.twice])
    return Document(data=data, source=source)


def read_all(files: Sequence[FilePath]) -> tuple[list[Document], list[Mistake]]:
    """Read every file; the mistakes of those that could not be read are gathered instead of raised."""
    documents: list[Document] = []
    mistakes: list[Mistake] = []
    for file in files:
        try:
            documents.append(read(file))
        except CatalogueErrors as errors:
            mistakes += errors.mistakes
    return documents, mistakes


def _broken(name: str, line: int, message: str) -> CatalogueErrors:
    return CatalogueErrors([Mistake(file=name, line=line, field="(berkas)", message=message)])


class _Walk:
    """Turns nodes into plain data and notes the line of each path, and the keys that stand twice."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.twice: list[Path] = []
        self._loader = PlainLoader("")

    def value(self, node: yaml.Node, path: Path) -> Any:
        """The plain value of a node. Keys are texts; the line of a pair is that of its key."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._loader.construct_object(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, child in node.value:
            name = str(key.value)
            here = (*path, name)
            if name in found:
                self.lines[here] = key.start_mark.line + 1
                self.twice.append(here)
                continue
            self.lines[here] = key.start_mark.line + 1
            found[name] = self.value(child, here)
        return found
