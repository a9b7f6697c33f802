/* The wizard: questions that depend on answers, buttons that only a page without script needs. Saving: autosave.js. */
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
})();
