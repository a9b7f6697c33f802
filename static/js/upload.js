/* Uploads: a check the moment a file is chosen, sending in parts (resumable.js), a progress bar and a way to stop.
   Without a script the same forms are sent as a whole. */
(() => {
  "use strict";

  const TYPES = { PDF: ["pdf"], JPG: ["jpg", "jpeg"], PNG: ["png"], GIF: ["gif"], DWG: ["dwg"] };
  const ALL = "PDF, JPG, PNG, GIF, DWG";
  const DONE = "Upload berhasil";
  const LOOK_AGAIN = [2, 4, 8, 16]; // seconds after which a thumbnail is asked for

  const readable = (bytes) => {
    const number = (value) => value.toLocaleString("id-ID", { maximumFractionDigits: 1 });
    if (bytes < 1024) return `${bytes} byte`;
    return bytes < 1024 * 1024 ? `${number(bytes / 1024)} KB` : `${number(bytes / 1024 / 1024)} MB`;
  };

  /* The type that the first bytes tell, "" when none of ours. */
  const kindOf = (bytes) => {
    const text = String.fromCharCode(...bytes);
    if (text.startsWith("\xff\xd8\xff")) return "JPG";
    if (text.startsWith("\x89PNG\r\n")) return "PNG";
    if (/^GIF8[79]a/.test(text)) return "GIF";
    if (/^AC10\d\d/.test(text)) return "DWG";
    return /^(\xef\xbb\xbf)?[\0\t\n\f\r ]*%PDF-\d/.test(text) ? "PDF" : "";
  };

  /* The first, quick answer; the server looks at the whole content itself. "" when the file may be sent. */
  const refusal = async (file, formats, limit, room = Infinity) => {
    const what = `Berkas ${file.name} (${readable(file.size)})`;
    const rules = `Jenis yang diterima: ${formats}; paling besar ${readable(limit)}.`;
    if (file.size === 0) return `Berkas ${file.name} kosong (0 byte). Pilih berkas lain. ${rules}`;
    if (file.size > limit) return `Berkas ${file.name} berukuran ${readable(file.size)}, melebihi batas ${readable(limit)}. Perkecil berkas lalu pilih kembali.`;
    if (file.size > room) return `${what} tidak muat: sisa ruang File Saya ${readable(room)}. Hapus file yang tidak dipakai.`;
    const extension = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
    const wanted = formats.split(", ");
    if (!wanted.some((code) => (TYPES[code] || []).includes(extension))) return `${what} tidak dapat diterima di sini: jenisnya ${extension ? extension.toUpperCase() : "tidak diketahui"}. ${rules}`;
    let head;
    try { head = new Uint8Array(await file.slice(0, 1032).arrayBuffer()); } catch { return `${what} tidak dapat dibaca. Pindahkan ke perangkat ini, lalu pilih kembali.`; }
    if (!wanted.includes(kindOf(head))) return `${what} tidak dapat diterima di sini: isinya bukan ${extension.toUpperCase()} yang benar. ${rules}`;
    return "";
  };

  const say = (place, words, kind, link) => {
    const message = place.querySelector("[data-upload-message]");
    message.textContent = words;
    if (link) {
      const there = document.createElement("a");
      there.href = link;
      there.textContent = "Lihat file itu";
      message.append(" ", there);
    }
    message.classList.toggle("is-error", kind === "error");
    message.classList.toggle("is-done", kind === "done");
  };

  /* Sends one file and hands it over to `url`; moves the bar inside `place`. Throws the sentence to show. */
  const send = async (file, url, fields, place) => {
    const box = place.querySelector("[data-upload-progress]");
    const bar = box.querySelector("progress");
    const percent = box.querySelector("[data-upload-percent]");
    const stop = box.querySelector("[data-upload-cancel]");
    const show = (value) => { bar.value = value; percent.textContent = `${value}%`; };
    const tell = (words, kind) => say(place, words, kind);
    show(0);
    box.hidden = false;
    say(place, `Mengunggah ${file.name} …`);
    const running = window.resumable(file, { moved: (sent) => show(Math.min(99, Math.floor((sent / file.size) * 100))), say: tell });
    stop.addEventListener("click", running.cancel);
    try {
      const key = await running.done;
      stop.disabled = true;
      say(place, "Berkas terkirim. Sedang diperiksa …");
      const answer = await window.resumable.claim(url, key, fields, tell);
      running.forget();
      show(100);
      return answer;
    } finally {
      stop.disabled = false;
      stop.removeEventListener("click", running.cancel);
      box.hidden = true;
    }
  };

  /* ---- thumbnails that a worker is drawing */
  const awaitThumbs = (root) => root.querySelectorAll("[data-thumb-wait]").forEach((place) => {
    const url = place.dataset.thumbWait;
    delete place.dataset.thumbWait;
    place.removeAttribute("data-thumb-wait");
    const look = (tries) => setTimeout(async () => {
      const answer = await fetch(url, { method: "HEAD" }).catch(() => null);
      if (!answer || answer.status !== 200) { if (tries + 1 < LOOK_AGAIN.length) look(tries + 1); return; }
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = url;
      place.replaceChildren(picture);
    }, LOOK_AGAIN[tries] * 1000);
    look(0);
  });
  awaitThumbs(document);

  /* ---- rows of the wizard */
  const list = document.querySelector("[data-uploads]");
  const dialog = document.getElementById("pemilih");

  const putRow = (row, html, code) => {
    row.innerHTML = html;
    row.classList.remove("is-chosen");
    if (window.htmx) window.htmx.process(row);
    awaitThumbs(row);
    const link = row.querySelector(".upload-given a");
    (link || row.querySelector(`#file-${code}`)).focus();
  };

  const check = async (row) => {
    const control = row.querySelector("[data-upload-file]");
    const file = control.files[0];
    row.classList.remove("is-chosen");
    if (!file) { say(row, ""); return false; }
    const problem = await refusal(file, control.dataset.formats, Number(list.dataset.limit));
    if (problem) { control.value = ""; say(row, problem, "error"); return false; }
    row.classList.add("is-chosen");
    say(row, `${file.name} (${readable(file.size)}) siap diunggah. Tekan Upload.`);
    return true;
  };

  const upload = async (row) => {
    const control = row.querySelector("[data-upload-file]");
    const file = control.files[0];
    if (!file) { say(row, "Pilih berkas dahulu, lalu tekan Upload.", "error"); return; }
    if (row.hasAttribute("aria-busy") || !(await check(row))) return;
    const code = control.id.slice("file-".length);
    row.setAttribute("aria-busy", "true");
    try {
      const answer = await send(file, control.dataset.url, {}, row);
      if (answer.ok) putRow(row, answer.row, code);
      else say(row, answer.error, "error");
    } catch (problem) {
      say(row, problem.message, "error");
    } finally {
      row.removeAttribute("aria-busy");
    }
  };

  const openPicker = async (row, url) => {
    const body = dialog.querySelector(".dialog-body");
    body.innerHTML = '<p class="loading">Memuat …</p>';
    dialog.dataset.row = row.id;
    dialog.showModal();
    if (window.wizardSave) await window.wizardSave();
    window.htmx.ajax("GET", url, { target: body, swap: "innerHTML" });
  };

  const useStored = async (pickForm) => {
    const row = document.getElementById(dialog.dataset.row);
    const answer = await fetch(pickForm.action, { method: "POST", body: new FormData(pickForm), headers: { Accept: "application/json" } });
    const result = await answer.json();
    dialog.close();
    if (answer.ok) putRow(row, result.row, row.id.slice("berkas-".length));
    else say(row, result.error, "error");
  };

  if (list) {
    list.classList.add("has-script");
    list.addEventListener("change", (event) => {
      if (event.target.matches("[data-upload-file]")) check(event.target.closest("[data-upload]"));
    });
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-upload]");
      if (!row) return;
      const pick = event.target.closest("[data-upload-pick]");
      if (event.target.closest("[data-upload-send]")) { event.preventDefault(); upload(row); }
      else if (event.target.closest("[data-upload-undo]")) { row.querySelector("[data-upload-file]").value = ""; check(row); row.querySelector("[data-upload-file]").focus(); }
      else if (pick && dialog && dialog.showModal && window.htmx) { event.preventDefault(); openPicker(row, pick.dataset.uploadPick); }
    });
    ["dragover", "dragleave", "drop"].forEach((kind) => list.addEventListener(kind, (event) => {
      const row = event.target.closest("[data-upload]");
      const control = row && row.querySelector("[data-upload-file]");
      if (!control) return;
      event.preventDefault();
      row.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      control.files = event.dataTransfer.files;
      check(row);
    }));
  }

  if (dialog) {
    dialog.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-pick]")) return;
      event.preventDefault();
      useStored(event.target).catch(() => { event.target.submit(); });
    });
  }

  /* ---- a section of the page that becomes a popup: <a data-dialog-open="id"> and <section id data-dialog-source> */
  const source = document.querySelector("[data-dialog-source]");
  if (source && window.HTMLDialogElement) {
    const popup = document.createElement("dialog");
    popup.className = "dialog";
    popup.setAttribute("aria-labelledby", source.getAttribute("aria-labelledby"));
    source.before(popup);
    popup.append(source);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-quiet btn-small";
    close.textContent = "Tutup";
    close.addEventListener("click", () => popup.close());
    source.querySelector(".card-head").append(close);
    document.querySelectorAll(`[data-dialog-open="${source.id}"]`).forEach((opener) => {
      opener.addEventListener("click", (event) => { event.preventDefault(); popup.showModal(); });
    });
    if (source.querySelector(".error-summary") || location.hash === `#${source.id}`) popup.showModal();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dialog-close]");
    if (button) button.closest("dialog").close();
  });

  /* ---- the upload of File Saya: several files go one after another */
  const form = document.querySelector("form[data-upload-form]");
  if (form) {
    const control = form.querySelector("input[type=file]");
    const button = form.querySelector("[type=submit]");
    const check = async () => {
      const files = [...control.files];
      if (!files.length) { say(form, "Pilih berkas yang akan diunggah.", "error"); return false; }
      const problems = (await Promise.all(files.map((file) => refusal(file, ALL, Number(form.dataset.limit), Number(form.dataset.room))))).filter(Boolean);
      const ready = files.length === 1 ? `${files[0].name} (${readable(files[0].size)})` : `${files.length} berkas`;
      say(form, problems.join(" ") || `${ready} siap diunggah.`, problems.length ? "error" : "");
      return !problems.length;
    };
    control.multiple = true;
    control.addEventListener("change", check);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.disabled || !(await check())) return;
      const files = [...control.files];
      button.disabled = true;
      try {
        for (const file of files) {
          const fields = { nama: files.length === 1 ? form.elements.namedItem("nama").value : "" };
          const answer = await send(file, form.getAttribute("action") || location.pathname, fields, form);
          if (!answer.ok) { say(form, answer.error, "error", answer.url); return; }
        }
        say(form, DONE, "done");
        location.assign(location.pathname);
      } catch (problem) {
        say(form, problem.message, "error");
      } finally {
        button.disabled = false;
      }
    });
  }
})();
