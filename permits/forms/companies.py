"""One entry of Daftar Perusahaan: the company step of the form, outside any application."""

from typing import Any

from accounts.models import User
from permits.completeness import section_problems
from permits.forms.editing import Editing
from permits.forms.people import CompanyForm
from permits.models import Application, ApplicationVersion, Company

NAMELESS = "Isi Nama Perusahaan."


class CompanyEntryForm(CompanyForm):
    """The same questions and rules as the step; only the name must be there, the rest may be filled in later."""

    def __init__(self, data: Any = None, *, person: User, company: Company | None = None) -> None:
        answers = company.answers if company else {}
        # nothing of these two is saved: the step's form reads its answers through them
        editing = Editing(Application(), ApplicationVersion(data={"company": answers}), person)
        super().__init__(data, editing=editing)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = NAMELESS

    def check(self, section: str, answers: Any) -> None:
        """Wrong numbers are refused; missing ones are not."""
        found = [one for one in section_problems(section, answers) if not one.is_missing or one.code == "company.name"]
        self.add_problems(section, found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_company and "name" not in self.errors:
            self.add_error("name", NAMELESS)
        return cleaned
