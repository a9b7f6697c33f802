"""Steps and what is written at them; the history that proves it."""

from workflow.models.alarm import Alarm, DueDateMove
from workflow.models.batch import BatchItem, BatchSigning
from workflow.models.desk import DeskNote, FileView, SavedFilter
from workflow.models.feed import CalendarFeed, CalendarLine
from workflow.models.history import DailySeal, HistoryEntry, HistoryNote
from workflow.models.inquiry import Inquiry
from workflow.models.letter import OfficeLetter
from workflow.models.step import Advice, CheckItem, Meeting, MeetingGuest, Step
from workflow.models.visit import SiteVisit, VisitChange, VisitPhoto

__all__ = [
    "Advice",
    "Alarm",
    "BatchItem",
    "BatchSigning",
    "CalendarFeed",
    "CalendarLine",
    "CheckItem",
    "DailySeal",
    "DeskNote",
    "DueDateMove",
    "FileView",
    "HistoryEntry",
    "HistoryNote",
    "Inquiry",
    "Meeting",
    "MeetingGuest",
    "OfficeLetter",
    "SavedFilter",
    "SiteVisit",
    "Step",
    "VisitChange",
    "VisitPhoto",
]
