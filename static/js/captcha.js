/* The row "Saya bukan robot": ticking it solves a small proof of work (ALTCHA payload) and fills the hidden input. */
(function () {
  "use strict";

  var WORKING = "Memeriksa …";
  var DONE = "Terverifikasi";
  var FAILED = "Pemeriksaan gagal. Muat ulang halaman, lalu coba lagi.";
  var SLICE = 2000;

  function inWorker(url, task) {
    return new Promise(function (resolve, reject) {
      var worker = new Worker(url);
      worker.onmessage = function (event) { worker.terminate(); resolve(event.data); };
      worker.onerror = function () { worker.terminate(); reject(new Error("worker")); };
      worker.postMessage(task);
    });
  }

  function inPage(url, task) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = url;
      script.onerror = function () { reject(new Error("script")); };
      script.onload = function () {
        (function slice(first) {
          var last = Math.min(first + SLICE, task.maxNumber);
          var number = window.captchaSolve(task.salt, task.challenge, first, last);
          if (number >= 0 || last >= task.maxNumber) { resolve(number); return; }
          setTimeout(slice, 0, last + 1);
        })(0);
      };
      document.head.appendChild(script);
    });
  }

  function find(url, task) {
    if (!window.Worker) { return inPage(url, task); }
    return inWorker(url, task).catch(function () { return inPage(url, task); });
  }

  function payload(task, number) {
    return btoa(JSON.stringify({
      algorithm: task.algorithm, challenge: task.challenge, number: number, salt: task.salt, signature: task.signature
    }));
  }

  function start(row) {
    var box = row.querySelector(".captcha-box");
    var hidden = row.querySelector("input[type=hidden]");
    var status = row.querySelector(".captcha-status");
    var form = box.form;
    var waiting = null; // the button that was pressed while the check was still running
    var turn = 0;

    function show(state, words) {
      row.dataset.state = state;
      row.setAttribute("aria-busy", state === "working" ? "true" : "false");
      status.textContent = words;
    }

    function reset() {
      turn += 1;
      waiting = null;
      hidden.value = "";
      box.checked = false;
      show("idle", "");
    }

    function finish(mine, task, number) {
      if (mine !== turn) { return; }
      if (number < 0) { fail(mine); return; }
      hidden.value = payload(task, number);
      clearError();
      show("done", DONE);
      if (waiting) { form.requestSubmit(waiting === true ? undefined : waiting); }
      waiting = null;
    }

    /* "Captcha Invalid" of the last attempt no longer holds. */
    function clearError() {
      var field = row.closest(".has-error");
      if (!field) { return; }
      field.classList.remove("has-error");
      field.querySelectorAll(".field-error").forEach(function (error) { error.hidden = true; });
      box.removeAttribute("aria-invalid");
    }

    function fail(mine) {
      if (mine !== turn) { return; }
      reset();
      show("failed", FAILED);
    }

    box.addEventListener("change", function () {
      if (!box.checked) { reset(); return; }
      var mine = turn += 1;
      var task = JSON.parse(row.dataset.challenge);
      show("working", WORKING);
      find(row.dataset.worker, task).then(
        function (number) { finish(mine, task, number); },
        function () { fail(mine); }
      );
    });

    if (form) {
      form.addEventListener("submit", function (event) {
        if (row.dataset.state !== "working") { return; }
        event.preventDefault();
        waiting = event.submitter || true;
      });
    }
    // a page taken from the browser's memory carries a challenge that may have been used
    window.addEventListener("pageshow", function (event) { if (event.persisted) { reset(); } });

    box.disabled = false;
    show("idle", "");
  }

  document.querySelectorAll("[data-captcha]").forEach(start);
})();
