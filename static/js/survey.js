/* The questionnaire: the age from the birthday, and how many questions are answered. Nothing is kept in the browser. */
(() => {
  "use strict";

  const form = document.querySelector("[data-survey]");
  if (!form) return;

  const groups = [...form.querySelectorAll(".survey-questions fieldset")];
  const counter = form.querySelector("[data-answered]");
  const count = () => {
    const answered = groups.filter((group) => group.querySelector("input:checked")).length;
    counter.textContent = `${answered} dari ${groups.length} terjawab.`;
    counter.hidden = false;
  };
  if (counter) { form.addEventListener("change", count); count(); }

  const born = form.querySelector("[name=born_on]");
  const age = form.querySelector("[data-age]");
  const tellAge = () => {
    const [year, month, day] = born.value.split("-").map(Number);
    if (!year) { age.textContent = "–"; return; }
    const now = new Date();
    const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
    const years = now.getFullYear() - year - (before ? 1 : 0);
    age.textContent = years >= 0 && years < 130 ? String(years) : "–";
  };
  if (born && age) { born.addEventListener("input", tellAge); tellAge(); }
})();
