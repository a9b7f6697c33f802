"""/survei/ and /survei/<resi>/: from the search to "Survey berhasil dikirim", and who may not."""

import datetime as dt
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eptsp.lib import signed_links
from outbox.models import OutboxMessage
from permits.models import Application
from surveys.models import Participation, Remark, Response
from surveys.respondents import AgeBand, age_on, band_of_age, guess_occupation

pytestmark = pytest.mark.django_db

START = reverse("surveys:start")


def address(application: Application) -> str:
    return reverse("surveys:form", args=[application.resi])


def sheet(**changes: Any) -> dict[str, Any]:
    """A wholly filled form; None takes a field away."""
    codes = ["K", *(f"U{n}" for n in range(1, 12)), *(f"P{n}" for n in range(1, 11))]
    data = dict.fromkeys(codes, "3") | {
        "gender": "L",
        "born_on": "1985-03-02",
        "education": "S1",
        "occupation": "WIRAUSAHA",
        "suggestion": "Tambah loket",
        "comment": "",
        "declared": "on",
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def link(application: Application) -> str:
    return f"{address(application)}?kunci={signed_links.make(signed_links.SURVEY, application.pk)}"


class Groups(HTMLParser):
    """The fieldsets of a page: legends, and names of the radios in each."""

    def __init__(self) -> None:
        super().__init__()
        self.fieldsets: list[set[str]] = []
        self.legends = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "fieldset":
            self.fieldsets.append(set())
        if tag == "legend":
            self.legends += 1
        if tag == "input" and found.get("type") == "radio":
            self.fieldsets[-1].add(str(found.get("name")))


def test_the_owner_fills_and_sends(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    application = issued_to(budi)
    browser = client_of(budi)

    answer = browser.post(address(application), sheet(), follow=True)

    assert "Survey berhasil dikirim" in answer.content.decode()
    response = Response.objects.get()
    assert (response.q01, response.q22, response.gender, response.education) == (3, 3, "L", "S1")
    assert response.age_band == band_of_age(age_on(timezone.localdate(), dt.date(1985, 3, 2)))
    assert Remark.objects.get().suggestion == "Tambah loket"
    application.refresh_from_db()
    assert application.survey_done


def test_the_form_is_filled_from_the_profile(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    budi.occupation = "Direktur CV Contoh"
    budi.save()

    html = client_of(budi).get(address(issued_to(budi))).content.decode()

    assert "Form Kelengkapan Pemohon" in html
    assert "Budi Santoso" in html
    assert 'value="1985-03-02"' in html
    assert f"data-age>{age_on(timezone.localdate(), dt.date(1985, 3, 2))}<" in html
    assert '<option value="S1" selected>' in html
    assert '<option value="WIRAUSAHA" selected>' in html


def test_the_titles_and_questions_of_the_guide(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    html = client_of(budi).get(address(issued_to(budi))).content.decode()

    assert "Form Survey Kepuasan Masyarakat &amp; Kuisioner Indeks Persepsi Korupsi" in html
    assert f"Kuisioner Survei Persepsi Korupsi Tahun {timezone.localdate().year}" in html
    assert "1. Bagaimana pendapat Anda tentang kinerja pelayanan perizinan kami?" in html
    assert "22. Produk/jasa pelayanan yang diterima sesuai dengan daftar" in html
    assert "Dengan ini saya menyatakan bahwa data yang saya masukkan adalah benar." in html
    assert ">Submit<" in html


def test_every_question_is_a_real_radio_group(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    groups = Groups()
    groups.feed(client_of(budi).get(address(issued_to(budi))).content.decode())

    assert len(groups.fieldsets) == groups.legends == 23, "22 questions and the gender"
    assert all(len(names) == 1 for names in groups.fieldsets)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"U7": None}, "Pilih salah satu jawaban."),
        ({"P10": None}, "Pilih salah satu jawaban."),
        ({"K": "0"}, "Pilih salah satu jawaban."),
        ({"U1": "5"}, "Pilih salah satu jawaban."),
        ({"U1": "baik"}, "Pilih salah satu jawaban."),
        ({"U1": ""}, "Pilih salah satu jawaban."),
        ({"declared": None}, "Centang pernyataan ini"),
        ({"born_on": ""}, "Tanggal Lahir"),
        ({"born_on": "2090-01-01"}, "Periksa kembali tanggal lahir"),
        ({"education": "S9"}, "Pendidikan"),
        ({"occupation": ""}, "Pekerjaan"),
        ({"gender": "X"}, "Jenis Kelamin"),
        ({"comment": "x" * 1001}, "Komentar"),
    ],
)
def test_a_bad_answer_is_said_and_nothing_kept(
    changes: dict[str, Any],
    sentence: str,
    budi: Any,
    client_of: Callable[..., Client],
    issued_to: Callable[..., Application],
) -> None:
    application = issued_to(budi)

    answer = client_of(budi).post(address(application), sheet(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "error-summary" in answer.content.decode()
    assert not Participation.objects.exists()
    assert not Response.objects.exists()


def test_the_free_texts_are_optional(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    client_of(budi).post(address(issued_to(budi)), sheet(suggestion=None, comment=None))

    assert Response.objects.count() == 1
    assert not Remark.objects.exists()


def test_it_opens_once(budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)
    browser = client_of(budi)
    browser.post(address(application), sheet())

    again = browser.post(address(application), sheet(U1="1"))

    assert "sudah diisi" in again.content.decode()
    assert "sudah diisi" in browser.get(address(application)).content.decode()
    assert Response.objects.count() == 1


def test_a_file_in_process_has_no_survey(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    application = issued_to(budi, status="IN_PROCESS")

    answer = client_of(budi).post(address(application), sheet())

    assert "setelah izin terbit" in answer.content.decode()
    assert not Response.objects.exists()


def test_somebody_elses_survey_does_not_exist(
    budi: Any, citra: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    application = issued_to(budi)

    assert client_of(citra).get(address(application)).status_code == 404
    assert client_of(citra).post(address(application), sheet()).status_code == 404
    assert not Response.objects.exists()


def test_a_stranger_is_asked_to_sign_in(issued_to: Callable[..., Application], budi: Any) -> None:
    application = issued_to(budi)

    for answer in (Client().get(address(application)), Client().post(address(application), sheet())):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts:login"))
    assert Client().get("/survei/FFFFFF/").status_code == 302, "an unknown resi says no more"


def test_an_officer_does_not_answer_for_the_applicant(
    officer: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application], budi: Any
) -> None:
    assert client_of(officer("backoffice")).post(address(issued_to(budi)), sheet()).status_code == 403


# -- the link of the mail ----------------------------------------------------------------------------------------------


def test_the_mails_link_opens_the_survey_without_a_login(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)
    browser = Client()

    opened = browser.get(link(application))
    page = browser.get(opened["Location"]).content.decode()
    sent = browser.post(opened["Location"], sheet(), follow=True)

    assert "kunci" not in opened["Location"], "the token leaves the address bar"
    assert "B*** S******" in page, "who holds the link does not see the name"
    assert "1985-03-02" not in page
    assert "Survey berhasil dikirim" in sent.content.decode()
    assert Response.objects.count() == 1


def test_a_replayed_link_finds_the_survey_answered(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)
    Client().get(link(application))
    first = Client()
    first.get(link(application))
    first.post(address(application), sheet())
    second = Client()

    page = second.get(link(application), follow=True)
    second.post(address(application), sheet())

    assert "sudah diisi" in page.content.decode()
    assert Response.objects.count() == 1


def test_an_expired_link_is_refused(
    budi: Any, issued_to: Callable[..., Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    application = issued_to(budi)
    past = timezone.now() - dt.timedelta(days=91)
    with monkeypatch.context() as patched:
        patched.setattr(signing.time, "time", past.timestamp)  # type: ignore[attr-defined]
        old = link(application)

    answer = Client().get(old)

    assert answer.status_code == 400
    assert "kedaluwarsa" in answer.content.decode()


def test_a_link_of_another_file_or_purpose_is_refused(budi: Any, issued_to: Callable[..., Application]) -> None:
    one, other = issued_to(budi), issued_to(budi)
    foreign = f"{address(one)}?{link(other).partition('?')[2]}"
    purpose = f"{address(one)}?kunci={signed_links.make('login', one.pk)}"
    altered = link(one)[:-2] + "xx"

    for bad in (foreign, purpose, altered, f"{address(one)}?kunci="):
        browser = Client()
        assert browser.get(bad).status_code == 400
        assert browser.get(address(one)).status_code == 302, "still a stranger"


def test_the_issued_notice_carries_a_link_that_works(budi: Any, desks: Any, instruments: None) -> None:
    from permits.stages import Stage
    from tests.workflow.road import MONDAY, a_draft, step_on, walk_to
    from workflow import actions

    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    application = actions.submit(draft.key, by=budi, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks)
    step_on(application, desks, now=MONDAY + dt.timedelta(hours=2))

    row = OutboxMessage.objects.get(template="issued", channel="email")
    opened = Client().get(row.context["survey_link"])

    assert opened.status_code == 302
    assert opened["Location"] == address(application)


# -- the search --------------------------------------------------------------------------------------------------------


def test_the_search_finds_ones_own_finished_file(
    budi: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    application = issued_to(budi)

    answer = client_of(budi).get(START, {"resi": f" {application.resi.lower()} "})

    assert answer["Location"] == address(application)


@pytest.mark.parametrize(
    ("status", "sentence"), [("IN_PROCESS", "setelah izin terbit"), ("REJECTED", "setelah izin terbit")]
)
def test_the_search_says_that_a_file_is_not_finished(
    status: str, sentence: str, budi: Any, issued_to: Callable[..., Application]
) -> None:
    assert sentence in Client().get(START, {"resi": issued_to(budi, status=status).resi}).content.decode()


def test_the_search_tells_a_stranger_how_to_prove_it(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)

    html = Client().get(START, {"resi": application.resi}).content.decode()

    assert "Login untuk mengisi survei" in html
    assert "Budi" not in html


def test_an_unknown_resi_is_not_found(db: None) -> None:
    for typed in ("FFFFFF", "x", "<script>", "A" * 30):
        answer = Client().get(START, {"resi": typed})
        assert answer.status_code == 404
        assert "Nomor resi tidak ditemukan" in answer.content.decode()


def test_searching_without_end_is_stopped(db: None, settings: Any) -> None:
    settings.TRACKING_PER_MINUTE = 2
    from django.core.cache import cache

    cache.clear()
    answers = [Client().get(START, {"resi": "FFFFFF"}).status_code for _ in range(3)]

    assert answers == [404, 404, 429]


def test_ones_own_files_wait_on_the_start_page(
    budi: Any, citra: Any, client_of: Callable[..., Client], issued_to: Callable[..., Application]
) -> None:
    mine, done, other = issued_to(budi), issued_to(budi), issued_to(citra)
    Application.objects.filter(pk=done.pk).update(survey_done=True)

    html = client_of(budi).get(START).content.decode()

    assert mine.resi in html
    assert done.resi not in html
    assert other.resi not in html


def test_the_queries_of_the_form_do_not_grow(
    budi: Any,
    client_of: Callable[..., Client],
    issued_to: Callable[..., Application],
    django_assert_max_num_queries: Any,
) -> None:
    application, browser = issued_to(budi), client_of(budi)
    browser.get(address(application))

    with django_assert_max_num_queries(10):
        browser.get(address(application))


# -- bands -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (12, AgeBand.UNDER_20),
        (19, AgeBand.UNDER_20),
        (20, AgeBand.TWENTIES),
        (59, AgeBand.FIFTIES),
        (60, AgeBand.OLDER),
        (99, AgeBand.OLDER),
    ],
)
def test_bands_of_age(years: int, band: AgeBand) -> None:
    assert band_of_age(years) == band


def test_age_counts_whole_years() -> None:
    assert age_on(dt.date(2026, 3, 1), dt.date(1985, 3, 2)) == 40
    assert age_on(dt.date(2026, 3, 2), dt.date(1985, 3, 2)) == 41
    assert age_on(dt.date(2027, 2, 28), dt.date(2000, 2, 29)) == 26


@pytest.mark.parametrize(
    ("written", "group"),
    [("", ""), ("PNS Dinas", "PNS"), ("Karyawan swasta", "SWASTA"), ("Pedagang", "WIRAUSAHA"), ("Petani", "LAINNYA")],
)
def test_an_occupation_is_guessed(written: str, group: str) -> None:
    assert guess_occupation(written) == group
