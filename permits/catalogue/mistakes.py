"""A mistake in a catalogue file, named so that a person finds it: file, line, field. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

type Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """The path as people write it: `fields[2].show_if`; rows are counted from 1."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text or "(berkas)"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `message` is an Indonesian sentence."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class CatalogueErrors(Exception):
    """Raised with every mistake found, in the order of files and lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line, mistake.field))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True, slots=True)
class Source:
    """Where plain data came from: the file's name and the line of each path (none for a row of the database)."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of the path, or of the nearest thing around it that has one; 1 when nothing has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def mistake(self, path: Path, message: str) -> Mistake:
        """A mistake at that path of this source."""
        return Mistake(file=self.file, line=self.line_of(path), field=path_text(path), message=message)
