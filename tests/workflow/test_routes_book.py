"""docs/routes.md is what the command writes today."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

DOCS = Path(settings.BASE_DIR) / "docs"


def test_the_book_of_routes_is_up_to_date(tmp_path: Path) -> None:
    call_command("write_routes", to=tmp_path)

    written = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) > 10
    assert {name: (DOCS / name).read_text() for name in written} == written


def test_a_picture_names_every_stage_and_the_mending_beside_it(tmp_path: Path) -> None:
    call_command("write_routes", to=tmp_path)

    book = (tmp_path / "routes.md").read_text()
    picture = (tmp_path / "gambar" / "alur-izin-pembuangan-air-limbah-ke-laut.svg").read_text()
    assert [word for word in ("Dinas Lingkungan Hidup", "Perbaikan", "Izin terbit") if word not in picture] == []
    assert "kembalikan ke meja sebelumnya (proses (backoffice) atau validasi kasi)" in book
