"use strict";
// The permit editor: conditions move up and down by buttons; the preview says that it is being made.
(() => {
  const list = document.querySelector("[data-conditions]");
  const rows = () => Array.from(list.querySelectorAll("[data-condition]"));

  const renumber = () => rows().forEach((row, place) => {
    row.querySelector("input[type=number]").value = String(place + 1);
  });

  const move = (row, step) => {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row); else other.after(row);
    renumber();
    row.querySelector(step < 0 ? "[data-up]" : "[data-down]").focus();
  };

  if (list) {
    rows().forEach((row) => {
      row.querySelectorAll("[data-up], [data-down]").forEach((button) => { button.hidden = false; });
      row.querySelector(".condition-order").hidden = true;
      row.querySelector("[data-up]").addEventListener("click", () => move(row, -1));
      row.querySelector("[data-down]").addEventListener("click", () => move(row, 1));
    });
  }

  const frame = document.querySelector("[data-preview]");
  const wait = document.querySelector("[data-preview-wait]");
  if (frame && wait) frame.addEventListener("load", () => { wait.hidden = true; });
})();
