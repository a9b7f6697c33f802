"""Made-up answers and the beginning of a new edition. Pure."""

from collections.abc import Mapping
from typing import Any

from permits.catalogue.schema import FieldSpec, PermitSpec
from permits.catalogue.standards import SECTION_TITLES
from permits.stages import Move, Stage

COMPOSED = frozenset("AHIJKL")  # sections whose words stand elsewhere in the edition
POINT = {"latitude": "-0.502200", "longitude": "117.153600"}
ADDRESS = {
    "province_name": "KALIMANTAN TIMUR",
    "regency_name": "KOTA SAMARINDA",
    "district_name": "SAMARINDA KOTA",
    "village_name": "PELABUHAN",
}
PERSON = {"nik": "9964720000000001", "name": "Budi Contoh", "gender": "L", "address": "Jl. Contoh No. 1", **ADDRESS}
COMPANY = {"nib": "9900000000001", "name": "PT Contoh Sejahtera", "address": "Jl. Contoh No. 2", **ADDRESS}
PLACE = {"street": "Jl. Contoh", "number": "3", **ADDRESS, **POINT}
STARTING_STAGES: tuple[tuple[Stage, dict[str, int], tuple[Move, ...]], ...] = (
    (Stage.SUBMISSION, {}, (Move.SUBMIT,)),
    (Stage.REGISTRATION_CHECK, {"minutes": 10}, (Move.APPROVE, Move.RETURN, Move.REJECT)),
    (Stage.VERIFICATION, {"minutes": 15}, (Move.APPROVE, Move.RETURN, Move.REJECT)),
    (Stage.DRAFTING, {"minutes": 15}, (Move.APPROVE, Move.RETURN, Move.REJECT)),
    (Stage.KASI_CHECK, {"minutes": 30}, (Move.APPROVE, Move.SEND_BACK, Move.RETURN, Move.REJECT)),
    (Stage.KABID_CHECK, {"minutes": 30}, (Move.APPROVE, Move.SEND_BACK, Move.RETURN, Move.REJECT)),
    (Stage.KADIS_APPROVAL, {"working_days": 1}, (Move.SIGN, Move.SEND_BACK, Move.RETURN, Move.REJECT)),
    (Stage.REVISION, {"working_days": 5}, (Move.RESUBMIT, Move.EXTEND_REVISION, Move.REJECT)),
)


def sample_data(spec: PermitSpec, *, kind: str, company: bool = False) -> dict[str, Any]:
    """Data of an application version that answers every question of the edition (see permits.sections)."""
    details: dict[str, Any] = {}
    for field in spec.fields:
        if field.applies_to(kind) and field.is_shown(details):
            details[field.code] = sample_answer(field)
    return {
        "applicant": dict(PERSON),
        "proxy": {},
        "company": dict(COMPANY) if company else {},
        "place": dict(PLACE),
        "details": details,
    }


def sample_answer(field: FieldSpec) -> Any:
    """Something that the field accepts, in the form in which it is kept."""
    answers: Mapping[str, Any] = {
        "number": str(field.minimum if field.minimum is not None else field.maximum or 1),
        "date": "2026-08-17",
        "choice": field.choices[0][0] if field.choices else "",
        "point": dict(POINT),
    }
    return answers.get(field.type, f"Contoh {field.label}"[: field.max_length or 60])


def blank_edition(code: str, *, slug: str, name: str, short_name: str, agency: str, sector: str) -> dict[str, Any]:
    """A first edition to be filled in: the usual route and letter stand, the rest is named as missing by the checks."""
    return {
        "code": code,
        "slug": slug,
        "edition": 1,
        "name": name,
        "short_name": short_name,
        "agency": agency,
        "sector": sector,
        "is_example": False,
        "elsewhere_url": "",
        "allows_sea": False,
        "silence_days": 5,
        "document": {"title": name, "number": code, "revision": "00", "status": "Rancangan"},
        "legal_basis": [],
        "sections": [{"letter": letter} for letter in SECTION_TITLES if letter not in COMPOSED],
        "requirements": [],
        "fields": [],
        "conditions": [],
        "post_issue_duties": [],
        "holder_rights": [],
        "holder_duties": [],
        "flow": [],
        "validity": {"kind": "until_event"},
        "route": {
            "code": code,
            "version": 1,
            "agencies": [],
            "meeting": "none",
            "records_check": False,
            "promise_days": 5,
            "promise_starts": "registered",
            "stages": [{"stage": str(stage), **limit, "moves": list(moves)} for stage, limit, moves in STARTING_STAGES],
        },
        "letter": {
            "title": name.upper(),
            "about": f"{name} oleh {{holder_name}}",
            "opening_label": "Dasar",
            "opening": ["Permohonan {holder_name} dengan nomor resi {resi} tanggal {submitted_on};"],
            "grant": "MEMBERIKAN IZIN KEPADA",
            "rows": [
                {"label": "Nama", "text": "{holder_name}"},
                {"label": "Identitas", "text": "{holder_identity}"},
                {"label": "Alamat", "text": "{holder_address}"},
                {"label": "Lokasi", "text": "{place}"},
            ],
            "body": ["Untuk melaksanakan kegiatan sebagaimana tersebut di atas."],
            "conditions_intro": "Dengan ketentuan sebagai berikut:",
            "closing": ["Demikian izin ini diberikan untuk dilaksanakan dengan penuh tanggung jawab."],
            "copies": [],
            "register": {
                "code": "perizinan-nonperizinan",
                "name": "Register Perizinan dan Nonperizinan",
                "classification": "503",
                "template": "{classification}/{sequence}/{unit}/{year}",
            },
        },
    }
