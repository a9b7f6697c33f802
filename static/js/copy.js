/* Buttons that copy a text: <button data-copy="6F632D" hidden>. Without script the text is selected by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    const label = button.querySelector("[data-copy-label]");
    const before = label ? label.textContent : "";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        if (label) label.textContent = "Tersalin";
      } catch {
        if (label) label.textContent = "Gagal, salin manual";
      }
      setTimeout(() => { if (label) label.textContent = before; }, 2500);
    });
  });
})();
