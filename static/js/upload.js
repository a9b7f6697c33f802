/* Uploads with a check before sending, a progress bar and a way to stop. Without it the same forms are sent as a whole. */
(() => {
  "use strict";

  const TYPES = { PDF: ["pdf"], JPG: ["jpg", "jpeg"], PNG: ["png"], GIF: ["gif"], DWG: ["dwg"] };
  const ALL = "PDF, JPG, PNG, GIF, DWG";
  const DONE = "Upload berhasil";
  const LOST = "Sambungan terputus. Berkas belum terkirim; coba Upload lagi.";

  const readable = (bytes) => {
    const number = (value) => value.toLocaleString("id-ID", { maximumFractionDigits: 1 });
    if (bytes < 1024) return `${bytes} byte`;
    return bytes < 1024 * 1024 ? `${number(bytes / 1024)} KB` : `${number(bytes / 1024 / 1024)} MB`;
  };

  /* The first, quick answer; the server looks at the content itself. */
  const refusal = (file, formats, limit) => {
    const extension = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
    const known = formats.split(", ").some((code) => (TYPES[code] || []).includes(extension));
    if (file.size === 0) return `Berkas ${file.name} kosong (0 byte). Pilih berkas lain.`;
    if (file.size > limit) return `Berkas ${file.name} berukuran ${readable(file.size)}, melebihi batas ${readable(limit)}. Perkecil berkas lalu pilih kembali.`;
    if (!known) return `Berkas ${file.name} tidak dapat diterima di sini. Jenis yang diterima: ${formats}.`;
    return "";
  };

  const tokenIn = (root) => (root.closest("form") || document).querySelector("[name=csrfmiddlewaretoken]").value;

  /* Sends one request and moves the bar inside `place`; resolves with the answer, rejects with a sentence. */
  const send = (url, data, place, token) => new Promise((resolve, reject) => {
    const box = place.querySelector("[data-upload-progress]");
    const bar = box.querySelector("progress");
    const percent = box.querySelector("[data-upload-percent]");
    const stop = box.querySelector("[data-upload-cancel]");
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    const show = (value) => { bar.value = value; percent.textContent = `${value}%`; };
    show(0);
    box.hidden = false;
    stop.addEventListener("click", cancel);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) show(Math.min(99, Math.round((event.loaded / event.total) * 100)));
    });
    request.addEventListener("loadend", () => { box.hidden = true; stop.removeEventListener("click", cancel); });
    request.addEventListener("abort", () => reject("Upload dibatalkan."));
    request.addEventListener("error", () => reject(LOST));
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { answer = null; }
      if (request.status === 413) reject("Berkas terlalu besar untuk diterima.");
      else if (!answer) reject("Berkas belum tersimpan. Muat ulang halaman, lalu coba lagi.");
      else if (request.status >= 400) reject(answer.error);
      else { show(100); resolve(answer); }
    });
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.send(data);
  });

  const say = (place, words, kind) => {
    const message = place.querySelector("[data-upload-message]");
    message.textContent = words;
    message.classList.toggle("is-error", kind === "error");
    message.classList.toggle("is-done", kind === "done");
  };

  /* ---- rows of the wizard */
  const list = document.querySelector("[data-uploads]");
  const dialog = document.getElementById("pemilih");

  const putRow = (row, html, code) => {
    row.innerHTML = html;
    if (window.htmx) window.htmx.process(row);
    const link = row.querySelector(".upload-given a");
    (link || row.querySelector(`#file-${code}`)).focus();
  };

  const check = (row) => {
    const control = row.querySelector("[data-upload-file]");
    const file = control.files[0];
    if (!file) { say(row, ""); return false; }
    const problem = refusal(file, control.dataset.formats, Number(list.dataset.limit));
    if (problem) { control.value = ""; say(row, problem, "error"); return false; }
    say(row, `${file.name} (${readable(file.size)}) siap diunggah. Tekan Upload.`);
    return true;
  };

  const upload = async (row) => {
    const control = row.querySelector("[data-upload-file]");
    if (!control.files.length) { say(row, "Pilih berkas dahulu, lalu tekan Upload.", "error"); return; }
    if (!check(row)) return;
    const data = new FormData();
    data.set("berkas", control.files[0]);
    const code = control.id.slice("file-".length);
    row.setAttribute("aria-busy", "true");
    try {
      const answer = await send(control.dataset.url, data, row, tokenIn(row));
      putRow(row, answer.row, code);
    } catch (words) {
      say(row, String(words), "error");
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

  /* ---- the upload of File Saya */
  const form = document.querySelector("form[data-upload-form]");
  if (form) {
    const control = form.querySelector("input[type=file]");
    const check = () => {
      const file = control.files[0];
      if (!file) { say(form, "Pilih berkas yang akan diunggah.", "error"); return false; }
      const problem = refusal(file, ALL, Number(form.dataset.limit));
      say(form, problem || `${file.name} (${readable(file.size)}) siap diunggah.`, problem ? "error" : "");
      return !problem;
    };
    control.addEventListener("change", check);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!check()) return;
      try {
        await send(form.getAttribute("action") || location.pathname, new FormData(form), form, tokenIn(control));
        say(form, DONE, "done");
        location.assign(location.pathname);
      } catch (words) {
        say(form, String(words), "error");
      }
    });
  }
})();
