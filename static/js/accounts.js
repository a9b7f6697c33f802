/* Small comforts of the account pages; every page works without them. */
(function () {
  "use strict";

  var LEVELS = ["", "Lemah", "Cukup", "Kuat"];
  // in the order of the sentences on the page (accounts/passwords.py)
  var RULES = [/^[\s\S]{8,}$/, /[A-Z]/, /[a-z]/, /[0-9]/];

  function reveal(row) {
    var inputs = row.dataset.reveal.split(" ").map(function (id) { return document.getElementById(id); }).filter(Boolean);
    var box = row.querySelector("input");
    function show(type) { inputs.forEach(function (input) { input.type = type; }); }
    if (!inputs.length) { return; }
    row.hidden = false;
    box.addEventListener("change", function () { show(box.checked ? "text" : "password"); });
    // a password shown in clear must not be kept by the browser as an ordinary text
    if (inputs[0].form) { inputs[0].form.addEventListener("submit", function () { show("password"); }); }
  }

  function level(password, met) {
    if (!password) { return 0; }
    if (met < RULES.length) { return 1; }
    return password.length >= 12 || /[^A-Za-z0-9]/.test(password) ? 3 : 2;
  }

  function strength(input) {
    var meter = document.getElementById(input.dataset.strength);
    if (!meter) { return; }
    var words = meter.querySelector("[data-strength-words]");
    var dots = meter.querySelector(".strength-dots");
    var items = document.querySelectorAll("[data-rule]");
    function show() {
      var met = 0;
      RULES.forEach(function (rule, index) {
        var ok = rule.test(input.value);
        met += ok ? 1 : 0;
        if (items[index]) { items[index].classList.toggle("is-met", ok); }
      });
      var now = level(input.value, met);
      dots.hidden = !input.value; // no circles before the first letter; the words beside them are announced
      meter.dataset.level = String(now);
      words.textContent = now ? "Kekuatan password: " + LEVELS[now] : "";
    }
    meter.hidden = false;
    input.addEventListener("input", show);
    show();
  }

  /* "Generate Code" rests until the next code may be asked for. */
  function rest(button, area) {
    var sent = area.querySelector("[data-wait]");
    if (!sent) { return; }
    var words = button.lastChild;
    var left = Number(sent.dataset.wait);
    sent.removeAttribute("data-wait");
    button.setAttribute("aria-disabled", "true");
    (function tick() {
      words.textContent = left > 0 ? "Generate Code (" + left + ")" : "Generate Code";
      if (left <= 0) { button.removeAttribute("aria-disabled"); return; }
      left -= 1;
      setTimeout(tick, 1000);
    })();
  }

  function codeButton(button) {
    var area = document.querySelector(button.getAttribute("hx-target"));
    // a resting button must not reach htmx or the form
    button.addEventListener("click", function (event) {
      if (button.getAttribute("aria-disabled") !== "true") { return; }
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
    document.body.addEventListener("htmx:afterSwap", function (event) {
      if (event.detail.target === area) { rest(button, area); }
    });
    document.body.addEventListener("htmx:sendError", function () {
      area.textContent = "Tidak dapat terhubung. Periksa jaringan Anda, lalu coba lagi.";
    });
    rest(button, area);
  }

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
  document.querySelectorAll("[data-reveal]").forEach(reveal);
  document.querySelectorAll("[data-strength]").forEach(strength);
  document.querySelectorAll("[data-code-button]").forEach(codeButton);
})();
