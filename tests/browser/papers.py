"""Real small files to upload, and what a downloaded permit says."""

import io
from pathlib import Path

from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader


def sheet(folder: Path, name: str) -> Path:
    """A sheet with its own name on it: a PDF, PNG or JPG according to the name's ending."""
    path = folder / name
    image = Image.new("RGB", (420, 594), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 400, 574), outline="black")
    draw.text((40, 40), f"CONTOH\n{path.stem.replace('_', ' ')}", fill="black")
    image.save(path)
    return path


def links_of(pdf: bytes) -> list[str]:
    """The addresses of the link annotations of every page."""
    pages = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"]
    found = [note.get_object() for page in pages for note in page.get_object().get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in found if "/URI" in note.get("/A", {})]


def new_folder(parent: Path, name: str) -> Path:
    """A folder of that name, made now."""
    folder = parent / name
    folder.mkdir()
    return folder
