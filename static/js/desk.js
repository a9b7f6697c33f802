/* The reviewer's desk: documents beside the file, a checklist that saves itself, the keyboard. All of it also works
   without this script: documents open in a new tab, the checklist has a button, moves are plain forms. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const rows = all("[data-row]");
  const links = all("[data-document]");

  /* ---- documents open beside the file where there is room */

  const panes = one("[data-panes]");
  const viewer = one("[data-viewer]");
  const wide = window.matchMedia("(min-width: 75rem)");
  const part = (name) => viewer.querySelector(`[data-viewer-${name}]`);
  let shown = -1;

  const content = (link) => {
    if (link.dataset.document === "other") {
      const text = document.createElement("p");
      text.textContent = "Jenis berkas ini tidak dapat ditampilkan di peramban. Unduh melalui tautan di atas.";
      return text;
    }
    const made = document.createElement(link.dataset.document === "pdf" ? "iframe" : "img");
    if (made.tagName === "IFRAME") made.title = link.dataset.title;
    else made.alt = link.dataset.title;
    made.src = link.dataset.document === "pdf" ? `${link.href}#view=FitH&navpanes=0` : link.href;
    return made;
  };

  const show = (index) => {
    if (!links[index] || index === shown) return;
    shown = index;
    const link = links[index];
    links.forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    part("title").textContent = link.dataset.title;
    part("title").title = link.dataset.title;
    part("place").textContent = `${index + 1} / ${links.length}`;
    part("link").href = link.href;
    part("previous").disabled = index === 0;
    part("next").disabled = index === links.length - 1;
    part("body").replaceChildren(content(link));
  };

  const arrange = () => {
    const open = wide.matches && links.length > 0;
    viewer.hidden = !open;
    panes.classList.toggle("has-viewer", open);
    if (open && shown < 0) show(0);
  };

  if (viewer) {
    links.forEach((link, index) => link.addEventListener("click", (event) => {
      if (!wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
    }));
    part("previous").addEventListener("click", () => show(shown - 1));
    part("next").addEventListener("click", () => show(shown + 1));
    wide.addEventListener("change", arrange);
    arrange();
  }

  /* ---- the checklist keeps every mark as it is made */

  const checklist = one("[data-checklist]");
  const state = one("[data-checklist-state]");
  let saving = Promise.resolve();
  let timer = 0;
  let underway = 0; // saves that the server has not answered yet

  const say = (text) => { if (state) state.textContent = text; };

  const save = () => {
    window.clearTimeout(timer);
    timer = 0;
    const body = new FormData(checklist);
    underway += 1;
    say("Menyimpan…");
    saving = saving.then(() => fetch(checklist.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }))
      .then((answer) => answer.json().then((told) => say(answer.ok ? `Tersimpan ${told.saved_at}` : told.error)))
      .catch(() => say("Belum tersimpan: periksa sambungan, lalu tekan Simpan checklist."))
      .finally(() => { underway -= 1; });
    return saving;
  };

  /* what is "tidak sesuai" is ticked in the return as well */
  const carryOver = (code, isWrong, remark) => {
    const box = document.getElementById(`id_return_-unlock:${code}`);
    const words = document.getElementById(`id_return_-remark:${code}`);
    if (!box) return;
    box.checked = isWrong;
    words.value = isWrong ? remark : "";
  };

  if (checklist) {
    checklist.addEventListener("change", (event) => {
      const check = event.target.closest("[data-check]");
      if (!check) return;
      const wrong = check.querySelector('[value="tidak"]').checked;
      carryOver(check.dataset.check, wrong, check.querySelector('[name^="remark:"]').value);
      save();
    });
    checklist.addEventListener("input", (event) => {
      if (!event.target.name.startsWith("remark:")) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 800);
    });
  }

  /* ---- moves */

  const moves = all("[data-move]");
  const closeMove = (move) => {
    move.open = false;
    move.querySelector("summary").focus();
  };
  /* to the first field, unless somebody is in the form already: letters typed at once must find it */
  const enter = (move) => {
    if (move.querySelector(".error-summary") || move.querySelector(".move-body").contains(document.activeElement)) return;
    const field = move.querySelector(".move-body :is(input:not([type=hidden]), textarea, select)");
    if (field) field.focus({ preventScroll: wide.matches });
  };
  moves.forEach((move) => {
    const close = move.querySelector("[data-move-close]");
    close.hidden = false;
    close.addEventListener("click", () => closeMove(move));
    move.addEventListener("toggle", () => {
      if (!move.open) return;
      moves.forEach((other) => { if (other !== move) other.open = false; });
      enter(move);
    });
  });

  /* a decision waits for the marks that are on their way */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-move-form]") || (!timer && !underway)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (timer ? save() : saving).then(() => form.requestSubmit(event.submitter));
  }, true);

  /* on a phone what this desk does not check is folded, so that the decision is near */
  const fold = one("[data-fold]");
  if (fold && window.matchMedia("(max-width: 44.99rem)").matches) {
    fold.open = false;
    all(".file-nav a").forEach((link) => link.addEventListener("click", () => { fold.open = true; }));
  }

  /* on a phone the decision lies at the end of the page */
  const jump = one("[data-jump]");
  const bar = one("#keputusan");
  if (jump && bar && "IntersectionObserver" in window) {
    new IntersectionObserver(([seen]) => { jump.hidden = seen.isIntersecting; }).observe(bar);
  }

  /* ---- the keyboard */

  const keys = one("[data-keys]");
  const opener = one("[data-keys-open]");
  const off = one("[data-keys-off]");
  const remembered = () => { try { return window.localStorage.getItem("desk-keys-off") === "1"; } catch { return false; } };
  if (!keys) return;
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());
  off.checked = remembered();
  off.addEventListener("change", () => { try { window.localStorage.setItem("desk-keys-off", off.checked ? "1" : "0"); } catch { /* private mode */ } });

  let at = -1;
  const go = (index) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    rows.forEach((row, n) => row.classList.toggle("is-at", n === next));
    at = next;
    const target = rows[at].querySelector("input:checked") || rows[at].querySelector("input") || rows[at].querySelector("a");
    if (target) target.focus({ preventScroll: true });
    else document.activeElement.blur();
    rows[at].scrollIntoView({ block: "nearest" });
    const link = rows[at].querySelector("[data-document]");
    if (link && wide.matches) show(links.indexOf(link));
  };
  const mark = (value) => {
    const radio = at < 0 ? null : rows[at].querySelector(`input[value="${value}"]`);
    if (!radio) return;
    if (!radio.checked) radio.click();
    if (value === "ya") go(at + 1);
    else rows[at].querySelector('[name^="remark:"]').focus();
  };
  rows.forEach((row, index) => row.addEventListener("focusin", () => {
    at = index;
    rows.forEach((other, n) => other.classList.toggle("is-at", n === index));
  }));
  const openNow = () => {
    const link = at >= 0 && rows[at].querySelector("[data-document]");
    if (link) window.open(link.href, "_blank", "noopener");
  };
  const acts = { j: () => go(at + 1), k: () => go(at - 1), s: () => mark("ya"), t: () => mark("tidak"), o: openNow };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    const open = moves.find((move) => move.open);
    if (event.key === "Escape" && open) { closeMove(open); return; }
    if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) {
      if (event.key === "Escape" || (event.key === "Enter" && event.target.name.startsWith("remark:"))) { event.preventDefault(); go(at); }
      return;
    }
    if (event.key === "?") { keys.showModal(); return; }
    if (off.checked || open || event.target.closest("[data-map-canvas]")) return;
    const move = moves[Number(event.key) - 1];
    if (move) { event.preventDefault(); move.open = true; enter(move); return; }
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
})();
