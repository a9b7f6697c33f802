"""A cursor over plain data that never stops at the first mistake: it notes it and hands back something harmless. Pure.

A key that is read is thereby known; `close` reports the keys that nobody asked for.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from permits.catalogue.mistakes import Mistake, Path, Source

CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


class Node:
    """One mapping of the document."""

    def __init__(self, data: Any, *, source: Source, path: Path = (), mistakes: list[Mistake] | None = None) -> None:
        self.source = source
        self.path = path
        self.mistakes: list[Mistake] = mistakes if mistakes is not None else []
        self._asked: set[str] = set()
        self._children: list[Node] = []
        self._data: dict[str, Any] = {}
        if isinstance(data, dict):
            self._data = data
        else:
            self.blame(None, "Harus berupa pasangan kunci dan nilai.")

    def blame(self, key: str | int | None, message: str, *more: str | int) -> None:
        """Note a mistake at a key of this mapping (None = the mapping itself), or deeper."""
        path = self.path if key is None else (*self.path, key, *more)
        self.mistakes.append(self.source.mistake(path, message))

    def has(self, key: str) -> bool:
        """Whether the key is given with a value."""
        return self._data.get(key) is not None

    def text(self, key: str, default: str | None = None, *, pattern: re.Pattern[str] | None = None) -> str:
        """A text that is not blank; required unless a default is given."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.blame(key, "Harus berupa teks; beri tanda kutip bila perlu.")
            return default or ""
        value = value.strip()
        if not value and default is None:
            self.blame(key, "Tidak boleh kosong.")
        elif value and pattern and not pattern.match(value):
            self.blame(key, f'"{value}" tidak memakai bentuk yang diharapkan.')
        return value

    def url(self, key: str) -> str:
        """An http or https address, or an empty text."""
        value = self.text(key, "")
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc):
            self.blame(key, "Harus berupa alamat yang diawali https://.")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        rows = value if isinstance(value, list) else [value]
        if required and not rows:
            self.blame(key, "Isi sedikitnya satu.")
        for index, row in enumerate(rows):
            if not isinstance(row, str) or not row.strip():
                self.blame(key, "Harus berupa teks yang tidak kosong.", index)
        return tuple(row.strip() for row in rows if isinstance(row, str))

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        value = self._take(key, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.blame(key, "Harus true atau false.")
        return value is True

    def whole(self, key: str, *, at_least: int = 1, required: bool = False) -> int | None:
        """A whole number not below `at_least`, or None when it is left out."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.blame(key, "Harus berupa bilangan bulat.")
            return None
        if value < at_least:
            self.blame(key, f"Tidak boleh kurang dari {at_least}.")
            return None
        return value

    def number(self, key: str) -> Decimal | None:
        """A number of any sign, or None when it is left out."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.blame(key, "Harus berupa bilangan.")
            return None
        return Decimal(str(value))

    def day(self, key: str) -> date | None:
        """A date written YYYY-MM-DD, or None when it is left out."""
        value = self.text(key, "")
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.blame(key, f'"{value}" bukan tanggal; tulis TTTT-BB-HH.')
            return None

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words; the first of them when it is wrong."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.blame(key, f'"{value}" tidak dikenal; pilih salah satu dari {", ".join(allowed)}.')
        return value if value in allowed else next(iter(allowed))

    def choices(
        self, key: str, allowed: Collection[str], *, default: tuple[str, ...] = (), required: bool = False
    ) -> tuple[str, ...]:
        """A list of allowed words, each once."""
        found = self.texts(key, required=required)
        for index, value in enumerate(found):
            if value not in allowed:
                message = f'"{value}" tidak dikenal; pilih dari {", ".join(allowed)}.'
                self.blame(key, message, index)
            elif value in found[:index]:
                self.blame(key, f'"{value}" tertulis dua kali.', index)
        return tuple(value for value in found if value in allowed) or default

    def child(self, key: str) -> "Node":
        """The mapping at the key; when it is missing, an empty one that has already been reported."""
        value = self._take(key, required=True)
        here = (*self.path, key)
        if value is None:
            return Node({}, source=self.source, path=here, mistakes=[])
        self._children.append(Node(value, source=self.source, path=here, mistakes=self.mistakes))
        return self._children[-1]

    def children(self, key: str, *, required: bool = True) -> Iterator["Node"]:
        """The mappings of the list at the key, one by one; each is closed when the next is asked for."""
        value = self._take(key, required=required)
        if value is not None and not isinstance(value, list):
            self.blame(key, "Harus berupa daftar.")
            value = None
        if required and value == []:
            self.blame(key, "Isi sedikitnya satu.")
        for index, row in enumerate(value or []):
            node = Node(row, source=self.source, path=(*self.path, key, index), mistakes=self.mistakes)
            yield node
            node.close()

    def close(self) -> None:
        """Report every key that was not asked for, here and in the mappings taken with `child`."""
        for key in self._data:
            if key not in self._asked:
                self.blame(key, "Kunci ini tidak dikenal.")
        for child in self._children:
            child.close()

    def _take(self, key: str, *, required: bool) -> Any:
        self._asked.add(key)
        value = self._data.get(key)
        if value is None and required:
            self.blame(key, "Tidak boleh kosong." if key in self._data else "Belum ada; kunci ini wajib diisi.")
        return value
