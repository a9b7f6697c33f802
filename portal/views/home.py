"""The landing page: the nine links of the guide (chapter 2.2.1)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.profile import profile
from portal import banners
from portal.figures import figures
from portal.menu import address

OSS_URL = "https://oss.go.id/"


@dataclass(frozen=True, slots=True)
class Link:
    """A card of the landing page."""

    label: str
    text: str
    icon: str
    url: str
    outside: bool = False


def main_links(website: str) -> list[Link]:
    """Return the cards whose pages exist, in the order of the guide."""
    links = [
        Link("Online Single Submission (OSS)", "Sistem nasional untuk Nomor Induk Berusaha.", "globe", OSS_URL, True),
        Link("Perizinan Online", "Masuk untuk mengajukan permohonan izin.", "files", address("portal:dashboard")),
        Link("Persyaratan", "Dokumen yang diperlukan setiap jenis izin.", "list", address("permits:requirements")),
        Link("Website", "Situs resmi instansi.", "building", website, True),
        Link("WebGIS Perizinan", "Peta sebaran lokasi izin.", "map", address("permits:webgis")),
        Link("Survey Kepuasan", "Nilai pelayanan kami.", "star", address("surveys:start")),
        Link("Monitoring", "Lacak permohonan yang sedang diproses.", "search", address("workflow:monitoring")),
        Link("Bantuan", "Buku panduan penggunaan aplikasi.", "help", address("portal:help")),
    ]
    return [link for link in links if link.url]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the portal; the ninth link is WhatsApp, bottom right, inert in the demo."""
    office = profile()
    context = {
        "links": main_links(office.website),
        "banners": banners.shown_on(timezone.localdate()),
        "figures": figures(),
        "permits_url": address("permits:webgis"),
        "requirements_url": address("permits:requirements"),
        "whatsapp_url": office.whatsapp_url,
        "tracking_url": address("workflow:monitoring"),
        "is_demo": settings.DEMO,
    }
    return render(request, "portal/home.html", context)
