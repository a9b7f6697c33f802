/* The task list by keyboard: j/k, Enter, x, / and ?. Typing in a field never triggers. */
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("[data-task]")];
  const keys = document.querySelector("[data-keys]");
  const opener = document.querySelector("[data-keys-open]");
  const search = document.querySelector("#cari-tugas input[type=text], #cari-tugas input[type=search]");
  if (!keys || !opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());

  const isOff = () => { try { return window.localStorage.getItem("desk-keys-off") === "1"; } catch { return false; } };
  let at = -1;
  const mark = (index) => {
    at = index;
    rows.forEach((row, n) => row.classList.toggle("is-at", n === index));
  };
  const go = (index) => {
    if (!rows.length) return;
    mark(Math.max(0, Math.min(rows.length - 1, index)));
    rows[at].querySelector("a").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  rows.forEach((row, index) => row.addEventListener("focusin", () => mark(index)));
  const tick = () => {
    const box = at >= 0 && rows[at].querySelector("input[type=checkbox]");
    if (box) box.click();
  };
  const open = () => { if (at >= 0) rows[at].querySelector("a").click(); };
  const find = () => { search.focus(); search.select(); };
  const acts = { j: () => go(at + 1), k: () => go(at - 1), x: tick, "/": find };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") { keys.showModal(); return; }
    if (isOff()) return;
    if (event.key === "Enter" && event.target === document.body) { open(); return; }
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
})();
