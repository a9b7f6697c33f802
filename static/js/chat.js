/* The chat: a socket, polling when there is none, and what was typed without a connection sent later.
   Every message carries a key made here, so that sending it twice keeps it once. Without a script the page is a form. */
(() => {
  "use strict";

  const root = document.querySelector("[data-chat]");
  if (!root || !root.dataset.live) return;
  const { room, who, query } = root.dataset;
  const list = root.querySelector("[data-list]");
  const log = root.querySelector("[data-log]");
  const form = root.querySelector("[data-chat-form]");
  const net = root.querySelector("[data-net]");
  const typing = root.querySelector("[data-typing]");
  const WAITS = [1, 2, 4, 8, 16, 30]; // seconds between two tries of the socket
  const POLL = 4000, HEARTBEAT = 15000, PATIENCE = 10000, HURRY = 10000;
  const STORE = `eptsp:draf:chat:${who}:${room}`;

  let socket = null, tries = 0, ended = false, alive = false;
  let confirmed = Number(root.dataset.last); // up to here nothing is missing
  let readUpto = Number(root.dataset.read), told = confirmed;
  let timers = {};
  let pending = [];
  try { pending = JSON.parse(localStorage.getItem(STORE) || "[]"); } catch { /* no storage: kept in this page only */ }

  const keep = () => { try { pending.length ? localStorage.setItem(STORE, JSON.stringify(pending.map(({ key, text }) => ({ key, text })))) : localStorage.removeItem(STORE); } catch { /* as above */ } };
  const later = (name, act, ms) => { clearTimeout(timers[name]); timers[name] = setTimeout(act, ms); };
  const isOpen = () => socket && socket.readyState === WebSocket.OPEN && alive;
  const token = () => (form ? form.querySelector("[name=csrfmiddlewaretoken]").value : cookie("csrftoken"));
  const cookie = (name) => (document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`)) || "").slice(name.length + 1);
  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)));
  const address = (name, extra = "") => `${root.dataset[name]}${query}${extra ? (query ? "&" : "?") + extra : ""}`;
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  const say = (words) => { if (net) net.textContent = words; };

  /* --- the log --- */

  const add = ({ id, key, kind, html }) => {
    if (list.querySelector(`[data-id="${Number(id)}"]`)) return;
    const parsed = document.createElement("template");
    parsed.innerHTML = html; // made and escaped by the server
    const item = parsed.content.querySelector("li");
    const stay = atEnd();
    const mine = list.querySelector(`[data-pending="${CSS.escape(key)}"]`);
    if (mine) mine.remove();
    const after = [...list.children].find((one) => !one.dataset.id || Number(one.dataset.id) > id);
    list.insertBefore(item, after || null);
    const empty = root.querySelector("[data-empty]");
    if (empty) empty.remove();
    forget(key);
    marks();
    if (kind === "event") refreshSide();
    if (kind !== "event") typing.textContent = "";
    if (stay || mine) toEnd();
    read();
  };
  const marks = () => list.querySelectorAll(".is-own [data-state]").forEach((mark) => {
    const id = Number(mark.closest("li").dataset.id || 0);
    if (id && id <= readUpto) mark.textContent = "Dibaca";
  });
  const otherRead = (upto) => { if (upto > readUpto) { readUpto = upto; marks(); } };
  const lastId = () => Math.max(0, ...[...list.querySelectorAll("[data-id]")].map((one) => Number(one.dataset.id)));

  const read = () => {
    const upto = lastId();
    if (document.visibilityState !== "visible" || upto <= told) return;
    if (isOpen()) { socket.send(JSON.stringify({ type: "read", upto })); told = upto; }
    else if (!ended) post("seen", new URLSearchParams({ sampai: upto })).then((answer) => { if (answer && answer.ok) told = upto; }).catch(() => {});
  };

  const draw = (one) => {
    const item = document.createElement("li");
    item.className = `chat-bubble is-own is-waiting is-${root.dataset.desk ? "officer" : "applicant"}`;
    item.dataset.pending = one.key;
    const [name, words, state] = ["chat-who", "chat-words", "chat-when"].map((css) => { const part = document.createElement("p"); part.className = css; item.append(part); return part; });
    name.textContent = "Anda";
    words.textContent = one.text;
    state.textContent = "Mengirim…";
    list.append(item);
    toEnd();
  };
  const forget = (key) => { const before = pending.length; pending = pending.filter((one) => one.key !== key); if (pending.length !== before) keep(); };
  const fail = (key, words) => {
    const item = list.querySelector(`[data-pending="${CSS.escape(key)}"]`);
    const one = pending.find((each) => each.key === key);
    forget(key);
    if (item) item.remove();
    problem(words);
    const body = form && form.querySelector("[data-body]");
    if (one && body && !body.value) body.value = one.text;
  };
  const problem = (words) => { const place = form && form.querySelector("[data-error]"); if (place) place.textContent = words; };

  /* --- the way out: socket if it is open, else one request after the other --- */

  const post = (name, body) => fetch(address(name), { method: "POST", body, headers: { "X-CSRFToken": token(), Accept: "application/json" } });
  let posting = false;
  const flush = async () => {
    if (ended || !pending.length) return;
    if (isOpen()) { pending.forEach((one) => { if (!one.sent) { one.sent = true; socket.send(JSON.stringify({ type: "send", key: one.key, text: one.text })); } }); return; }
    if (posting || navigator.onLine === false) return;
    posting = true;
    try {
      while (pending.length && !isOpen()) {
        const one = pending[0];
        const answer = await post("say", new URLSearchParams({ key: one.key, body: one.text }));
        if (gone(answer)) return;
        if (answer.status === 429) { problem((await answer.json()).error); later("hurry", flush, HURRY); return; }
        if (answer.status === 422) { fail(one.key, (await answer.json()).error); continue; }
        if (!answer.ok) return;
        add((await answer.json()).message);
        forget(one.key);
      }
    } catch { /* no connection: the next poll tries again */ } finally { posting = false; }
  };

  const gone = (answer) => {
    if (!answer.redirected && answer.status !== 403 && answer.status !== 404) return false;
    stop("Sesi Anda berakhir atau hak Anda berubah. Muat ulang halaman untuk masuk kembali.");
    return true;
  };
  const stop = (words) => { ended = true; Object.values(timers).forEach(clearTimeout); say(words); if (socket) socket.close(); };

  const poll = async () => {
    if (ended || isOpen()) return;
    later("poll", poll, document.visibilityState === "visible" ? POLL : POLL * 5);
    try {
      const visible = document.visibilityState === "visible" ? "&terlihat=1" : "";
      const answer = await fetch(address("new", `sesudah=${confirmed}${visible}`), { headers: { Accept: "application/json" } });
      if (gone(answer) || !answer.ok) return;
      say("Tanpa sambungan langsung; pesan diperbarui setiap beberapa detik.");
      caughtUp(await answer.json());
      flush();
    } catch { say("Sambungan terputus. Pesan Anda disimpan dan dikirim begitu tersambung kembali."); }
  };
  const caughtUp = ({ messages, read: upto }) => {
    messages.forEach(add);
    if (messages.length) confirmed = Math.max(confirmed, messages[messages.length - 1].id);
    otherRead(upto);
  };

  /* --- the socket --- */

  const connect = async () => {
    if (ended || isOpen()) return;
    clearTimeout(timers.connect);
    let ticket = "";
    try {
      const answer = await post("ticket", new URLSearchParams());
      if (gone(answer)) return;
      ticket = answer.ok ? (await answer.json()).ticket : "";
    } catch { /* no connection */ }
    if (!ticket) { again(); return; }
    const base = root.dataset.socket.startsWith("/") ? `${location.protocol.replace("http", "ws")}//${location.host}` : "";
    let mine;
    try { mine = new WebSocket(`${base}${root.dataset.socket}?tiket=${encodeURIComponent(ticket)}`); } catch { again(); return; }
    if (socket) { socket.onclose = null; socket.close(); }
    socket = mine;
    alive = false;
    later("silent", () => mine.close(), PATIENCE);
    mine.onopen = () => beat();
    mine.onmessage = (event) => { clearTimeout(timers.silent); hear(JSON.parse(event.data)); };
    mine.onclose = (event) => {
      alive = false;
      if (event.code === 4401 || event.code === 4403) stop("Sesi Anda berakhir atau hak Anda berubah. Muat ulang halaman untuk masuk kembali.");
      else again();
    };
  };
  const again = () => {
    clearTimeout(timers.beat);
    pending.forEach((one) => { one.sent = false; });
    const wait = WAITS[Math.min(tries, WAITS.length - 1)] * (0.75 + Math.random() / 2);
    tries += 1;
    later("connect", connect, wait * 1000);
    poll();
  };
  const beat = () => {
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    const mine = socket;
    socket.send(JSON.stringify({ type: "here", after: confirmed, visible: document.visibilityState === "visible" }));
    later("silent", () => mine.close(), PATIENCE);
    later("beat", beat, HEARTBEAT);
  };
  const hear = (event) => {
    if (event.type === "sync") {
      if (!alive) { alive = true; tries = 0; clearTimeout(timers.poll); say(""); root.dataset.connected = "1"; }
      caughtUp(event);
      flush();
      read();
    } else if (event.type === "message") add(event.message);
    else if (event.type === "read") otherRead(event.upto);
    else if (event.type === "typing") {
      typing.textContent = `${root.dataset.desk ? "Pemohon" : "Petugas"} sedang mengetik…`;
      later("typing", () => { typing.textContent = ""; }, 5000);
    } else if (event.type === "refused") {
      if (event.again) {
        problem(event.error);
        pending.forEach((one) => { if (one.key === event.key) one.sent = false; });
        later("hurry", () => { problem(""); flush(); }, HURRY);
      } else fail(event.key, event.error);
    }
  };

  window.addEventListener("offline", () => { if (socket) socket.close(); say("Sambungan terputus. Pesan Anda disimpan dan dikirim begitu tersambung kembali."); });
  window.addEventListener("online", () => { tries = 0; connect(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { read(); if (isOpen()) beat(); else poll(); } });

  /* --- beside the log, and the beginning of it --- */

  const fresh = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const refreshSide = () => later("side", async () => {
    const side = document.querySelector("[data-side]");
    if (!side || side.contains(document.activeElement)) return;
    try { const now = (await fresh(location.pathname)).querySelector("[data-side]"); if (now) { side.replaceChildren(...now.childNodes); showScripted(); } } catch { /* the next load shows it */ }
  }, 300);

  log.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-older]");
    if (!link) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      const page = await fresh(link.href);
      const height = log.scrollHeight;
      list.prepend(...[...page.querySelectorAll("[data-list] > li")].filter((one) => !list.querySelector(`[data-id="${Number(one.dataset.id)}"]`)));
      const older = page.querySelector("[data-older]");
      if (older) { link.href = older.getAttribute("href"); link.removeAttribute("aria-busy"); }
      else link.parentElement.remove();
      log.scrollTop += log.scrollHeight - height;
    } catch { link.removeAttribute("aria-busy"); }
  });

  /* a picture has its height only once it is there: whoever was at the end stays there */
  let last = 0;
  log.addEventListener("scroll", () => { last = log.scrollHeight - log.scrollTop - log.clientHeight; }, { passive: true });
  log.addEventListener("load", () => { if (last < 120) toEnd(); }, true);

  const showScripted = () => document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  document.addEventListener("click", (event) => {
    const use = event.target.closest("[data-canned]");
    const body = form && form.querySelector("[data-body]");
    if (!use || !body) return;
    const words = use.closest("details").querySelector("[data-canned-words]").innerText.trim();
    body.value = body.value ? `${body.value}\n${words}` : words;
    body.focus();
  });

  /* --- the form --- */

  if (form) {
    const body = form.querySelector("[data-body]");
    const file = form.querySelector("[data-file]");
    const key = form.querySelector("[name=key]");
    const limit = Number(root.dataset.limit);
    let lastTyped = 0;

    root.querySelectorAll("[data-tab]").forEach((tab) => tab.addEventListener("click", (event) => {
      event.preventDefault();
      const withFile = tab.dataset.tab === "file";
      root.querySelectorAll("[data-tab]").forEach((one) => (one === tab ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
      form.querySelector("[data-panel=file]").hidden = !withFile;
      file.disabled = !withFile;
      form.querySelector("[data-label]").textContent = withFile ? "Pesan (tidak wajib)" : "Pesan";
      problem("");
    }));

    file.addEventListener("change", () => {
      const chosen = file.files[0];
      problem("");
      if (!chosen) return;
      const size = `${(chosen.size / 1024 / 1024).toLocaleString("id-ID", { maximumFractionDigits: 1 })} MB`;
      if (chosen.size > limit) { problem(`Berkas ${chosen.name} berukuran ${size}, melebihi batas ${limit / 1024 / 1024} MB. Perkecil berkas lalu pilih kembali.`); file.value = ""; }
      else if (chosen.size === 0) { problem(`Berkas ${chosen.name} kosong (0 byte). Pilih berkas lain.`); file.value = ""; }
    });

    body.addEventListener("input", () => {
      problem("");
      if (isOpen() && Date.now() - lastTyped > 3000) { lastTyped = Date.now(); socket.send('{"type":"typing"}'); }
    });
    body.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); } });

    const sendFile = () => {
      const request = new XMLHttpRequest();
      const button = form.querySelector("[type=submit]");
      const data = new FormData(form);
      const done = () => { button.removeAttribute("aria-busy"); delete form.dataset.busy; };
      form.dataset.busy = "1";
      button.setAttribute("aria-busy", "true");
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => { if (event.lengthComputable) say(`Mengirim berkas ${Math.round((event.loaded / event.total) * 100)} %`); };
      request.onerror = () => { done(); say(""); problem("Berkas belum terkirim karena sambungan terputus. Tekan Kirim untuk mencoba lagi."); };
      request.onload = () => {
        done();
        say("");
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* not our words */ }
        if (!answer.message) { problem(answer.error || "Berkas belum terkirim. Muat ulang halaman, lalu coba lagi."); return; }
        add(answer.message);
        toEnd();
        form.reset();
        key.value = newKey();
        file.value = "";
      };
      request.send(data);
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      problem("");
      if (form.dataset.busy) return;
      if (!file.disabled && file.files.length) { sendFile(); return; }
      const text = body.value.trim();
      if (!text) { problem("Tulis pesan atau pilih berkas lebih dahulu."); return; }
      const one = { key: newKey(), text };
      body.value = "";
      pending.push(one);
      keep();
      draw(one);
      flush();
    });
  }

  showScripted();
  pending.forEach(draw);
  toEnd();
  connect();
})();
