"""Opens foreign documents in a process of its own: `python -m files.rendering look|draw|pages KIND < file`.

A hostile file may crash, hang or swell only this process: processor time and memory are limited before the first
byte is read. No Django here; the answer goes to standard output. Called by `files.opening`.
"""

import resource
import sys
from typing import Any, BinaryIO

CPU_SECONDS = 10
ADDRESS_SPACE = 1024 * 1024 * 1024  # a scan of 80 million pixels needs about 300 MB
EDGE = 240  # pixels of a thumbnail's longer side
MOST_MEASURED = 40  # pages; the first ones say enough about how a paper was scanned
WHOLE_PAGE = 0.6  # share of the page that a picture covers when the page is a scan
PASSWORD_NEEDED = 4  # pdfium's FPDF_ERR_PASSWORD
OPENS, LOCKED, BROKEN = "opens", "locked", "broken"


def look(file: BinaryIO) -> str:
    """Return whether the PDF opens for everybody, needs a password, or is broken; its first page is really loaded."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
        document[0].get_size()
    except pypdfium2.PdfiumError as error:
        return LOCKED if getattr(error, "err_code", None) == PASSWORD_NEEDED else BROKEN
    except (IndexError, ValueError):
        return BROKEN
    return OPENS


def draw(file: BinaryIO, kind: str, out: BinaryIO) -> None:
    """Write a JPEG of the PDF's first page, or of the picture turned upright, at most 240 pixels long."""
    from PIL import Image, ImageOps

    if kind == "PDF":
        import pypdfium2

        page = pypdfium2.PdfDocument(file)[0]
        width, height = page.get_size()
        image = page.render(scale=min(EDGE / max(width, height, 1.0), 4.0)).to_pil()
    else:
        Image.MAX_IMAGE_PIXELS = 80_000_000
        image = Image.open(file, formats=[{"JPG": "JPEG"}.get(kind, kind)])
        image.draft("RGB", (EDGE * 2, EDGE * 2))
        image.thumbnail((EDGE, EDGE))
        image = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
    flat.save(out, "JPEG", quality=80, optimize=True)


def pages(file: BinaryIO) -> str:
    """Return "PAGES DPI": how many pages, and the resolution of the coarsest that is a scan (0 when none is)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    found = [dpi for n in range(min(len(document), MOST_MEASURED)) if (dpi := _scan_dpi(document[n]))]
    return f"{len(document)} {min(found, default=0)}"


def _scan_dpi(page: Any) -> int:
    """The resolution of the picture that fills a page; 0 for a page of text."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    best = 0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) < WHOLE_PAGE * width * height:
            continue
        across, down = sorted(picture.get_px_size())
        short, long = sorted((right - left, top - bottom))
        best = max(best, int(min(across * 72 / short, down * 72 / long)))
    return best


def main() -> None:
    """Set the limits, then do the one thing asked."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    what, kind = sys.argv[1:3]
    if what == "look":
        sys.stdout.write(look(sys.stdin.buffer))
    elif what == "pages":
        sys.stdout.write(pages(sys.stdin.buffer))
    else:
        draw(sys.stdin.buffer, kind, sys.stdout.buffer)


if __name__ == "__main__":
    main()
