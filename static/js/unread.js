/* The figure on the inbox, asked every half minute while the page can be seen. Without it the next page shows it. */
(() => {
  "use strict";

  const SECONDS = 30;
  const badge = document.querySelector("[data-unread]");
  if (!badge || !window.fetch) return;

  let timer = 0;
  let tag = "";

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".count");
    document.querySelectorAll(`[data-unread], .sidebar a[href="${badge.getAttribute("href")}"]`).forEach((link) => {
      link.querySelectorAll(".count").forEach((old) => old.remove());
      if (fresh) link.append(fresh.cloneNode(true));
    });
  };

  const ask = async () => {
    window.clearTimeout(timer);
    if (document.hidden) return;
    let wait = SECONDS;
    try {
      const answer = await fetch(badge.dataset.unread, {
        headers: tag ? { "If-None-Match": tag } : {},
        cache: "no-store",
        credentials: "same-origin",
        redirect: "error",
      });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        show(await answer.text());
      } else if (answer.status === 403 || answer.status === 401) {
        return;
      }
    } catch {
      wait = SECONDS * 4; /* no line, or signed out: ask seldom */
    }
    timer = window.setTimeout(ask, wait * 1000);
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) window.clearTimeout(timer);
    else ask();
  });
  timer = window.setTimeout(ask, SECONDS * 1000);
})();
