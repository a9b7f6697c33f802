"""The menus: what they hold, for whom, and which entry is the page one is on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the menu and the name of its page; a group has children instead. No roles means everybody."""

    label: str
    name: str = ""
    icon: str = "file"
    children: tuple["Entry", ...] = ()
    roles: frozenset[str] = frozenset()
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the template shows it."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    children: list["Item"] = field(default_factory=list)


_CHECKERS = frozenset(
    {
        Role.BACKOFFICE,
        Role.TECHNICAL_AGENCY,
        Role.KASI,
        Role.KABID,
        Role.KADIS,
        Role.RECORDS,
        Role.AUDITOR,
    }
)
_LISTENERS = frozenset({Role.COMPLAINT_OFFICER, Role.COMPLAINT_SECTION, Role.COMPLAINT_HEAD, Role.KADIS, Role.AUDITOR})
_LEADERS = frozenset({Role.KASI, Role.KABID, Role.KADIS, Role.AUDITOR, Role.ADMINISTRATOR})

PUBLIC = (
    Entry("Persyaratan", "permits:requirements"),
    Entry("WebGIS Perizinan", "permits:webgis"),
    Entry("Survey Kepuasan", "surveys:start"),
    Entry("Monitoring", "workflow:monitoring"),
    Entry("Bantuan", "portal:help"),
)
APPLICANT = (
    Entry("Dashboard", "portal:dashboard", "dashboard"),
    Entry(
        "Permohonan Izin",
        icon="files",
        children=(
            Entry("Pengajuan Permohonan", "permits:apply"),
            Entry("Permohonan Saya", "workflow:my_applications"),
            Entry("File Saya", "permits:my_files"),
            Entry("Perusahaan", "permits:companies"),
            Entry("Revisi", "permits:my_revisions"),
            Entry("Kewajiban", "permits:my_duties"),
        ),
    ),
    Entry("Monitoring Izin", "workflow:monitoring", "search"),
    Entry("Survey Kepuasan", "surveys:start", "star"),
    Entry("Inbox", "messaging:inbox", "inbox", counted=True),
    Entry("Chat", "messaging:chat", "chat"),
    Entry("Pengaduan", "complaints:mine", "megaphone"),
    Entry("Bantuan", "portal:help", "help"),
)
STAFF = (
    Entry("Dashboard Petugas", "portal:staff", "dashboard"),
    Entry("Tugas Saya", "workflow:tasks", "tasks", roles=_CHECKERS - {Role.AUDITOR}),
    Entry("Tanda Tangan Massal", "workflow:mass_signing", "edit", roles=frozenset({Role.KADIS})),
    Entry("Loket", "permits:counter", "user", roles=frozenset({Role.BACKOFFICE})),
    Entry("Revisi Terlambat", "workflow:overdue", "clock", roles=frozenset({Role.BACKOFFICE})),
    Entry("Monitoring Izin", "workflow:monitoring", "search"),
    Entry("Tabel Monitoring", "workflow:staff_monitoring", "list", roles=_CHECKERS | _LEADERS),
    Entry("Register Izin", "permits:register", "files", roles=_CHECKERS | _LEADERS | frozenset({Role.HELPDESK})),
    Entry("Peta Berkas", "permits:staff_map", "map", roles=_CHECKERS | _LEADERS | frozenset({Role.HELPDESK})),
    Entry("Kewajiban", "permits:duty_desk", "calendar", roles=_CHECKERS | _LEADERS | frozenset({Role.HELPDESK})),
    Entry("Pengaduan", "complaints:desk", "megaphone", roles=_LISTENERS),
    Entry("Layanan Informasi", "complaints:information", "info", roles=_LISTENERS),
    Entry("Survei", "surveys:desk", "star", roles=_LEADERS | {Role.BACKOFFICE, Role.HELPDESK}),
    Entry("Dashboard Pimpinan", "reports:leadership", "dashboard", roles=_LEADERS),
    Entry("Laporan", "reports:index", "chart", roles=_LEADERS),
    Entry("Inbox", "messaging:inbox", "inbox", counted=True),
    Entry("Chat", "messaging:desk", "chat", roles=frozenset({Role.HELPDESK})),
    Entry("Pengumuman", "permits:announcements", "megaphone", roles=frozenset({Role.KABID, Role.ADMINISTRATOR})),
    Entry("Pengiriman", "messaging:deliveries", "inbox", roles=frozenset({Role.ADMINISTRATOR})),
    Entry("Orang dan Peran", "accounts:people", "user", roles=frozenset({Role.ADMINISTRATOR})),
    Entry("Katalog Izin", "permits:catalogue", "files", roles=frozenset({Role.ADMINISTRATOR})),
    Entry("Kalender Kerja", "workflow:office_calendar", "calendar", roles=frozenset({Role.ADMINISTRATOR})),
    Entry("Administrasi", "admin:index", "lock", roles=frozenset({Role.ADMINISTRATOR})),
    Entry("Bantuan", "portal:help", "help"),
)


def build(entries: Iterable[Entry], *, path: str, roles: Iterable[str] = (), unread: int = 0) -> list[Item]:
    """Return the entries that this person may see and whose pages exist, the nearest one marked as current."""
    items = [item for entry in entries if (item := _item(entry, set(roles), unread))]
    urls = [one.url for item in items for one in (item, *item.children) if one.url]
    here = max((url for url in urls if path.startswith(url)), key=len, default="")
    return [
        replace(
            item,
            current=bool(here) and item.url == here,
            children=[replace(child, current=child.url == here) for child in item.children],
        )
        for item in items
    ]


def _item(entry: Entry, roles: set[str], unread: int) -> Item | None:
    if entry.roles and not entry.roles & roles:
        return None
    children = [child for one in entry.children if (child := _item(one, roles, unread))]
    url = address(entry.name)
    if not url and not children:
        return None
    return Item(entry.label, url, entry.icon, count=unread if entry.counted else 0, children=children)


def address(name: str) -> str:
    """Return the address of a named page, or "" while that page is not built."""
    if not name:
        return ""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
