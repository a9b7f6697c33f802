/* Finds the number whose SHA-256 together with the salt is the challenge. Runs in a worker, or in the page when workers are not to be had. */
(function (scope) {
  "use strict";

  var K = new Uint32Array(64);
  var START = new Uint32Array(8);
  // the constants of SHA-256 are the fractions of the roots of the first primes
  (function fillConstants() {
    var found = 0;
    for (var n = 2; found < 64; n += 1) {
      var prime = true;
      for (var d = 2; d * d <= n; d += 1) {
        if (n % d === 0) { prime = false; break; }
      }
      if (!prime) { continue; }
      if (found < 8) { START[found] = (Math.sqrt(n) % 1) * 4294967296; }
      K[found] = (Math.cbrt(n) % 1) * 4294967296;
      found += 1;
    }
  })();

  var W = new Uint32Array(64);

  function rotate(x, n) { return (x >>> n) | (x << (32 - n)); }

  function block(state, bytes, at) {
    var i;
    for (i = 0; i < 16; i += 1) {
      var p = at + i * 4;
      W[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
    }
    for (i = 16; i < 64; i += 1) {
      var x = W[i - 15], y = W[i - 2];
      W[i] = W[i - 16] + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + W[i - 7] + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
    }
    var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (i = 0; i < 64; i += 1) {
      var t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      var t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  /* A message that begins with `salt` and ends with changing digits, hashed without making new arrays. */
  function hasher(salt) {
    var bytes = new Uint8Array(Math.ceil((salt.length + 20 + 9) / 64) * 64);
    var state = new Uint32Array(8);
    for (var i = 0; i < salt.length; i += 1) { bytes[i] = salt.charCodeAt(i); }
    return function (number) {
      var digits = String(number);
      var length = salt.length + digits.length;
      var total = Math.ceil((length + 9) / 64) * 64;
      for (var j = 0; j < digits.length; j += 1) { bytes[salt.length + j] = digits.charCodeAt(j); }
      bytes[length] = 0x80;
      bytes.fill(0, length + 1, total);
      var bits = length * 8;
      bytes[total - 2] = bits >>> 8;
      bytes[total - 1] = bits & 255;
      state.set(START);
      for (var at = 0; at < total; at += 64) { block(state, bytes, at); }
      return state;
    };
  }

  /* Returns the number, or -1 when there is none up to `last`. */
  function solve(salt, challenge, first, last) {
    var wanted = new Uint32Array(8);
    for (var i = 0; i < 8; i += 1) { wanted[i] = parseInt(challenge.substr(i * 8, 8), 16); }
    var hash = hasher(salt);
    for (var number = first; number <= last; number += 1) {
      var state = hash(number);
      if (state[0] === wanted[0] && state[1] === wanted[1] && state[7] === wanted[7]) { return number; }
    }
    return -1;
  }

  if (scope.document) {
    scope.captchaSolve = solve;
  } else {
    scope.onmessage = function (event) {
      var task = event.data;
      scope.postMessage(solve(task.salt, task.challenge, 0, task.maxNumber));
    };
  }
})(self);
