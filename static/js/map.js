/* The map: a picker of one point and a view of one point, on a base layer of our own (works offline). Pictures of a
   server that the office has chosen cover it as soon as the first has come, and make way again when they fail. */
(() => {
  "use strict";
  if (!window.L) return;
  const L = window.L;

  const CLOSE = 13; // zoom at which a village fills the frame
  const VILLAGES_FROM = 11; // zoom from which villages are drawn
  const DISTRICTS_FROM = 8;
  const GRID_STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
  const GRID_PIXELS = 110; // lines stand at least this far apart
  const TILES_MISSED = 3; // pictures that may fail before our own layer is shown again
  const TILE_PATIENCE = 8000; // milliseconds until the first
  const INDONESIA = [[-11, 95], [6, 141]];

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const getJson = async (address, query, signal) => {
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { signal, headers: { Accept: "application/json" } });
    return answer.json();
  };

  /* ---- degrees as people write them: the same as regions/coordinates.py */

  const TYPED = /^([A-Z]{1,2})?\s*([-+])?\s*([\d.,°'"\s]+?)\s*([A-Z]{1,2})?$/;
  const NUMBER = /^\d{1,3}([.,]\d{1,15})?$/;
  const COMPASS = { lat: { plus: ["LU", "N", "U"], minus: ["LS", "S"], limit: 90 }, lon: { plus: ["BT", "E", "T"], minus: ["BB", "W", "B"], limit: 180 } };

  const readDegrees = (text, axis) => {
    const plain = text.replace(/−/g, "-").replace(/[º˚]/g, "°").replace(/[′’‘`]/g, "'").replace(/''|[″”“]/g, '"').toUpperCase().trim();
    const found = plain.length <= 40 && TYPED.exec(plain);
    if (!found || (found[1] && found[4]) || (found[2] && (found[1] || found[4]))) return null;
    const letter = found[1] || found[4] || "";
    const { plus, minus, limit } = COMPASS[axis];
    if (letter && !plus.includes(letter) && !minus.includes(letter)) return null;
    const words = found[3].split(/[°'"\s]+/).filter(Boolean);
    if (!words.length || words.length > 3 || !words.every((word) => NUMBER.test(word))) return null;
    const parts = words.map((word) => word.replace(",", "."));
    if (parts.slice(0, -1).some((part) => part.includes(".")) || parts.slice(1).some((part) => Number(part) >= 60)) return null;
    const size = parts.reduce((sum, part, place) => sum + Number(part) / 60 ** place, 0);
    if (size > limit) return null;
    return found[2] === "-" || minus.includes(letter) ? -size : size;
  };

  const dms = (value, [minus, plus]) => {
    const hundredths = Math.round(Math.abs(value) * 360000);
    const seconds = ((hundredths % 6000) / 100).toFixed(2).replace(".", ",");
    return `${Math.floor(hundredths / 360000)}° ${Math.floor(hundredths / 6000) % 60}′ ${seconds}″ ${value < 0 && hundredths ? minus : plus}`;
  };

  const latLngOf = (feature) => L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);

  /* ---- the base layer: tinted districts, names, a graticule */

  const labelMarker = (feature) => {
    const { kind, name } = feature.properties;
    const html = element("span", `map-label map-label-${kind}`, name);
    return L.marker(latLngOf(feature), { icon: L.divIcon({ className: "map-spot", html, iconSize: [0, 0] }), interactive: false, keyboard: false });
  };

  const degrees = (value, negative, positive) => {
    const digits = Math.abs(value).toLocaleString("id-ID", { maximumFractionDigits: 3 });
    return `${digits}°${value === 0 ? "" : ` ${value < 0 ? negative : positive}`}`;
  };

  const gridLabel = (at, text, className) => {
    const html = element("span", `map-degree ${className}`, text);
    return L.marker(at, { icon: L.divIcon({ className: "map-spot", html, iconSize: [0, 0] }), interactive: false, keyboard: false, zIndexOffset: -1000 });
  };

  const drawGrid = (map, layer) => {
    layer.clearLayers();
    const view = map.getBounds();
    const perPixel = (view.getEast() - view.getWest()) / Math.max(map.getSize().x, 1);
    const step = [...GRID_STEPS].reverse().find((size) => size / perPixel >= GRID_PIXELS) || GRID_STEPS[0];
    const line = (points) => L.polyline(points, { className: "map-grid", interactive: false, smoothFactor: 0 }).addTo(layer);
    const wide = view.pad(0.5);
    for (let n = Math.ceil(wide.getSouth() / step); n * step <= wide.getNorth(); n += 1) {
      line([[n * step, wide.getWest()], [n * step, wide.getEast()]]);
      gridLabel([n * step, view.getWest()], degrees(n * step, "LS", "LU"), "map-degree-lat").addTo(layer);
    }
    for (let n = Math.ceil(wide.getWest() / step); n * step <= wide.getEast(); n += 1) {
      line([[wide.getSouth(), n * step], [wide.getNorth(), n * step]]);
      gridLabel([view.getNorth(), n * step], degrees(n * step, "BB", "BT"), "map-degree-lon").addTo(layer);
    }
  };

  /* hide a name where a more important one already stands */
  const thinLabels = (map, labels) => {
    const taken = [];
    labels.forEach(({ marker, kind, width }) => {
      const node = marker.getElement();
      if (!node) return;
      const spot = map.latLngToContainerPoint(marker.getLatLng());
      const drop = kind === "village" ? 12 : 0; // a village's name stands below its dot
      const box = { left: spot.x - width / 2, right: spot.x + width / 2, top: spot.y + drop - 9, bottom: spot.y + drop + 9 };
      const early = kind === "district" && map.getZoom() < DISTRICTS_FROM;
      const clash = taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
      node.classList.toggle("is-hidden", early || clash);
      if (!early && !clash) taken.push(box);
    });
  };

  /* pictures of the chosen server over our own layer; our own is what is seen before they come and after they fail */
  const addTiles = (map, root) => {
    if (!root.dataset.tiles) return;
    const shade = map.getContainer().classList;
    const note = root.querySelector("[data-map-note]");
    const layer = L.tileLayer(root.dataset.tiles, { maxNativeZoom: Number(root.dataset.maxZoom), maxZoom: 18, referrerPolicy: "origin" });
    const credit = element("span", "", root.dataset.attribution).outerHTML; // as text, whatever it holds
    let came = 0;
    let failed = 0;
    const giveUp = () => {
      clearTimeout(patience);
      layer.remove();
      shade.remove("has-tiles");
      map.attributionControl.removeAttribution(credit);
      if (note) { note.hidden = false; note.textContent = "Peta dasar sedang tidak dapat dimuat. Peta skematis kami dipakai; menandai lokasi tetap bisa."; }
    };
    const patience = setTimeout(() => { if (!came) giveUp(); }, TILE_PATIENCE);
    layer.on("loading", () => { came = 0; failed = 0; });
    layer.on("tileload", () => { came += 1; shade.add("has-tiles"); map.attributionControl.addAttribution(credit); });
    layer.on("tileerror", () => { failed += 1; if (failed >= TILES_MISSED && failed > came) giveUp(); });
    layer.on("load", () => { if (failed && failed >= came) giveUp(); });
    layer.addTo(map);
  };

  const baseMap = (root) => {
    const canvas = root.querySelector("[data-map-canvas]");
    const { layer: address, province } = root.dataset;
    const map = L.map(canvas, { minZoom: 4, maxZoom: 18, zoomSnap: 0.5, scrollWheelZoom: false, maxBounds: L.latLngBounds(INDONESIA).pad(0.4) });
    map.attributionControl.setPrefix(false).addAttribution("Peta skematis: warna menunjukkan sebaran desa, bukan batas wilayah");
    map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: "Perbesar", zoomOutTitle: "Perkecil" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.fitBounds(INDONESIA);
    addTiles(map, root);

    const grid = L.layerGroup().addTo(map);
    const state = { map, regencies: [], districts: [], villages: new Map(), whole: L.latLngBounds(INDONESIA) };
    const labels = [];
    const refresh = () => { drawGrid(map, grid); thinLabels(map, labels); };
    map.on("moveend resize", refresh);

    const addLabel = (feature) => {
      const marker = labelMarker(feature).addTo(map);
      const { kind, name } = feature.properties;
      labels.push({ marker, kind, width: name.length * (kind === "regency" ? 8 : 7) + 8 });
    };

    state.showVillages = async (regency) => {
      if (!regency || state.villages.has(regency)) return state.villages.get(regency);
      const loading = getJson(address, { kabkota: regency }).then(({ features }) => {
        features.forEach((feature) => {
          L.circleMarker(latLngOf(feature), { radius: 3, className: "map-village", interactive: false }).addTo(state.villageLayer);
          labels.push({ marker: labelMarker(feature).addTo(state.villageLayer), kind: "village", width: feature.properties.name.length * 6.5 + 8 });
        });
        refresh();
        return features;
      }).catch(() => { state.villages.delete(regency); return []; });
      state.villages.set(regency, loading);
      return loading;
    };
    state.villageLayer = L.layerGroup();
    map.on("zoomend", () => {
      if (map.getZoom() >= VILLAGES_FROM) state.villageLayer.addTo(map);
      else state.villageLayer.remove();
    });
    map.on("moveend", () => {
      if (map.getZoom() < VILLAGES_FROM || !state.districts.length) return;
      const centre = map.getCenter();
      const near = state.districts.reduce((best, one) => (centre.distanceTo(latLngOf(one)) < centre.distanceTo(latLngOf(best)) ? one : best));
      state.showVillages(near.properties.regency);
    });

    state.ready = getJson(address, { provinsi: province }).then((layer) => {
      const of = (kind) => layer.features.filter((feature) => feature.properties.kind === kind);
      state.regencies = of("regency");
      state.districts = of("district");
      const tinted = ({ properties }) => ({ className: properties.kind === "land" ? "map-land" : `map-hull map-tint-${properties.tint}` });
      L.geoJSON([...of("land"), ...of("hull")], { interactive: false, style: tinted }).addTo(map);
      state.regencies.forEach(addLabel);
      state.districts.forEach(addLabel);
      if (layer.bbox) state.whole = L.latLngBounds([layer.bbox[1], layer.bbox[0]], [layer.bbox[3], layer.bbox[2]]);
      map.fitBounds(state.whole, { animate: false });
      refresh();
    }).catch(() => refresh());
    return state;
  };

  const pin = (at, options) =>
    L.marker(at, { icon: L.divIcon({ className: "map-spot", html: element("span", "map-pin"), iconSize: [0, 0] }), zIndexOffset: 1000, ...options });

  /* ---- one point to look at */

  /* what else lies nearby; the list beside the map says the same */
  const showNear = async (map, address) => {
    const { points } = await getJson(address, {}).catch(() => ({ points: [] }));
    points.forEach(({ latitude, longitude, label }) => {
      const words = element("span", "", label); // as text, whatever it holds
      L.circleMarker([latitude, longitude], { radius: 7, className: "map-near" }).bindTooltip(words).addTo(map);
    });
  };

  const startView = (root) => {
    root.querySelector("[data-map-frame]").hidden = false;
    const at = L.latLng(Number(root.dataset.lat), Number(root.dataset.lon));
    const base = baseMap(root);
    base.ready.then(() => {
      base.map.setView(at, CLOSE - 1, { animate: false });
      pin(at, { title: root.dataset.label, alt: root.dataset.label, interactive: false, keyboard: false }).addTo(base.map);
      if (root.dataset.near) showNear(base.map, root.dataset.near);
    });
  };

  /* ---- one point to choose */

  const REFUSALS = {
    1: "Anda belum mengizinkan situs ini membaca lokasi. Izinkan lokasi pada pengaturan situs di browser, atau tandai titik di peta.",
    2: "Perangkat tidak dapat menentukan lokasinya. Nyalakan GPS, atau tandai titik di peta.",
    3: "Perangkat terlalu lama menentukan lokasinya. Coba lagi di tempat terbuka, atau tandai titik di peta.",
  };

  const startPicker = (root) => {
    const part = (name) => root.querySelector(`[data-map-${name}]`);
    const latField = document.getElementById(root.dataset.lat);
    const lonField = document.getElementById(root.dataset.lon);
    const selectOf = (level) => root.dataset.regency && document.getElementById(root.dataset.regency.replace(/regency$/, level));
    root.querySelectorAll("[data-map-tools]").forEach((tools) => { tools.hidden = false; });
    part("frame").hidden = false;
    const base = baseMap(root);
    const { map } = base;
    let marker = null;
    let asking = null;

    const say = (level, text) => {
      part("message").textContent = text;
      part("message").className = `map-message notice notice-${level}`;
    };
    const hush = () => { part("message").textContent = ""; part("message").className = "map-message"; };

    const ask = async (at) => {
      if (asking) asking.abort();
      asking = new AbortController();
      const regency = selectOf("regency");
      try {
        const answer = await getJson(root.dataset.check, { lat: at.lat.toFixed(6), lon: at.lng.toFixed(6), kabkota: regency ? regency.value : "" }, asking.signal);
        say(answer.level, answer.message);
      } catch (error) {
        if (error.name !== "AbortError") say("warning", "Titik tersimpan di formulir, tetapi belum dapat diperiksa. Periksa sambungan Anda.");
      }
    };

    const place = (at, { write = true } = {}) => {
      if (marker) marker.setLatLng(at);
      else {
        marker = pin(at, { draggable: true, autoPan: true, title: "Penanda lokasi, dapat digeser", alt: "Penanda lokasi" }).addTo(map);
        marker.on("dragend", () => place(marker.getLatLng()));
        marker.getElement().addEventListener("keydown", nudge);
      }
      if (write) {
        latField.value = at.lat.toFixed(6);
        lonField.value = at.lng.toFixed(6);
        latField.dispatchEvent(new Event("change", { bubbles: true }));
      }
      tellDms(at);
      return ask(at);
    };

    const nudge = (event) => {
      const step = { ArrowUp: [0, -5], ArrowDown: [0, 5], ArrowLeft: [-5, 0], ArrowRight: [5, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      place(map.containerPointToLatLng(map.latLngToContainerPoint(marker.getLatLng()).add(step)));
    };

    const typed = () => {
      const lat = readDegrees(latField.value, "lat");
      const lon = readDegrees(lonField.value, "lon");
      return lat === null || lon === null ? null : L.latLng(lat, lon);
    };

    const tellDms = (at) => {
      part("dms").textContent = at ? "Derajat-menit-detik: " : "";
      if (at) part("dms").append(element("span", "mono", `${dms(at.lat, ["LS", "LU"])}, ${dms(at.lng, ["BB", "BT"])}`));
    };

    const fromFields = (event) => {
      if (event && !event.isTrusted) return; // our own writing
      const at = typed();
      if (!at) { hush(); tellDms(null); return; }
      place(at, { write: false });
      map.setView(at, Math.max(map.getZoom(), VILLAGES_FROM));
    };
    latField.addEventListener("change", fromFields);
    lonField.addEventListener("change", fromFields);

    map.on("click", (event) => place(event.latlng));
    part("canvas").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== part("canvas")) return;
      event.preventDefault();
      place(map.getCenter());
    });
    part("centre").addEventListener("click", () => place(map.getCenter()));
    part("whole").addEventListener("click", () => map.fitBounds(base.whole));

    if (!navigator.geolocation || !window.isSecureContext) part("locate").hidden = true;
    part("locate").addEventListener("click", () => {
      say("info", "Mencari lokasi perangkat Anda…");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const at = L.latLng(coords.latitude, coords.longitude);
          map.setView(at, CLOSE + 2);
          place(at).then(() => part("message").append(` Ketelitian perangkat sekitar ${Math.round(coords.accuracy).toLocaleString("id-ID")} meter; geser penanda bila kurang tepat.`));
        },
        ({ code }) => say("warning", REFUSALS[code] || REFUSALS[2]),
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });

    const goTo = async () => {
      const [regency, district, village] = ["regency", "district", "village"].map((level) => (selectOf(level) || {}).value || "");
      if (!regency) return;
      const villages = village ? await base.showVillages(regency) : [];
      const find = (features, code) => code && features.find((feature) => feature.properties.code === code);
      const found = find(villages, village) || find(base.districts, district) || find(base.regencies, regency);
      // not animated: Leaflet drops a second move that comes while the first still zooms
      if (found) map.setView(latLngOf(found), village ? CLOSE : district ? 12 : 10, { animate: false });
      if (marker) ask(marker.getLatLng());
    };
    if (root.dataset.regency) {
      document.addEventListener("change", (event) => {
        if (["regency", "district", "village"].some((level) => event.target === selectOf(level))) goTo();
      });
    }

    /* search */
    const results = part("results");
    const showResults = (found) => {
      results.replaceChildren(...found.map((one) => {
        const button = element("button", "map-result", one.label);
        button.type = "button";
        button.addEventListener("click", () => {
          results.hidden = true;
          map.setView([one.lat, one.lon], CLOSE);
          map.getContainer().focus();
          say("info", `Peta menampilkan ${one.label}. Klik peta atau tekan Enter untuk menandai titik.`);
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }));
      results.hidden = !found.length;
    };
    const search = async () => {
      const text = part("search").value.trim();
      if (text.length < 3) { showResults([]); say("warning", "Ketik sedikitnya tiga huruf."); return; }
      try {
        const answer = await getJson(root.dataset.search, { q: text, provinsi: root.dataset.province });
        showResults(answer.results);
        const note = answer.note ? ` ${answer.note}` : "";
        if (answer.results.length) say("info", `${answer.results.length} tempat ditemukan. Pilih salah satu.${note}`);
        else say("warning", `Tidak ada tempat bernama "${text}" yang ditemukan. Tandai titik di peta atau ketik koordinatnya.${note}`);
      } catch {
        say("warning", "Pencarian gagal. Periksa sambungan Anda, lalu coba lagi.");
      }
    };
    part("find").addEventListener("click", search);
    part("search").addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); search(); }
      if (event.key === "Escape") { results.hidden = true; }
    });

    base.ready.then(() => {
      const at = typed();
      if (at) { place(at, { write: false }); map.setView(at, CLOSE, { animate: false }); } else goTo();
    });
  };

  window.eptspMap = { baseMap }; // the map of permits draws on it
  document.querySelectorAll("[data-map-picker]").forEach(startPicker);
  document.querySelectorAll("[data-map-view]").forEach(startView);
})();
