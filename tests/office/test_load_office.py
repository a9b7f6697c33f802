"""The shipped profile: facts of the 2026 guide, loaded once and never over an administrator's edit."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from office.loading import load, read
from office.models import Agency, AgencyProfile, Holiday, OfficeHours, Sector


def test_the_profile_is_that_of_the_guide(office: None) -> None:
    profile = AgencyProfile.objects.get()

    assert profile.address == "Jl. Basuki Rahmat No. 56, Pelabuhan, Samarinda Kota, Kalimantan Timur"
    assert profile.postcode == "75112"
    assert profile.phones == "(0541) 743235, 743487, 201372"
    assert profile.fax == "(0541) 736446"
    assert profile.email == "dpmptsp@kaltimprov.go.id"
    assert profile.website == "https://dpmptsp.kaltimprov.go.id"
    assert profile.motto == "MUDAH • CEPAT • TRANSPARAN • AKUNTABEL"
    assert profile.province_code == "64"
    profile.full_clean()


def test_the_agencies_of_the_two_sops_and_the_sectors_are_there(office: None) -> None:
    assert Agency.objects.get(code="dispar").name == "Dinas Pariwisata"
    assert Agency.objects.get(code="dlh").name == "Dinas Lingkungan Hidup"
    assert Agency.objects.filter(code="dpmptsp").exists()
    assert set(Sector.objects.values_list("code", flat=True)) == {"primer", "sekunder", "tersier"}


def test_saturday_is_open_but_does_not_count(office: None) -> None:
    rows = {row.weekday: (row.opens, row.closes, row.counts) for row in OfficeHours.objects.all()}

    assert rows[0] == rows[4] == (dt.time(8), dt.time(16), True)
    assert rows[5] == (dt.time(8), dt.time(12), False)
    assert 6 not in rows


@pytest.mark.parametrize(
    ("year", "national", "joint_leave"), [(2024, 19, 10), (2025, 17, 11), (2026, 17, 8), (2027, 18, 8)]
)
def test_the_holidays_of_four_years_are_there(office: None, year: int, national: int, joint_leave: int) -> None:
    days = Holiday.objects.filter(date__year=year)

    assert days.filter(kind=Holiday.Kind.NATIONAL).count() == national
    assert days.filter(kind=Holiday.Kind.JOINT_LEAVE).count() == joint_leave


def test_loading_again_adds_nothing_and_keeps_edits(office: None) -> None:
    AgencyProfile.objects.update(phones="(0541) 7807960")
    OfficeHours.objects.filter(weekday=5).delete()
    Holiday.objects.filter(date=dt.date(2026, 5, 1)).update(is_working_day=True)

    new = load("kaltim")

    assert set(new.values()) == {0}
    assert AgencyProfile.objects.get().phones == "(0541) 7807960"
    assert not OfficeHours.objects.filter(weekday=5).exists()
    assert Holiday.objects.get(date=dt.date(2026, 5, 1)).is_working_day


@pytest.mark.django_db
def test_the_command_says_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_office")

    assert "1 profil baru" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mars", "../kaltim", ""])
def test_the_command_refuses_an_unknown_profile(name: str) -> None:
    with pytest.raises(CommandError, match="yang tersedia: kaltim"):
        call_command("load_office", "--profile", name)


def test_every_shipped_text_fits_its_column(office: None) -> None:
    for row in read("kaltim")["agencies"]:
        Agency.objects.get(code=row["code"]).full_clean()
