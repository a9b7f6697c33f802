// The reviewer's desk: documents load when opened, the checklist answers to the keyboard.
(function () {
  "use strict";

  document.querySelectorAll(".documents details").forEach(function (details) {
    details.addEventListener("toggle", function () {
      const frame = details.querySelector("iframe[data-src]");
      if (details.open && frame && !frame.src) frame.src = frame.dataset.src;
    });
  });

  const rows = Array.from(document.querySelectorAll("[data-check-row]:not([disabled])"));
  const hint = document.querySelector("[data-keys]");
  if (!rows.length) return;
  if (hint) hint.hidden = false;

  let at = -1;
  function go(step) {
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].querySelector("input").focus();
    rows[at].scrollIntoView({ block: "nearest" });
  }
  function mark(value) {
    if (at < 0) return;
    const radio = rows[at].querySelector('input[value="' + value + '"]');
    radio.checked = true;
    if (value === "ya") go(1);
    else rows[at].querySelector(".form-control").focus();
  }
  rows.forEach(function (row, index) {
    row.addEventListener("focusin", function () { at = index; });
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio])")) return;
    const act = { j: function () { go(1); }, k: function () { go(-1); }, s: function () { mark("ya"); }, t: function () { mark("tidak"); } }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
