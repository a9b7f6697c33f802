/* The shell: drawer, account menu, CSRF for htmx, no double submit. Every page works without it. */
(() => {
  "use strict";

  const drawer = document.querySelector("[data-drawer]");
  const opener = document.querySelector("[data-drawer-open]");

  const setDrawer = (open) => {
    if (!drawer || !opener) return;
    drawer.classList.toggle("is-open", open);
    opener.setAttribute("aria-expanded", String(open));
    /* while the drawer is open nothing behind it can be reached */
    document.querySelectorAll(".topbar, main, .footer").forEach((part) => { part.inert = open; });
    if (open) drawer.querySelector("[data-drawer-close]").focus();
    else opener.focus();
  };

  if (drawer && opener) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-controls", drawer.id);
    opener.setAttribute("aria-expanded", "false");
    window.matchMedia("(min-width: 62rem)").addEventListener("change", () => {
      if (drawer.classList.contains("is-open")) setDrawer(false);
    });
    opener.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); setDrawer(true); }
    });
  }

  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]"));
    if (event.target.closest("[data-drawer-open]")) { event.preventDefault(); setDrawer(true); }
    else if (event.target.closest("[data-drawer-close]")) { event.preventDefault(); setDrawer(false); }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (drawer && drawer.classList.contains("is-open")) setDrawer(false);
  });

  /* the summary of errors is read first */
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  /* whoever signs out leaves no unsent answers on the device */
  document.addEventListener("submit", (event) => {
    if (!/\/keluar\/$/.test(new URL(event.target.action, location.href).pathname)) return;
    try { Object.keys(localStorage).filter((key) => key.startsWith("eptsp:draf:")).forEach((key) => localStorage.removeItem(key)); } catch { /* no storage, nothing kept */ }
  });

  /* <form data-once>: the second click of a double click does nothing */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    });
  });

  const cookie = (name) => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });

  /* a fragment that cannot be loaded says so, in its own place */
  const failed = (event) => {
    const place = event.detail.target;
    if (!place) return;
    const notice = document.createElement("p");
    notice.className = "notice notice-error";
    notice.setAttribute("role", "alert");
    notice.textContent = "Bagian ini gagal dimuat. Periksa sambungan Anda, lalu muat ulang halaman.";
    place.querySelectorAll(":scope > .notice-error").forEach((old) => old.remove());
    place.prepend(notice);
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
})();
