/* The wizard: questions that depend on answers, saving on the way, buttons that only a page without script needs. */
(() => {
  "use strict";

  document.querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = Boolean(window.htmx); });
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll("[data-without-script]").forEach((button) => { button.hidden = true; });
  });

  /* ---- <div data-show-if="name" data-show-value="value">: shown while that control holds the value (or is ticked) */
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const isShown = (part) => {
    const control = form.elements.namedItem(part.dataset.showIf);
    if (!control) return true;
    if (control.type === "checkbox") return control.checked;
    return control.value === part.dataset.showValue;
  };
  const showParts = () => form.querySelectorAll("[data-show-if]").forEach((part) => { part.hidden = !isShown(part); });
  form.addEventListener("change", showParts);
  showParts();

  /* ---- saving on the way: what was typed survives a closed tab; files are sent by their own buttons */
  const saved = form.querySelector("[data-saved]");
  const WAIT = 1200;
  let timer = 0;
  let running = null;
  let before = "";
  let stop = new AbortController();

  const typed = () => {
    const data = new FormData(form);
    [...data.entries()].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
    data.set("aksi", "simpan");
    return data;
  };
  const textOf = (data) => new URLSearchParams([...data.entries()]).toString();

  const say = (words, failed) => {
    if (!saved) return;
    saved.textContent = words;
    saved.parentElement.classList.toggle("is-failed", Boolean(failed));
  };

  const save = async () => {
    clearTimeout(timer);
    const data = typed();
    const text = textOf(data);
    if (text === before) return;
    say("Menyimpan …");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: data, headers: { Accept: "application/json" }, signal: stop.signal });
      if (!answer.ok || answer.redirected) throw new Error("not saved");
      const result = await answer.json();
      before = text;
      say(`Tersimpan ${result.saved}`);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      say("Belum tersimpan, periksa sambungan Anda", true);
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { running = save().finally(() => { running = null; }); }, WAIT);
  };

  before = textOf(typed());
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stop.abort(); // the form itself carries everything; an older save must not arrive after it
    stop = new AbortController();
  });
  /* others (the upload rows) wait for this before they replace a part of the page */
  window.wizardSave = () => running || save();
})();
