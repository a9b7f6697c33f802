/* Saving on the way. What is typed is sent within seconds and on leaving; until the server has it, it lies on this device
   (localStorage, one entry per person, draft and step; never a file). Nothing fails silently. */
(() => {
  "use strict";

  const PREFIX = "eptsp:draf:";
  const WAIT = 1200;
  const PATIENCE = 20000;
  const PAUSES = [2000, 4000, 8000, 15000, 30000];
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const OFFLINE = "Anda sedang luring; isian disimpan di perangkat ini dan dikirim begitu tersambung kembali.";
  const form = document.querySelector("form[data-autosave]");

  /* ---- what lies on this device; a browser that refuses storage only loses this net */
  const shelf = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } },
    keys: () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } },
  };
  const owner = form ? `${PREFIX}${form.dataset.owner}:` : "";
  const key = `${owner}${location.pathname}`;
  shelf.keys().forEach((found) => {
    const entry = shelf.read(found);
    const foreign = owner && !found.startsWith(owner);
    const arrived = entry && entry.sent && found !== key; // the post that carried it has led to this page
    if (!entry || foreign || arrived || Date.now() - entry.at > WEEK) shelf.drop(found);
  });
  if (!form) return;

  const saved = form.querySelector("[data-saved]");
  const panel = form.querySelector("[data-stale]");
  const seen = form.elements.namedItem("versi");
  let timer = 0;
  let running = null;
  let tries = 0;
  let ended = false; // the session is over: goes on once the person is back
  let stopped = false; // a conflict or an ended draft: the person decides first
  let done = "";

  const SKIP = new Set(["csrfmiddlewaretoken", "aksi", "versi", "lembar", "perusahaan"]);
  const typed = () => {
    const data = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (typeof value === "string" && !SKIP.has(name)) data.append(name, value); });
    return data;
  };
  const say = (words, failed) => {
    if (!saved) return;
    saved.textContent = words;
    saved.parentElement.classList.toggle("is-failed", Boolean(failed));
  };
  const cookie = () => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
    return found ? decodeURIComponent(found.slice(10)) : form.elements.namedItem("csrfmiddlewaretoken").value;
  };
  const clock = (moment) => new Date(moment).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

  /* ---- keeping and putting back */
  const keep = (sent) => {
    const words = {};
    form.querySelectorAll("select").forEach((one) => { if (one.value) words[one.name] = one.selectedOptions[0].textContent; });
    return shelf.write(key, { fields: [...typed()], words, seen: seen.value, page: form.elements.namedItem("lembar").value, at: Date.now(), sent: Boolean(sent) });
  };

  const put = (control, value, words) => {
    if (control.type === "checkbox") { control.checked = true; return; }
    if (control.tagName === "SELECT" && ![...control.options].some((one) => one.value === value)) {
      control.disabled = false;
      control.add(new Option(words || value, value));
    }
    control.value = value;
  };

  const restore = (entry) => {
    const given = new Map(entry.fields);
    [...form.elements].forEach((control) => {
      if (!control.name || SKIP.has(control.name) || control.readOnly || control.type === "file" || control.tagName === "BUTTON") return;
      if (control.type === "checkbox") control.checked = false;
      if (given.has(control.name)) put(control, given.get(control.name), entry.words[control.name]);
    });
    seen.value = entry.seen;
    form.elements.namedItem("lembar").value = entry.page;
    form.dispatchEvent(new Event("change"));
  };

  /* ---- saving */
  const tellStale = (answer) => {
    stopped = true;
    panel.querySelector("[data-stale-words]").textContent = answer.error;
    panel.querySelector("[data-stale-list]").replaceChildren(...answer.changes.map((one) => {
      const item = document.createElement("li");
      const name = document.createElement("strong");
      name.textContent = one.label;
      item.append(name);
      [["Tersimpan: ", one.kept], ["Di halaman ini: ", one.typed]].forEach(([label, value]) => {
        const quote = document.createElement("q");
        quote.textContent = value || "kosong";
        item.append(document.createElement("br"), label, quote);
      });
      return item;
    }));
    panel.querySelector("[data-stale-keep]").value = `timpa:${answer.seen}`;
    panel.hidden = false;
    panel.focus();
    say("Belum disimpan: ada isian yang lebih baru. Pilih di bagian atas halaman.", true);
  };

  const tellEnded = () => {
    stopped = true;
    ended = true;
    keep();
    document.dispatchEvent(new CustomEvent("eptsp:signed-out"));
    const login = `${form.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    say("Sesi Anda berakhir. Isian disimpan di perangkat ini. ", true);
    const link = document.createElement("a");
    link.href = login;
    link.textContent = "Masuk lagi untuk melanjutkan";
    saved.append(link);
  };

  const again = (words) => {
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    tries += 1;
    clearTimeout(timer);
    timer = setTimeout(start, pause);
    say(words(Math.round(pause / 1000)), true);
  };

  const judge = async (answer, text) => {
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 401) { tellEnded(); return; }
    if (answer.status === 404) { stopped = true; say("Draf ini sudah dikirim atau dihapus di tab lain, jadi isian di halaman ini tidak disimpan lagi.", true); return; }
    if (answer.status >= 500 || answer.status === 429) { again((wait) => `Server belum dapat menyimpan; dicoba lagi dalam ${wait} detik. Isian disimpan di perangkat ini.`); return; }
    const result = await answer.json();
    if (answer.status === 409) { tellStale(result); return; }
    if (!answer.ok) { say(result.error || "Isian ini belum dapat disimpan.", true); return; }
    tries = 0;
    done = text;
    seen.value = result.seen;
    if (typed().toString() === text) shelf.drop(key);
    const wrong = Object.values(result.wrong);
    say(wrong.length ? `Tersimpan ${result.saved}. Perlu diperbaiki: ${wrong.join(" ")}` : `Tersimpan ${result.saved}`);
    form.dispatchEvent(new CustomEvent("wizard:saved", { detail: result }));
  };

  const body = (fields) => {
    const data = new URLSearchParams(fields);
    data.set("aksi", "simpan");
    data.set("versi", seen.value);
    data.set("lembar", form.elements.namedItem("lembar").value);
    return data;
  };
  const post = (fields, more) => fetch(location.pathname, {
    method: "POST", body: body(fields), redirect: "manual", credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": cookie() }, ...more,
  });

  const save = async () => {
    clearTimeout(timer);
    const fields = typed();
    const text = fields.toString();
    if (stopped || text === done) return;
    const kept = keep();
    if (!navigator.onLine) { say(kept ? OFFLINE : "Anda sedang luring. Jangan tutup halaman ini; isian dikirim begitu tersambung kembali.", true); return; }
    say("Menyimpan …");
    let answer = null;
    try {
      answer = await post(fields, { signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      again((wait) => (kept ? `Sambungan terputus. Isian disimpan di perangkat ini; dicoba lagi dalam ${wait} detik.` : `Sambungan terputus. Jangan tutup halaman ini; dicoba lagi dalam ${wait} detik.`));
      return;
    }
    try {
      await judge(answer, text);
    } catch {
      say("Isian belum tersimpan: jawaban server tidak terbaca. Isian disimpan di perangkat ini; muat ulang halaman.", true);
    }
  };

  /* one at a time; what was typed meanwhile follows */
  function start() {
    if (!running) running = save().finally(() => { running = null; });
    return running;
  }
  const later = (event) => {
    if (event.target.closest && event.target.closest("[data-not-saved]")) return;
    if (stopped) { keep(); return; }
    clearTimeout(timer);
    timer = setTimeout(() => { if (running) running.finally(start); else start(); }, WAIT);
  };

  /* the last chance: the request outlives the page */
  const leave = () => {
    const fields = typed();
    if (stopped || fields.toString() === done) return;
    keep();
    if (navigator.onLine) post(fields, { keepalive: true }).then((answer) => judge(answer, fields.toString())).catch(() => {});
  };

  /* signed in again in another tab (session.js): what was typed here goes to the server after all */
  document.addEventListener("eptsp:signed-in", () => {
    if (!ended) return;
    ended = false;
    stopped = false;
    tries = 0;
    start();
  });

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("online", () => { tries = 0; if (!stopped) start(); });
  window.addEventListener("offline", () => { if (typed().toString() !== done) { keep(); say(OFFLINE, true); } else say("Anda sedang luring; isian terakhir sudah tersimpan.", true); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", () => { if (!form.dataset.leaving) leave(); });
  window.addEventListener("pageshow", () => { delete form.dataset.leaving; });
  form.addEventListener("submit", (event) => {
    const wish = event.submitter ? event.submitter.value : "";
    clearTimeout(timer);
    if (!navigator.onLine) {
      event.preventDefault();
      keep();
      say(OFFLINE, true);
      return;
    }
    form.elements.namedItem("csrfmiddlewaretoken").value = cookie();
    form.dataset.leaving = "1";
    if (wish.startsWith("timpa:")) shelf.drop(key); else keep(true);
  });
  panel.querySelector("[data-stale-load]").addEventListener("click", () => { stopped = true; done = typed().toString(); shelf.drop(key); });
  /* others (the upload rows) wait for this before they replace a part of the page */
  window.wizardSave = start;

  /* ---- on arrival: what did not reach the server last time */
  done = typed().toString();
  const entry = shelf.read(key);
  if (entry && ("posted" in form.dataset || new URLSearchParams(entry.fields).toString() === done)) shelf.drop(key);
  else if (entry) {
    restore(entry);
    say(`Isian yang belum terkirim (${clock(entry.at)}) dipulihkan dari perangkat ini.`);
    start();
  }
  if (!panel.hidden) { stopped = true; keep(); }
})();
