/* Help: a link to an answer opens it, print shows all answers. Without it the page works; browsers open targets themselves. */
(() => {
  "use strict";

  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const item = target && target.closest("details");
    if (!item) return;
    item.open = true;
    item.querySelector("summary").scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", openTarget);
  openTarget();

  const button = document.querySelector("[data-print]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.help-item:not([open])")];
    closed.forEach((item) => { item.open = true; });
  });
  window.addEventListener("afterprint", () => { closed.forEach((item) => { item.open = false; }); });
})();
