/* A session about to end: warns, lets it go on, and keeps what was typed when it has ended.
   Times come from the server in seconds left, so a wrong clock of the computer does no harm. */
(() => {
  "use strict";

  const box = document.querySelector("[data-session]");
  if (!box) return;
  const words = box.querySelector("[data-session-words]");
  const extend = box.querySelector("[data-session-extend]");
  const login = box.querySelector("[data-session-login]");
  const close = box.querySelector("[data-session-close]");
  const who = Number(box.dataset.who);
  const warn = Number(box.dataset.warn);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("eptsp-session") : null;
  let endsAt = Date.now() + Number(box.dataset.seconds) * 1000;
  let state = "quiet"; // quiet, warned, ended, away
  let asking = false;

  const left = () => Math.round((endsAt - Date.now()) / 1000);

  const show = (next, text, buttons) => {
    const isNew = state !== next;
    state = next;
    box.hidden = next === "quiet" && !text;
    box.classList.toggle("is-ended", next === "ended");
    if (words.textContent !== text) words.textContent = text;
    [extend, login, close].forEach((button) => { button.hidden = !buttons.includes(button); });
    /* the focus goes to the button, unless somebody is typing */
    const typing = document.activeElement && document.activeElement.matches("input, textarea, select, [contenteditable]");
    if (isNew && buttons.length && !typing && (next === "warned" || next === "ended")) buttons[0].focus();
  };

  const spoken = (seconds) => (seconds < 90 ? `${Math.max(seconds, 0)} detik` : `${Math.round(seconds / 60)} menit`);

  /* forms of this page carry the token of now, also after signing in again in another tab */
  const freshen = (token) => {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  };

  const learn = (answer) => {
    if (answer.csrf) freshen(answer.csrf);
    if (answer.who === null) { ended(); return; }
    if (answer.who !== who) {
      show("ended", "Anda sekarang masuk sebagai orang lain. Salin isian halaman ini bila perlu, lalu muat ulang.", [close]);
      return;
    }
    const before = state;
    endsAt = Date.now() + answer.seconds * 1000;
    if (left() > warn) {
      if (before === "ended" || before === "away") {
        show("quiet", "Anda sudah masuk kembali. Isian di halaman ini tetap ada; silakan lanjutkan.", [close]);
        document.dispatchEvent(new CustomEvent("eptsp:signed-in"));
      } else {
        show("quiet", before === "warned" ? "Sesi Anda diperpanjang." : "", before === "warned" ? [close] : []);
      }
    } else {
      about();
    }
  };

  const about = () => {
    const seconds = left();
    /* said again only when it becomes urgent: a live region that counts every second is noise */
    const step = seconds > 60 ? Math.ceil(seconds / 60) * 60 : 60;
    const text = seconds > 60 ? `Sesi Anda berakhir dalam ${spoken(step)}.` : "Sesi Anda berakhir dalam kurang dari satu menit.";
    show("warned", text, [extend]);
  };

  const ended = () => {
    show("ended", "Sesi Anda telah berakhir. Isian di halaman ini tetap ada: masuk kembali di tab baru, lalu lanjutkan di sini.", [login]);
  };

  const ask = async (method) => {
    if (asking) return;
    asking = true;
    try {
      const field = document.querySelector("input[name=csrfmiddlewaretoken]");
      const headers = { Accept: "application/json" };
      if (method === "POST") headers["X-CSRFToken"] = field ? field.value : "";
      const answer = await fetch(box.dataset.url, { method, headers, credentials: "same-origin", cache: "no-store" });
      if (answer.status === 403 && method === "POST") { asking = false; await ask("GET"); return; }
      if (!answer.ok) throw new Error("no answer");
      learn(await answer.json());
      if (method === "POST" && tabs) tabs.postMessage("extended");
    } catch (problem) {
      if (state === "warned" || method === "POST") {
        show("warned", "Sesi belum dapat diperpanjang. Periksa sambungan Anda, lalu coba lagi.", [extend]);
      }
    } finally {
      asking = false;
    }
  };

  const look = () => {
    if (state === "ended") return;
    if (left() > warn) return;
    if (state === "warned" && left() > 0) { about(); return; }
    ask("GET"); // perhaps another tab was busy meanwhile
  };

  extend.addEventListener("click", () => ask("POST"));
  close.addEventListener("click", () => { words.textContent = ""; box.hidden = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden && !close.hidden) close.click();
  });
  /* a script's request was sent away: ask, instead of waiting for the clock */
  document.addEventListener("eptsp:signed-out", () => ask("GET"));
  /* back from the tab where one signed in again */
  document.addEventListener("visibilitychange", () => { if (!document.hidden && state !== "quiet") ask("GET"); });
  window.addEventListener("focus", () => { if (state === "ended") ask("GET"); });
  if (tabs) tabs.addEventListener("message", () => { if (state !== "quiet") ask("GET"); });
  if (tabs && location.pathname.endsWith("/sesi/kembali/")) tabs.postMessage("signed-in");

  setInterval(look, 1000);
})();
