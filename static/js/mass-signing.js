/* Tanda tangan massal: tick all, and one request per file. The passphrase stays in the field of this page: it is sent
   in the body of each request and is put into no storage; a reload empties the field. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* ---- choosing */

  const choose = one("[data-choose]");
  if (choose) {
    const boxes = all('input[name="berkas"]', choose);
    const master = one("[data-choose-all]", choose);
    const label = one("[data-choose-label]", choose);
    const count = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      master.checked = chosen === boxes.length;
      master.indeterminate = chosen > 0 && chosen < boxes.length;
      one("[data-choose-count]", choose).textContent = chosen ? `${chosen} berkas dipilih` : "";
    };
    master.hidden = false;
    label.hidden = false;
    master.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = master.checked; });
      count();
    });
    boxes.forEach((box) => box.addEventListener("change", count));
    count();
  }

  /* ---- signing */

  const form = one("[data-batch-form]");
  if (!form) return;
  const field = one('input[name="passphrase"]', form);
  const start = one("[data-batch-start]", form);
  const startLabel = one("[data-batch-start-label]", form);
  const stop = one("[data-batch-stop]", form);
  const say = (text) => { one("[data-batch-say]", form).textContent = text; };
  const waiting = () => all('[data-batch-item="waiting"]');
  const tones = { signed: "chip-positive", refused: "chip-negative", unknown: "chip-warning" };
  let stopped = false;
  let running = false;

  const offer = () => { startLabel.textContent = `Tandatangani ${waiting().length} berkas`; };

  const write = (row, result) => {
    row.dataset.batchItem = result.state;
    const chip = one("[data-batch-state]", row);
    chip.textContent = result.label;
    chip.className = `chip ${tones[result.state] || ""}`;
    one("[data-batch-reason]", row).textContent = result.reason;
    ["signed", "refused", "unknown", "left"].forEach((name) => { one(`[data-batch-${name}]`).textContent = result[name]; });
    one("[data-batch-bar]").value = result.percent;
  };

  const send = async (row) => {
    const body = new FormData(form);
    const answer = await fetch(row.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no result");
    return answer.json();
  };

  const rest = (text) => {
    running = false;
    start.hidden = false;
    stop.hidden = true;
    field.disabled = false;
    offer();
    say(text);
  };

  const run = async () => {
    for (const row of waiting()) {
      if (stopped) return rest("Berhenti. Berkas yang menunggu dapat dilanjutkan kapan saja.");
      one("[data-batch-state]", row).textContent = "Sedang ditandatangani…";
      let result;
      try {
        result = await send(row);
      } catch {
        one("[data-batch-state]", row).textContent = "Menunggu";
        return rest("Server tidak menjawab. Muat ulang halaman untuk melihat hasil terakhir sebelum melanjutkan.");
      }
      write(row, result);
      if (result.error) {
        field.value = "";
        rest(result.error);
        field.focus();
        return undefined;
      }
      if (result.state === "unknown") return rest("Penyedia tidak menjawab dengan lengkap. Sisanya belum dikirim; coba lanjutkan nanti.");
    }
    field.value = "";
    window.location.reload();
    return undefined;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) return;
    if (!field.value) {
      say("Ketik passphrase TTE Anda.");
      field.focus();
      return;
    }
    running = true;
    stopped = false;
    start.hidden = true;
    stop.hidden = false;
    say("Sedang menandatangani. Jangan tutup halaman ini; hasil yang sudah ada tetap tersimpan bila tertutup.");
    run();
  });
  stop.addEventListener("click", () => { stopped = true; say("Berhenti setelah berkas ini…"); });
  offer();
  say("");
})();
