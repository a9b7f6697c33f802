/* With htmx a choice loads the next select; then the button "Muat pilihan" is not needed. */
(() => {
  "use strict";

  const tidy = () => {
    if (!window.htmx) return;
    document.querySelectorAll("[data-region-load]").forEach((button) => button.remove());
  };

  const groupOf = (event) => event.target instanceof Element && event.target.closest("[data-regions]");

  tidy();
  if (window.regionsReady) return;
  window.regionsReady = true;
  document.addEventListener("htmx:load", tidy);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const group = groupOf(event);
    if (!group) return;
    group.setAttribute("aria-busy", "true");
    group.querySelectorAll(":scope > .notice-error").forEach((old) => old.remove());
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const group = groupOf(event);
    if (group) group.removeAttribute("aria-busy");
  });
})();
