"""The words of a route: its stages, the moves open at each, and what the two audiences call them. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """A place where a file may stay. The order is that of the longest route; the last two lie beside the road."""

    SUBMISSION = "submission"
    REGISTRATION_CHECK = "registration_check"
    VERIFICATION = "verification"
    AGENCY_REVIEW = "agency_review"
    DRAFTING = "drafting"
    KASI_CHECK = "kasi_check"
    KABID_CHECK = "kabid_check"
    JOINT_MEETING = "joint_meeting"
    KADIS_APPROVAL = "kadis_approval"
    RECORDS_CHECK = "records_check"
    REVISION = "revision"


class Move(StrEnum):
    """What a person may do with a file at a stage."""

    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_WITH_MEETING = "approve_with_meeting"
    RETURN = "return_"
    SEND_BACK = "send_back"
    REJECT = "reject"
    ADVISE = "advise"
    ASK_AGAIN = "ask_again"
    CONVENE_MEETING = "convene_meeting"
    CLOSE_MEETING = "close_meeting"
    SIGN = "sign"
    RELEASE = "release"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    EXTEND_REVISION = "extend_revision"


# What any route may open at a stage. WITHDRAW belongs to the applicant, at every stage until a number is taken,
# and is therefore never listed by a route.
LEGAL_MOVES: Mapping[Stage, frozenset[Move]] = {
    Stage.SUBMISSION: frozenset({Move.SUBMIT}),
    Stage.REGISTRATION_CHECK: frozenset({Move.APPROVE, Move.RETURN, Move.REJECT}),
    Stage.VERIFICATION: frozenset({Move.APPROVE, Move.RETURN, Move.REJECT}),
    Stage.AGENCY_REVIEW: frozenset({Move.ADVISE}),
    Stage.DRAFTING: frozenset({Move.APPROVE, Move.RETURN, Move.ASK_AGAIN, Move.REJECT}),
    Stage.KASI_CHECK: frozenset(
        {Move.APPROVE, Move.APPROVE_WITH_MEETING, Move.SEND_BACK, Move.RETURN, Move.REJECT},
    ),
    Stage.KABID_CHECK: frozenset({Move.APPROVE, Move.SEND_BACK, Move.RETURN, Move.CONVENE_MEETING, Move.REJECT}),
    Stage.JOINT_MEETING: frozenset({Move.CLOSE_MEETING}),
    Stage.KADIS_APPROVAL: frozenset({Move.SIGN, Move.SEND_BACK, Move.RETURN, Move.CONVENE_MEETING, Move.REJECT}),
    Stage.RECORDS_CHECK: frozenset({Move.RELEASE, Move.SEND_BACK}),
    Stage.REVISION: frozenset({Move.RESUBMIT, Move.EXTEND_REVISION, Move.REJECT}),
}

# The moves of which a route must open at least one, or the file could never leave the stage forwards.
FORWARD_MOVES: frozenset[Move] = frozenset(
    {Move.SUBMIT, Move.APPROVE, Move.ADVISE, Move.CLOSE_MEETING, Move.SIGN, Move.RELEASE, Move.RESUBMIT},
)

# Stages that a route may leave out; all others stand in every route.
OPTIONAL_STAGES: frozenset[Stage] = frozenset({Stage.AGENCY_REVIEW, Stage.JOINT_MEETING, Stage.RECORDS_CHECK})

# Words of the tracking table ("Proses").
STAGE_LABELS: Mapping[Stage, str] = {
    Stage.SUBMISSION: "pendaftaran permohonan",
    Stage.REGISTRATION_CHECK: "verifikasi pendaftaran",
    Stage.VERIFICATION: "verifikasi izin",
    Stage.AGENCY_REVIEW: "Pertimbangan Dinas Teknis",
    Stage.DRAFTING: "proses (backoffice)",
    Stage.KASI_CHECK: "validasi kasi",
    Stage.KABID_CHECK: "validasi kabid",
    Stage.JOINT_MEETING: "rapat gabungan",
    Stage.KADIS_APPROVAL: "persetujuan dan TTE kadis",
    Stage.RECORDS_CHECK: "pemeriksaan akhir dan penerbitan",
    Stage.REVISION: "revisi permohonan",
}

# Plain words for the applicant and for strangers.
PUBLIC_LABELS: Mapping[Stage, str] = {
    Stage.SUBMISSION: "Permohonan telah dikirim",
    Stage.REGISTRATION_CHECK: "Petugas sedang memeriksa kelengkapan permohonan",
    Stage.VERIFICATION: "Petugas sedang memeriksa kebenaran data dan berkas",
    Stage.AGENCY_REVIEW: "Dinas teknis sedang menilai permohonan",
    Stage.DRAFTING: "Petugas sedang menyusun naskah izin",
    Stage.KASI_CHECK: "Naskah izin sedang diperiksa kepala seksi",
    Stage.KABID_CHECK: "Naskah izin sedang diperiksa kepala bidang",
    Stage.JOINT_MEETING: "Permohonan sedang dibahas dalam rapat gabungan",
    Stage.KADIS_APPROVAL: "Menunggu persetujuan dan tanda tangan kepala dinas",
    Stage.RECORDS_CHECK: "Izin sedang diperiksa terakhir sebelum diserahkan",
    Stage.REVISION: "Menunggu perbaikan dari pemohon",
}

# What a move is called where a route is written about.
MOVE_LABELS: Mapping[Move, str] = {
    Move.SUBMIT: "kirim",
    Move.APPROVE: "setujui",
    Move.APPROVE_WITH_MEETING: "setujui dan usulkan rapat",
    Move.RETURN: "kembalikan kepada pemohon",
    Move.SEND_BACK: "kembalikan ke meja sebelumnya",
    Move.REJECT: "tolak",
    Move.ADVISE: "beri pertimbangan",
    Move.ASK_AGAIN: "minta pertimbangan ulang",
    Move.CONVENE_MEETING: "undang rapat gabungan",
    Move.CLOSE_MEETING: "tutup rapat",
    Move.SIGN: "tanda tangani",
    Move.RELEASE: "terbitkan",
    Move.RESUBMIT: "kirim revisi",
    Move.WITHDRAW: "batalkan",
    Move.EXTEND_REVISION: "perpanjang batas waktu",
}
