"""Lets the actions tell one story: the applicant writes and submits, each desk moves, everything at its own time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from office.models import Agency
from permits.actions import drafts
from permits.actions.drafting import ensure_draft, save_draft
from permits.models import Application, PermitType
from permits.stages import Move, Stage
from portal.demo import told
from portal.demo.letters import letter
from portal.demo.library import Library, keep_bytes, words_of
from portal.demo.past import Past, minutes_of
from portal.demo.people import PASSPHRASE, read
from portal.demo.stories import Story, dated
from workflow import actions
from workflow.actions.data import AdviceData, CheckLine, Invitation, Minutes, MoveData, ReviseItem
from workflow.checklist import lines_for, submitted_version
from workflow.models import Advice, Step
from workflow.permissions import can_act
from workflow.superior import demanded_points

MOVES = {
    "approve": Move.APPROVE,
    "approve_with_meeting": Move.APPROVE_WITH_MEETING,
    "return": Move.RETURN,
    "reject": Move.REJECT,
    "advise": Move.ADVISE,
    "send_back": Move.SEND_BACK,
    "convene": Move.CONVENE_MEETING,
    "close_meeting": Move.CLOSE_MEETING,
}
MEETING_STARTS = dt.time(10, 0)


class Walk:
    """One application on its way; `at` is the moment of the story."""

    def __init__(self, story: Story, cast: Mapping[str, User], library: Library, past: Past) -> None:
        self.story = story
        self.cast = cast
        self.library = library
        self.past = past
        self.applicant = cast[story.applicant]
        self.left = story.began
        self.at = self._moment()
        self.application: Application | None = None

    def _moment(self) -> dt.datetime:
        """Seconds differ from event to event, but never by a minute: the order stays."""
        return self.past.ago(self.left, seconds=(self.left * 7 + len(self.story.code) * 11) % 50)

    @transaction.atomic
    def tell(self, *, now: dt.datetime) -> Application:
        """Everything of the story in one transaction, its notices included."""
        application = self.application = self._write()
        if not self.story.is_draft:
            actions.submit(application.key, by=self.applicant, now=self.at, declared=True)
            for move in self.story.moves:
                self._turn(move)
            application.refresh_from_db()
            told.remind(application, self.past, now=now)
            told.deliver(application, now=now)
        return application

    # --- the applicant ---

    def _write(self) -> Application:
        written, by = self.story.written, self.applicant
        permit_type = PermitType.objects.select_related("current_edition").get(code=written["type"])
        application = drafts.start_draft(
            permit_type,
            written.get("kind", Application.Kind.NEW),
            by=by,
            now=self.at,
            previous_number=written.get("previous_number", ""),
        )
        # its own key, by which a second run knows it again
        application.key = self.story.key
        application.save(update_fields=["key"])
        sections = {
            "applicant": {
                "phone": by.phone,
                "postcode": by.postcode,
                "email": by.email,
                "address": by.address,
                "village": by.village_id,
            },
            "proxy": written.get("proxy", {}),
            "company": {"postcode": "75999", **written["company"]} if "company" in written else {},
            "place": written["place"],
            "details": written["details"],
        }
        resume = written.get("resume_at", "")
        drafts.save_sections(application, self._dated(sections), by=by, now=self.at, resume_at=resume)
        self._attach(application, written["documents"])
        return application

    def _dated(self, sections: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        on = timezone.localdate(self.at)
        return {
            name: {key: dated(value, on=on) for key, value in answers.items()} for name, answers in sections.items()
        }

    def _attach(self, application: Application, documents: Mapping[str, str]) -> None:
        for requirement, key in documents.items():
            drafts.attach_document(application, requirement, self.library[key], by=self.applicant, now=self.at)

    def _resubmit(self, application: Application, move: Mapping[str, Any]) -> None:
        version = drafts.open_revision_version(application, now=self.at)
        if "details" in move:
            before = version.data.get("details", {})
            changed = self._dated({"details": move["details"]})["details"]
            drafts.save_section(application, "details", {**before, **changed}, by=self.applicant, now=self.at)
        self._attach(application, move.get("documents", {}))
        actions.resubmit(application.resi or "", by=self.applicant, now=self.at, declared=True)

    # --- the desks ---

    def _turn(self, move: Mapping[str, Any]) -> None:
        application = Application.objects.select_related("permit_type", "edition").get(key=self.story.key)
        if move["do"] == "draft":
            self._draft(application, move)
            return
        self.left -= minutes_of(move["after"])
        self.at = self._moment()
        if move["do"] == "resubmit":
            self._resubmit(application, move)
        elif move["do"] == "withdraw":
            actions.withdraw(application.resi or "", by=self.applicant, now=self.at, reason=move["note"])
        else:
            self._desk(application, move)

    def _desk(self, application: Application, move: Mapping[str, Any]) -> None:
        step = application.steps.open().select_related("agency").get()
        step.application = application
        by = self._officer(step, move)
        internal = move.get("internal", "")
        if move["do"] == "sign":
            actions.sign(
                step.pk,
                by=by,
                passphrase=PASSPHRASE,
                now=self.at,
                seen_version=application.state_version,
                internal_note=internal,
            )
            return
        actions.act(
            step.pk,
            MOVES[move["do"]],
            by=by,
            now=self.at,
            internal_note=internal,
            applicant_note=move.get("note", "") if move["do"] in {"return", "reject"} else "",
            seen_version=application.state_version,
            data=self._papers(application, step, by, move),
        )

    def _officer(self, step: Step, move: Mapping[str, Any]) -> User:
        """Whom the story names if that is their desk on that day, else the first of the file whose desk it is."""
        on = timezone.localdate(self.at)
        rows = sorted(read("people"), key=lambda row: row["email"] != move.get("by"))
        for row in rows:
            roles = {role["role"] for role in row.get("roles", [])}
            if step.role in roles and can_act(self.cast[row["email"]], step, on=on):
                return self.cast[row["email"]]
        raise LookupError(f"nobody of the demo holds {step.role}")

    def _draft(self, application: Application, move: Mapping[str, Any]) -> None:
        """The back office writes into the permit's draft while the file lies there."""
        version = submitted_version(application)
        if version is None:
            raise LookupError("a file on a desk has a submitted version")
        by = next(
            self.cast[row["email"]] for row in read("people") if {"role": Role.BACKOFFICE} in row.get("roles", [])
        )
        begun = ensure_draft(application, version, by=by, now=self.at)
        save_draft(
            application,
            about=begun.about,
            validity_text=begun.validity_text,
            conditions=[*begun.conditions, *move["conditions"]],
            by=by,
            now=self.at,
        )

    def _papers(self, application: Application, step: Step, by: User, move: Mapping[str, Any]) -> MoveData:
        do, stage = move["do"], step.stage
        if do == "return":
            items = tuple(ReviseItem(code, remark) for code, remark in move["revise"].items())
            return MoveData(revise=items, checks=_checks(application, wrong=move["revise"]))
        if do == "approve" and stage in {Stage.REGISTRATION_CHECK, Stage.VERIFICATION}:
            codes = application.edition.spec.route.agencies if stage == Stage.VERIFICATION else ()
            agencies = Agency.objects.filter(code__in=codes).values_list("pk", flat=True)
            return MoveData(agencies=tuple(agencies), checks=_checks(application, wrong={}))
        if do == "send_back":
            return MoveData(target=Stage(move["to"]))
        if do in {"approve", "approve_with_meeting"} and demanded_points(Stage(stage)):
            return MoveData(checks=tuple(CheckLine(line.code, True) for line in demanded_points(Stage(stage))))
        if do == "advise":
            return MoveData(advice=self._advice(application, step, by, move))
        if do == "convene":
            return MoveData(invitation=self._invitation(move))
        if do == "close_meeting":
            return MoveData(minutes=self._minutes(application, by, move))
        return MoveData()

    def _advice(self, application: Application, step: Step, by: User, move: Mapping[str, Any]) -> AdviceData:
        number = f"{move['number']}/{self.at.year}"
        decision = Advice.Decision(move["decision"])
        words = {
            **self._words(application, by),
            "agency": step.agency.name if step.agency else "",
            "number": number,
            "decision": decision.label,
            "note": move.get("note", ""),
        }
        blob = None
        if move.get("paper"):
            blob = keep_bytes(letter("advice", words), name="pertimbangan.pdf", now=self.at)
        return AdviceData(decision, number, timezone.localdate(self.at), move.get("note", ""), blob)

    def _invitation(self, move: Mapping[str, Any]) -> Invitation:
        day = self.past.working_day_after(timezone.localdate(self.at), move["in_days"])
        meets_at = dt.datetime.combine(day, MEETING_STARTS, self.at.tzinfo)
        return Invitation(meets_at, move["place"], move["agenda"], move["participants"])

    def _minutes(self, application: Application, by: User, move: Mapping[str, Any]) -> Minutes:
        texts = {key: move[key] for key in ("attendance", "minutes", "decision")}
        blob = None
        if move.get("paper"):
            data = letter("minutes", self._words(application, by) | texts)
            blob = keep_bytes(data, name="notulen.pdf", now=self.at)
        return Minutes(**texts, blob=blob)

    def _words(self, application: Application, by: User) -> dict[str, str]:
        return words_of(by, self.at) | {
            "resi": application.resi or "",
            "holder": application.holder_name,
            "permit": application.permit_type.name,
        }


def _checks(application: Application, *, wrong: Mapping[str, str]) -> tuple[CheckLine, ...]:
    """Every line of the checklist; what is to be mended is "tidak sesuai" with its remark."""
    sections = {f"section.{code.partition('.')[0]}": remark for code, remark in wrong.items()}
    remarks = sections | dict(wrong)
    return tuple(
        CheckLine(line.code, line.code not in remarks, remarks.get(line.code, "")) for line in lines_for(application)
    )
