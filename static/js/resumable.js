/* Uploads in parts that survive a lost connection: a small client of tus 1.0 (tus.io), without a build step.
   resumable(file, place) -> {done: Promise<key>, cancel()}; resumable.claim(url, data) posts the key and tries again while the fault is not the file's. */
(() => {
  "use strict";

  const HOME = "/unggah/";
  const PREFIX = "unggahan:";
  const SMALLEST = 64 * 1024;
  const FIRST = 256 * 1024;
  const LARGEST = 4 * 1024 * 1024;
  const WAITS = [1, 2, 4, 8, 15, 30]; // seconds; the last one repeats
  const PATIENCE = 120000; // milliseconds for one part
  const LOST = "Sambungan terputus. Unggahan dilanjutkan sendiri begitu sambungan kembali.";
  const SIGNED_OUT = "Sesi Anda berakhir. Masuk lagi, lalu pilih berkas yang sama; unggahan dilanjutkan dari tempatnya berhenti.";
  const CANCELLED = "Upload dibatalkan.";

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
  const fingerprint = (file) => `${PREFIX}${file.name}:${file.size}:${file.lastModified}`;
  const memory = {
    get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* private mode: no resuming after a reload */ } },
    drop: (name) => { try { localStorage.removeItem(name); } catch { /* as above */ } },
  };
  const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  class Final extends Error {} // waiting does not mend it

  /* One request; status 0 when the line broke. */
  const ask = (method, url, { headers = {}, body = null, moved = null, stop = null } = {}) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.timeout = PATIENCE;
    Object.entries({ "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), ...headers }).forEach(([name, value]) => request.setRequestHeader(name, value));
    if (moved) request.upload.addEventListener("progress", (event) => moved(event.loaded));
    const abort = () => request.abort();
    if (stop) stop.now = abort;
    window.addEventListener("offline", abort); // a part on its way would hang until its time is over
    request.addEventListener("loadend", () => {
      window.removeEventListener("offline", abort);
      let words = "";
      try { words = JSON.parse(request.responseText).error || ""; } catch { words = ""; }
      resolve({ status: request.status, words, header: (name) => (request.status ? request.getResponseHeader(name) : null) });
    });
    request.send(body);
  });

  /* Until the wait is over, or the browser says that the line is back. */
  const pause = (tries, stop) => new Promise((resolve) => {
    const end = () => { clearTimeout(timer); window.removeEventListener("online", end); resolve(); };
    const timer = setTimeout(end, WAITS[Math.min(tries, WAITS.length - 1)] * 1000);
    window.addEventListener("online", end);
    stop.now = end;
  });

  let queue = Promise.resolve(); // one file after another: a weak line carries one well and three badly

  const resumable = (file, { moved = () => {}, say = () => {} } = {}) => {
    const stop = { asked: false, now: () => {} };
    const mark = fingerprint(file);
    let url = "";
    let step = FIRST;

    const live = () => { if (stop.asked) throw new Final(CANCELLED); };

    /* Repeats `attempt` until its answer is not one of a broken line or a busy server. */
    const patiently = async (attempt) => {
      for (let tries = 0; ; tries += 1) {
        live();
        const answer = await attempt();
        live();
        if (answer.status === 401 || answer.status === 403 || (answer.status && !answer.header("Tus-Resumable") && answer.status < 500)) throw new Final(SIGNED_OUT);
        if (answer.status && answer.status < 500 && answer.status !== 423) return answer;
        say(answer.words || LOST, "waiting");
        await pause(tries, stop);
      }
    };

    const create = async () => {
      const headers = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${packed(file.name)}` };
      const answer = await patiently(() => ask("POST", HOME, { headers, stop }));
      if (answer.status !== 201) throw new Final(answer.words || "Unggahan tidak dapat dimulai.");
      url = answer.header("Location");
      memory.set(mark, url);
      return 0;
    };

    /* How much has arrived of the upload begun before, or a new one. */
    const where = async () => {
      url = url || memory.get(mark) || "";
      if (!url) return create();
      const answer = await patiently(() => ask("HEAD", url, { stop }));
      if (answer.status !== 200 || Number(answer.header("Upload-Length")) !== file.size) return create();
      return Number(answer.header("Upload-Offset"));
    };

    const sendPart = async (offset) => {
      const part = file.slice(offset, offset + step);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const began = performance.now();
      const answer = await ask("PATCH", url, { headers, body: part, stop, moved: (sent) => moved(Math.min(offset + sent, file.size)) });
      const seconds = (performance.now() - began) / 1000;
      if (answer.status !== 204) step = Math.max(SMALLEST, step / 2);
      else if (seconds < 1.5) step = Math.min(LARGEST, step * 2);
      else if (seconds > 8) step = Math.max(SMALLEST, step / 2);
      return answer;
    };

    const run = async () => {
      live();
      let offset = await where();
      let tries = 0;
      if (offset > 0) say(`Dilanjutkan dari ${Math.floor((offset / file.size) * 100)}%.`);
      while (offset < file.size) {
        moved(offset);
        const answer = await sendPart(offset);
        live();
        if (answer.status === 204) {
          offset = Number(answer.header("Upload-Offset"));
          if (tries) say("");
          tries = 0;
          continue;
        }
        if ([400, 412, 413, 415].includes(answer.status)) { memory.drop(mark); throw new Final(answer.words); }
        if (answer.status === 401 || answer.status === 403) throw new Final(SIGNED_OUT);
        if (answer.status !== 409) { say(answer.words && answer.status !== 404 ? answer.words : LOST, "waiting"); await pause(tries, stop); }
        tries += 1;
        offset = await where();
      }
      moved(file.size);
      return url.split("/").filter(Boolean).pop();
    };

    /* The server may still be reading the part that was cut off: it says 423 until it has noticed. */
    const withdraw = async () => {
      for (let tries = 0; url && tries < WAITS.length; tries += 1) {
        const answer = await ask("DELETE", url);
        if (answer.status && answer.status < 500 && answer.status !== 423) return;
        await pause(tries, {});
      }
    };

    const done = queue.then(run);
    queue = done.catch(() => {});
    return {
      done,
      forget: () => memory.drop(mark),
      cancel: () => {
        stop.asked = true;
        stop.now();
        memory.drop(mark);
        done.catch(() => {}).then(withdraw);
      },
    };
  };

  /* Hands a whole upload over; the answer may be lost and asked for again: the server gives the same one. */
  resumable.claim = async (url, key, fields, say) => {
    for (let tries = 0; ; tries += 1) {
      const data = new FormData();
      Object.entries(fields).forEach(([name, value]) => data.set(name, value));
      data.set("unggahan", key);
      let answer = null;
      try {
        answer = await fetch(url, { method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token() } });
      } catch { answer = null; }
      if (answer && (answer.type === "opaqueredirect" || answer.status === 403)) throw new Final(SIGNED_OUT);
      if (answer && answer.status < 500) {
        const result = await answer.json().catch(() => ({ error: "Berkas belum tersimpan. Muat ulang halaman, lalu coba lagi." }));
        return { ok: answer.ok, ...result };
      }
      const words = answer ? (await answer.json().catch(() => ({}))).error : "";
      if (tries >= WAITS.length) throw new Final(words || LOST);
      say(words || LOST, "waiting");
      await pause(tries, {});
    }
  };

  window.resumable = resumable;
})();
