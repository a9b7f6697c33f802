"""Small real pictures for the demo, drawn with Pillow: an identity card, plans, schemes, maps and a photograph."""

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from accounts.models import User
from eptsp.lib.formatting import long_date

type Canvas = ImageDraw.ImageDraw
type Point = tuple[int, int]

WIDTH, HEIGHT = 1120, 760
INK, RED, WATER, LAND, LEAF = "#1f2937", "#b91c1c", "#cfe8f6", "#efe6cf", "#9dbb8a"


def draw(name: str, owner: User) -> Image.Image:
    """The picture of that name. LookupError for an unknown one."""
    return PICTURES[name](owner)


def _text(canvas: Canvas, at: Point, words: str, size: int = 20, fill: str = INK, anchor: str = "la") -> None:
    canvas.text(at, words, font=ImageFont.load_default(size), fill=fill, anchor=anchor)


def _page(title: str, paper: str = "white") -> tuple[Image.Image, Canvas]:
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((14, 14, WIDTH - 15, HEIGHT - 15), outline=INK, width=3)
    canvas.line((14, 70, WIDTH - 15, 70), fill=INK, width=2)
    _text(canvas, (32, 28), title.upper(), 28)
    _text(canvas, (WIDTH - 32, HEIGHT - 44), "CONTOH - bukan dokumen sebenarnya", 20, RED, "ra")
    return image, canvas


def _north(canvas: Canvas, x: int, y: int) -> None:
    canvas.polygon([(x, y), (x - 14, y + 44), (x, y + 34), (x + 14, y + 44)], fill=INK)
    _text(canvas, (x, y - 6), "U", 22, INK, "mb")


def _arrow(canvas: Canvas, start: Point, end: Point, fill: str = INK, width: int = 4) -> None:
    """A line along one axis with a head at its end."""
    canvas.line((start, end), fill=fill, width=width)
    (x, y), step = end, 12
    dx = (end[0] > start[0]) - (end[0] < start[0])
    dy = (end[1] > start[1]) - (end[1] < start[1])
    left = (x - dx * step - dy * 8, y - dy * step - dx * 8)
    right = (x - dx * step + dy * 8, y - dy * step + dx * 8)
    canvas.polygon([end, left, right], fill=fill)


def _stamp(image: Image.Image, words: str = "CONTOH") -> None:
    """The word across the whole picture, half transparent."""
    width, height = image.size
    font = ImageFont.load_default(height // 4)
    layer = Image.new("RGBA", (width * 2, height * 2))
    ImageDraw.Draw(layer).text((width, height), words, font=font, fill=(185, 28, 28, 90), anchor="mm")
    turned = layer.rotate(28).crop((width // 2, height // 2, width // 2 + width, height // 2 + height))
    image.paste(turned, (0, 0), turned)


def _identity_card(owner: User) -> Image.Image:
    image = Image.new("RGB", (856, 540), "#cfe3f3")
    canvas = ImageDraw.Draw(image)
    for x in range(0, 856, 24):
        canvas.line((x, 0, x + 180, 540), fill="#c2daee", width=3)
    _text(canvas, (428, 26), "PROVINSI CONTOH", 30, INK, "ma")
    _text(canvas, (428, 62), "KABUPATEN REKAAN", 26, INK, "ma")
    rows = [
        ("NIK", owner.nik),
        ("Nama", owner.name.upper()),
        ("Tgl Lahir", long_date(owner.born_on).upper() if owner.born_on else "-"),
        ("Jenis Kelamin", owner.get_gender_display().upper()),
        ("Alamat", owner.address.upper()),
        ("Warga Negara", "REKAAN"),
        ("Berlaku Hingga", "TIDAK BERLAKU"),
    ]
    for n, (label, value) in enumerate(rows):
        _text(canvas, (32, 124 + n * 48), label, 22)
        _text(canvas, (216, 124 + n * 48), f": {value}"[:36], 22)
    canvas.rectangle((650, 130, 820, 350), fill="#b7c7d6", outline=INK)
    canvas.ellipse((697, 165, 773, 245), fill="#8296a8")
    canvas.pieslice((668, 255, 802, 445), 180, 360, fill="#8296a8")
    canvas.rectangle((650, 350, 820, 460), fill="#cfe3f3")
    _text(canvas, (735, 364), "foto contoh", 20, INK, "ma")
    _stamp(image)
    return image


def _site_plan(_owner: User) -> Image.Image:
    return _plan("Denah pameran - skala 1 : 250", rows=6)


def _site_plan_revised(_owner: User) -> Image.Image:
    image = _plan("Denah pameran revisi - skala 1 : 250", rows=8)
    canvas = ImageDraw.Draw(image)
    for x, side in ((92, "la"), (948, "ra")):
        _arrow(canvas, (x, 150), (x, 656), "#15803d", 8)
        _text(canvas, (72 if side == "la" else 968, 118), "EVAKUASI", 18, "#15803d", side)
    return image


def _plan(title: str, *, rows: int) -> Image.Image:
    """Booths in two blocks around a stage, with entrance, car park and legend."""
    image, canvas = _page(title)
    canvas.rectangle((60, 110, 980, 660), outline=INK, width=4)
    number = 0
    for block in (140, 620):
        for row in range(rows):
            for column in range(5):
                number += 1
                left, top = block + column * 56, 150 + row * (480 // rows)
                canvas.rectangle((left, top, left + 46, top + 380 // rows), fill="#fde68a", outline=INK)
                _text(canvas, (left + 23, top + 190 // rows), str(number), 15, INK, "mm")
    canvas.rectangle((462, 150, 580, 300), fill="#fecaca", outline=INK, width=2)
    _text(canvas, (521, 225), "Panggung", 20, INK, "mm")
    canvas.rectangle((462, 380, 580, 450), fill="#dbeafe", outline=INK, width=2)
    _text(canvas, (521, 415), "P3K", 20, INK, "mm")
    canvas.rectangle((462, 500, 580, 560), fill="#dcfce7", outline=INK, width=2)
    _text(canvas, (521, 530), "Musala", 20, INK, "mm")
    _arrow(canvas, (521, 720), (521, 640), RED, 6)
    _text(canvas, (545, 680), "Pintu masuk", 20)
    _text(canvas, (60, 690), "Parkir di sisi barat; alat pemadam di tiap 10 stan", 18)
    _north(canvas, 1040, 130)
    return image


def _boxes(canvas: Canvas, names: list[str], *, top: int, fill: str, backwards: bool = False) -> None:
    """A row of named boxes joined by arrows, from left to right or back."""
    for n, name in enumerate(names):
        left = 60 + n * 210
        canvas.rectangle((left, top, left + 160, top + 100), fill=fill, outline=INK, width=3)
        for line, words in enumerate(name.split("|")):
            _text(canvas, (left + 80, top + 36 + line * 28), words, 19, INK, "mm")
        if n:
            ends = (left - 48, top + 50), (left - 2, top + 50)
            _arrow(canvas, *(reversed(ends) if backwards else ends))


def _treatment_scheme(_owner: User) -> Image.Image:
    image, canvas = _page("Skematik sistem IPAL")
    _boxes(
        canvas,
        ["Air limbah|proses", "Saringan|kasar", "Kolam|ekualisasi", "Koagulasi", "Sedimentasi"],
        top=160,
        fill="#e0f2fe",
    )
    _arrow(canvas, (980, 262), (980, 398))
    _boxes(
        canvas,
        ["Laut", "Titik|penaatan", "Kolam|pengukuran", "Biofilter", "Aerasi"],
        top=400,
        fill="#dcfce7",
        backwards=True,
    )
    _text(canvas, (60, 560), "Lumpur dari sedimentasi dan aerasi dibawa ke pengering lumpur.", 20)
    _text(canvas, (60, 600), "Kapasitas rancangan 20.000 m3/hari; waktu tinggal 9 jam.", 20)
    return image


def _discharge_layout(_owner: User) -> Image.Image:
    return _layout("Layout sistem pembuangan", revised=False)


def _discharge_layout_revised(_owner: User) -> Image.Image:
    return _layout("Layout sistem pembuangan - revisi 1", revised=True)


def _layout(title: str, *, revised: bool) -> Image.Image:
    """Plant, pipe and outfall; the revision adds the measuring basin and the emergency valve."""
    image, canvas = _page(title)
    canvas.rectangle((740, 74, WIDTH - 17, HEIGHT - 17), fill=WATER)
    canvas.rectangle((17, 74, 740, HEIGHT - 17), fill=LAND)
    canvas.line((740, 74, 740, HEIGHT - 17), fill="#8b7a4b", width=5)
    for left, name in ((60, "Pabrik"), (290, "IPAL")):
        canvas.rectangle((left, 300, left + 150, 420), fill="white", outline=INK, width=3)
        _text(canvas, (left + 75, 360), name, 24, INK, "mm")
    _arrow(canvas, (210, 360), (288, 360))
    _arrow(canvas, (440, 360), (900, 360), "#1d4ed8", 6)
    canvas.ellipse((896, 346, 924, 374), fill=RED, outline=INK)
    _text(canvas, (910, 390), "Outfall", 22, INK, "ma")
    _text(canvas, (930, 110), "LAUT", 30, "#1d4ed8", "ma")
    if revised:
        canvas.rectangle((500, 320, 610, 400), fill="#fef9c3", outline=INK, width=3)
        _text(canvas, (555, 360), "Kolam ukur", 18, INK, "mm")
        canvas.polygon([(655, 345), (655, 375), (685, 345), (685, 375)], fill=RED)
        _text(canvas, (670, 390), "Katup darurat", 18, INK, "ma")
    _north(canvas, 60, 130)
    return image


def _compliance_map(_owner: User) -> Image.Image:
    return _map("Peta titik penaatan", "Titik penaatan", 585, 400)


def _outfall_map(_owner: User) -> Image.Image:
    return _map("Peta lokasi outfall", "Outfall", 790, 430)


def _map(title: str, mark: str, x: int, y: int) -> Image.Image:
    """A coast with a grid and one marked point."""
    image, canvas = _page(title, WATER)
    coast = [(17, 72), (620, 72), (660, 190), (600, 300), (690, 420), (640, 560), (720, 700), (17, 700)]
    canvas.polygon(coast, fill=LAND)
    for n in range(60):  # scattered, but alike on every run
        left, top = 40 + n * 211 % 520, 90 + n * 137 % 590
        canvas.ellipse((left, top, left + 14, top + 10), fill=LEAF)
    for step in range(1, 6):
        canvas.line((step * 190, 72, step * 190, 700), fill="#94a3b8")
        canvas.line((17, 70 + step * 105, WIDTH - 17, 70 + step * 105), fill="#94a3b8")
    canvas.line((17, 702, WIDTH - 17, 702), fill=INK, width=2)
    canvas.ellipse((x - 14, y - 14, x + 14, y + 14), fill=RED, outline="white", width=3)
    _text(canvas, (x + 24, y - 14), mark, 24, RED)
    _text(canvas, (40, 712), "0        250        500 m", 20)
    _text(canvas, (900, 120), "Selat Makassar", 26, "#1d4ed8", "ma")
    _north(canvas, 1050, 130)
    return image


def _field_photo(_owner: User) -> Image.Image:
    """A field with tents under a sky, and noise as of a telephone."""
    image = Image.new("RGB", (1024, 680))
    canvas = ImageDraw.Draw(image)
    for y in range(680):
        colour = (150 + y // 9, 190 + y // 12, 235) if y < 400 else (110 - y // 20, 150 - y // 24, 80)
        canvas.line((0, y, 1024, y), fill=colour)
    for n, left in enumerate(range(60, 960, 180)):
        top = 330 + (n % 2) * 40
        canvas.polygon([(left, top), (left + 70, top - 70), (left + 140, top)], fill="#e5e7eb", outline="#6b7280")
        canvas.rectangle((left + 8, top, left + 132, top + 90), fill="#f8fafc", outline="#6b7280")
    noise = Image.effect_noise((1024, 680), 22).convert("RGB")
    photo = Image.blend(image, noise, 0.12)
    _stamp(photo)
    return photo


PICTURES: dict[str, Callable[[User], Image.Image]] = {
    "identity_card": _identity_card,
    "site_plan": _site_plan,
    "site_plan_revised": _site_plan_revised,
    "treatment_scheme": _treatment_scheme,
    "discharge_layout": _discharge_layout,
    "discharge_layout_revised": _discharge_layout_revised,
    "compliance_map": _compliance_map,
    "outfall_map": _outfall_map,
    "field_photo": _field_photo,
}
