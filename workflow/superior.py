"""What the superiors and the records desk look at in the draft and in the signed permit, point by point.

Source: SOP-LP2N-PAR-05 and SOP-LP2N-LHP-02, Lampiran 1, langkah 12-16, kolom Keterangan. The list is the same for both
SOPs and stands here; a point is kept as a CheckItem of the step. Pure.
"""

from collections.abc import Mapping

from permits.stages import Stage
from workflow.checklist import Line

FORMAT = Line("superior.format", "Format dan isi surat benar dan lengkap", False)
TYPING = Line("superior.typing", "Tidak ada kesalahan ketik atau entri data", False)
COMPLETE = Line("superior.complete", "Naskah izin benar dan lengkap", False)
LAW = Line("superior.law", "Semua berkas memenuhi persyaratan dan ketentuan perundangan", False)
AGENCIES = Line("superior.agencies", "Sudah dikoordinasikan dengan tim teknis atau OPD terkait", False)
NUMBER = Line("records.number", "Nomor berurutan dan tanggal pengesahan benar", False)
SIGNED = Line("records.signed", "Tanda tangan elektronik dan kode QR ada pada dokumen", False)
WHOLE = Line("records.whole", "Isi izin benar dan lengkap menurut checklist akhir", False)
HOLDER = Line("records.holder", "Nama dan alamat pemegang sama dengan permohonan", False)

LISTS: Mapping[Stage, tuple[Line, ...]] = {
    Stage.KASI_CHECK: (FORMAT, TYPING, COMPLETE, LAW, AGENCIES),
    Stage.KABID_CHECK: (FORMAT, TYPING, COMPLETE, LAW, AGENCIES),
    # the signature itself is the kadis' word (langkah 14d, 15d): the points may be ticked and are not demanded
    Stage.KADIS_APPROVAL: (FORMAT, TYPING, COMPLETE, LAW),
    Stage.RECORDS_CHECK: (NUMBER, SIGNED, WHOLE, HOLDER),
}
DEMANDED = frozenset({Stage.KASI_CHECK, Stage.KABID_CHECK, Stage.RECORDS_CHECK})


def points_of(stage: Stage) -> tuple[Line, ...]:
    """The points of one desk; none where the desk has no such list."""
    return LISTS.get(stage, ())


def demanded_points(stage: Stage) -> tuple[Line, ...]:
    """The points without which the desk does not approve or release."""
    return points_of(stage) if stage in DEMANDED else ()
