/* Banners: buttons, pause, and a slow change by itself for those who do not mind motion. Without it the row is scrolled. */
(() => {
  "use strict";

  const EVERY = 7000;
  const carousel = document.querySelector("[data-banners]");
  const controls = carousel && carousel.querySelector("[data-banners-controls]");
  if (!controls) return;
  const row = carousel.querySelector("[data-banners-row]");
  const cards = [...row.querySelectorAll("[data-banner]")];
  const pause = controls.querySelector("[data-banners-pause]");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let paused = calm.matches;
  let held = false;
  let timer = 0;

  const index = () => Math.round(row.scrollLeft / (row.scrollWidth / cards.length));
  const show = (n) => {
    const card = cards[(n + cards.length) % cards.length];
    row.scrollTo({ left: card.offsetLeft - row.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
  };
  const tell = () => {
    const now = index();
    controls.querySelector("[data-banners-where]").textContent = `${now + 1} / ${cards.length}`;
    cards.forEach((card, n) => { card.inert = n !== now; });
  };
  const schedule = () => {
    window.clearInterval(timer);
    const playing = !paused && !held && !document.hidden;
    row.setAttribute("aria-live", playing ? "off" : "polite");
    if (playing) timer = window.setInterval(() => show(index() + 1), EVERY);
  };
  const setPaused = (value) => {
    paused = value;
    pause.classList.toggle("is-paused", paused);
    pause.querySelector("[data-banners-pause-word]").textContent = paused ? "Putar" : "Jeda";
    schedule();
  };
  const hold = (value) => { held = value; schedule(); };

  carousel.classList.add("has-script");
  controls.hidden = false;
  pause.addEventListener("click", () => setPaused(!paused));
  controls.querySelectorAll("[data-banners-step]").forEach((button) => {
    button.addEventListener("click", () => { setPaused(true); show(index() + Number(button.dataset.bannersStep)); });
  });
  row.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target !== row) return;
    event.preventDefault();
    setPaused(true);
    show(index() + step);
  });
  row.addEventListener("scroll", () => window.requestAnimationFrame(tell), { passive: true });
  carousel.addEventListener("pointerenter", () => hold(true));
  carousel.addEventListener("pointerleave", () => hold(false));
  carousel.addEventListener("focusin", () => hold(true));
  carousel.addEventListener("focusout", (event) => { if (!carousel.contains(event.relatedTarget)) hold(false); });
  document.addEventListener("visibilitychange", schedule);
  calm.addEventListener("change", () => { if (calm.matches) setPaused(true); });
  tell();
  setPaused(paused);
})();
