"""From an application to the letter that is printed: every placeholder filled, ready to be frozen and rendered."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from eptsp.lib.formatting import long_date
from office.models import AgencyProfile
from office.profile import profile
from permits.catalogue.placeholders import condition_lines, detail_values, fill
from permits.catalogue.schema import PermitSpec, Validity
from permits.letters import Letterhead, PermitLetter, Receipt, Signatory
from permits.models import Application, ApplicationVersion, PermitDraft
from permits.sections import has_company, has_proxy
from permits.signing.registry import is_demo_signer, signature_sentence

NOT_YET = "........................"


@dataclass(frozen=True)
class Issue:
    """What is decided at the end of the road. `number` "" and `issued_on` None while it is a draft."""

    number: str
    issued_on: dt.date | None
    token: str
    signatory: Signatory
    advice: str


def letterhead(office: AgencyProfile) -> Letterhead:
    """The head of every letter, with the emblem that the office uploaded, if any."""
    emblem = None
    if office.emblem:
        with office.emblem.open("rb") as file:
            emblem = file.read()
    return Letterhead(
        government=office.government,
        name=office.name,
        address=office.address,
        phones=office.phones,
        fax=office.fax,
        email=office.email,
        website=office.website,
        postcode=office.postcode,
        emblem_png=emblem,
    )


def valid_until(validity: Validity, issued_on: dt.date) -> dt.date | None:
    """The last day of validity: n years after issue, less a day; None for "until an event"."""
    if validity.kind != "years" or validity.years is None:
        return None
    try:
        anniversary = issued_on.replace(year=issued_on.year + validity.years)
    except ValueError:  # 29 February
        anniversary = issued_on.replace(year=issued_on.year + validity.years, month=3, day=1)
    return anniversary - dt.timedelta(days=1)


def default_conditions(spec: PermitSpec, details: Mapping[str, object]) -> list[str]:
    """What a new draft starts with: the typed conditions, then the standard ones that are preselected."""
    chosen = [condition.text for condition in spec.conditions if condition.preselected]
    return condition_lines(spec, details) + [fill(text, detail_values(spec, details)) for text in chosen]


def printed_details(version: ApplicationVersion, draft: PermitDraft | None) -> dict[str, object]:
    """The applicant's answers with the values that the drafting desk put in their place."""
    return {**version.data.get("details", {}), **(draft.details if draft else {})}


def compose_letter(
    application: Application,
    version: ApplicationVersion,
    draft: PermitDraft | None,
    issue: Issue,
    *,
    today: dt.date,
    spec: PermitSpec | None = None,
) -> PermitLetter:
    """The whole letter; LookupError when the type's template asks for a word that nobody gives (our own mistake).

    `spec`: an edition that is still being written, instead of the application's own.
    """
    sentence = signature_sentence() if spec is None else ""  # what is still being written is never signed
    spec = spec or application.edition.spec
    office = profile()
    details = printed_details(version, draft)
    values = _values(application, version, spec, office, issue) | detail_values(spec, details)
    if draft and draft.validity_text:
        values["validity"] = draft.validity_text
    letter = spec.letter

    def texts(lines: tuple[str, ...]) -> list[str]:
        return [fill(line, values) for line in lines]

    address = (
        f"{settings.SITE_URL}{reverse('permits:verify', args=[issue.token])}" if issue.token else settings.SITE_URL
    )
    return PermitLetter(
        letterhead=letterhead(office),
        title=letter.title,
        number=issue.number or NOT_YET,
        about=draft.about if draft and draft.about else fill(letter.about, values),
        opening_label=letter.opening_label,
        opening=texts(letter.opening),
        grant=fill(letter.grant, values),
        rows=[(row.label, fill(row.text, values)) for row in letter.rows],
        body=texts(letter.body),
        conditions_intro=fill(letter.conditions_intro, values),
        conditions=list(draft.conditions) if draft else default_conditions(spec, details),
        duties=[*spec.holder_duties, *[duty.name for duty in spec.post_issue_duties]],
        validity=values["validity"],
        closing=texts(letter.closing),
        issued_in=office.city,
        issued_on=issue.issued_on or today,
        signatory=issue.signatory,
        verification_url=address,
        verification_code_text=address.removeprefix("https://").removeprefix("http://"),
        signature_sentence=sentence,
        is_demo=settings.DEMO or (bool(sentence) and is_demo_signer()),
        copies=texts(letter.copies),
    )


def _values(
    application: Application, version: ApplicationVersion, spec: PermitSpec, office: AgencyProfile, issue: Issue
) -> dict[str, str]:
    data = version.data
    until = valid_until(spec.validity, issue.issued_on) if issue.issued_on else None
    return {
        **_holder(data),
        "holder_name": application.holder_name,
        "applicant_name": data["applicant"]["name"],
        "permit_name": spec.name,
        "product": spec.product,
        "kind": application.get_kind_display(),
        "resi": application.resi or NOT_YET,
        "submitted_on": long_date(timezone.localdate(application.submitted_at))
        if application.submitted_at
        else NOT_YET,
        "place": place_text(data.get("place", {})),
        "regency": in_words(data.get("place", {}).get("regency_name", "")),
        "coordinates": coordinates_text(data.get("place", {})),
        "advice": issue.advice or "-",
        "number": issue.number or NOT_YET,
        "issued_on": long_date(issue.issued_on) if issue.issued_on else NOT_YET,
        "valid_until": long_date(until) if until else NOT_YET,
        "validity": f"{spec.validity.text.rstrip('.')} (sampai dengan {long_date(until)})."
        if until
        else spec.validity.text,
        "office_name": office.name,
        "office_short_name": office.short_name,
        "government": office.government,
        "city": office.city,
    }


def _holder(data: Mapping[str, Any]) -> dict[str, str]:
    """Identity and address of the company, else of the represented person, else of the applicant."""
    if has_company(data):
        company = data["company"]
        return {"holder_identity": f"NIB {company['nib']}", "holder_address": full_address(company)}
    person = data["proxy"] if has_proxy(data) else data["applicant"]
    return {"holder_identity": f"NIK {person['nik']}", "holder_address": full_address(person)}


def full_address(person: Mapping[str, Any]) -> str:
    """Address down to the province, leaving out what is not known."""
    parts = [person.get("address", ""), *_region_words(person), in_words(person.get("province_name", ""))]
    return ", ".join(part for part in parts if part)


def place_text(place: Mapping[str, Any]) -> str:
    """Street, number, RT/RW, village, district and regency of the permit's place in one line."""
    street = f"{place.get('street', '')} No. {place['number']}" if place.get("number") else place.get("street", "")
    neighbourhood = " ".join(f"{key.upper()} {place[key]}" for key in ("rt", "rw") if place.get(key))
    return ", ".join(part for part in (street, neighbourhood, *_region_words(place)) if part)


def _region_words(address: Mapping[str, Any]) -> list[str]:
    """Village, district and regency as a letter writes them."""
    village, district = address.get("village_name", ""), address.get("district_name", "")
    return [
        f"Kelurahan/Desa {in_words(village)}" if village else "",
        f"Kecamatan {in_words(district)}" if district else "",
        in_words(address.get("regency_name", "")),
    ]


def in_words(name: str) -> str:
    """ "KOTA SAMARINDA" as "Kota Samarinda": region names are kept in capitals, letters do not shout."""
    return name.title() if name.isupper() else name


def coordinates_text(place: Mapping[str, Any]) -> str:
    """ "-0,502200, 117,153600" with decimal commas, or "-"."""
    if not place.get("latitude"):
        return "-"
    return "; ".join(str(place[key]).replace(".", ",") for key in ("latitude", "longitude"))


def freeze(letter: PermitLetter) -> dict[str, Any]:
    """The letter as JSON, so that the same words can be printed again; the emblem is left out."""
    frozen = dataclasses.asdict(
        dataclasses.replace(letter, letterhead=dataclasses.replace(letter.letterhead, emblem_png=None))
    )
    frozen["issued_on"] = letter.issued_on.isoformat()
    return frozen


def thaw(frozen: Mapping[str, Any]) -> PermitLetter:
    """The letter that was frozen, with today's emblem."""
    content = dict(frozen)
    emblem = letterhead(profile()).emblem_png
    content["letterhead"] = Letterhead(**{**content["letterhead"], "emblem_png": emblem})
    content["signatory"] = Signatory(**content["signatory"])
    content["issued_on"] = dt.date.fromisoformat(content["issued_on"])
    content["rows"] = [(label, text) for label, text in content["rows"]]
    return PermitLetter(**content)


def receipt_of(application: Application, version: ApplicationVersion, *, due_text: str) -> Receipt:
    """The proof of registration of a registered file."""
    spec = application.edition.spec
    if application.submitted_at is None or application.resi is None:
        raise LookupError("a draft has no receipt")
    return Receipt(
        letterhead=letterhead(profile()),
        resi=application.resi,
        submitted_at=application.submitted_at,
        registered_at=application.registered_at,
        applicant=version.data["applicant"]["name"],
        holder=application.holder_name,
        permit_name=spec.name,
        kind=application.get_kind_display(),
        place=place_text(version.data.get("place", {})),
        documents=[
            (spec.requirement(document.requirement).name, True) for document in version.documents.order_by("id")
        ],
        promise_text=spec.promise,
        due_text=due_text,
        tracking_url=f"{settings.SITE_URL}{reverse('workflow:monitoring')}?resi={application.resi}",
        is_demo=settings.DEMO,
    )
