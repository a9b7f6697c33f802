/* The map of permits (or of files): clusters from the server for what is in view; the address bar keeps the view. */
(() => {
  "use strict";
  const root = document.querySelector("[data-webgis]");
  if (!root || !window.L || !window.eptspMap) return;
  const L = window.L;
  const LIST_ZOOM = 15; // from here on a cluster shows what it holds instead of coming closer
  const FEW = 20; // so many fit in a popup
  const number = new Intl.NumberFormat("id-ID");
  const status = root.querySelector("[data-webgis-status]");
  const list = document.querySelector("[data-webgis-list]");
  const note = document.querySelector("[data-webgis-list-note]");
  root.querySelector("[data-map-frame]").hidden = false;
  root.querySelector("[data-webgis-legend]").hidden = false;

  const query = new URLSearchParams(location.search);
  const filters = () => {
    const kept = new URLSearchParams();
    ["jenis", "instansi", "tahun", "kabkota", "status"].forEach((name) => { if (query.get(name)) kept.set(name, query.get(name)); });
    return kept;
  };
  const getJson = async (address, values, signal) => {
    const answer = await fetch(`${address}?${values}`, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).message || "Data peta tidak dapat dimuat.");
    return answer.json();
  };

  const base = window.eptspMap.baseMap(root);
  const { map } = base;
  const marks = L.layerGroup().addTo(map);
  let asking = null;
  let asked = null;
  let holdsFocus = false;

  const area = () => {
    const view = map.getBounds();
    return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((value) => value.toFixed(5)).join(",");
  };

  const size = (n) => (n === 1 ? 22 : Math.round(26 + 9 * Math.log10(n)));
  const short = (n) => (n < 10000 ? number.format(n) : n < 1e6 ? `${number.format(Math.round(n / 1000))} rb` : `${number.format(Math.round(n / 1e5) / 10)} jt`);
  const shade = (n) => (n === 1 ? 1 : n < 100 ? 2 : n < 10000 ? 3 : 4);

  const line = (parent, tag, text, className = "") => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.textContent = text;
    parent.append(made);
    return made;
  };

  const popup = (answer) => {
    const box = document.createElement("div");
    line(box, "p", `${number.format(answer.total)} ${root.dataset.what} di sini${answer.total > answer.permits.length ? `, ${answer.permits.length} terbaru:` : ":"}`, "small muted");
    const items = document.createElement("ul");
    items.className = "webgis-popup";
    answer.permits.forEach((one) => {
      const item = document.createElement("li");
      if (one.url) line(item, "a", one.number).href = one.url;
      else line(item, "strong", one.number);
      item.append(document.createElement("br"), one.type, document.createElement("br"));
      line(item, "span", [one.holder, one.state, one.year].filter(Boolean).join(" · "), "muted");
      items.append(item);
    });
    box.append(items);
    return box;
  };

  const open = async (marker, level, [, , , x, y]) => {
    const values = filters();
    values.set("level", level);
    values.set("x", x);
    values.set("y", y);
    try {
      marker.unbindPopup().bindPopup(popup(await getJson(root.dataset.cell, values)), { maxWidth: 300, autoPan: true }).openPopup();
    } catch (error) {
      status.textContent = error.message;
    }
  };

  const press = (marker, level, feature) => {
    const n = feature[2];
    if (n <= FEW || map.getZoom() >= LIST_ZOOM) { open(marker, level, feature); return; }
    holdsFocus = true;
    map.setView(marker.getLatLng(), Math.min(map.getZoom() + 2, map.getMaxZoom()));
  };

  const draw = ({ level, features, total }) => {
    marks.clearLayers();
    features.sort((one, other) => other[2] - one[2]).forEach((feature) => {
      const [lat, lon, n] = feature;
      const words = n === 1 ? `1 ${root.dataset.what}` : `${number.format(n)} ${root.dataset.what}`;
      const wide = size(n);
      const icon = L.divIcon({ className: `webgis-mark webgis-${shade(n)}`, html: n === 1 ? "" : short(n), iconSize: [wide, wide] });
      const marker = L.marker([lat, lon], { icon, title: words, alt: words, riseOnHover: true, zIndexOffset: 500 }).addTo(marks);
      marker.getElement().setAttribute("aria-label", words);
      marker.on("click", () => press(marker, level, feature));
      marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") press(marker, level, feature); });
    });
    root.dataset.drawn = String(features.length);
    root.dataset.total = String(total);
    status.textContent = total ? `${number.format(total)} ${root.dataset.what} di area ini, dalam ${number.format(features.length)} titik atau kelompok.` : `Tidak ada ${root.dataset.what} di area ini.`;
    if (holdsFocus) { map.getContainer().focus({ preventScroll: true }); holdsFocus = false; }
  };

  const remember = () => {
    const kept = filters();
    const centre = map.getCenter();
    kept.set("peta", `${map.getZoom()}/${centre.lat.toFixed(4)}/${centre.lng.toFixed(4)}`);
    history.replaceState(null, "", `${location.pathname}?${kept}${location.hash}`);
  };

  const refreshList = async (values) => {
    if (!root.dataset.list || !list) return;
    try {
      const answer = await fetch(`${root.dataset.list}?${values}`, { signal: asking.signal });
      if (!answer.ok) return;
      list.innerHTML = await answer.text(); // our own template, everything in it escaped
      if (note) note.textContent = "Izin di area peta, yang terbaru di atas.";
    } catch {
      // the list of before stays
    }
  };

  const refresh = async (first) => {
    const values = filters();
    values.set("area", area());
    values.set("zoom", Math.floor(map.getZoom()));
    if (asked === values.toString()) return;
    asked = values.toString();
    if (asking) asking.abort();
    asking = new AbortController();
    root.dataset.state = "loading";
    if (!first) remember();
    try {
      draw(await getJson(root.dataset.data, values, asking.signal));
      root.dataset.state = "ready";
      if (!first) await refreshList(values);
    } catch (error) {
      if (error.name === "AbortError") return;
      asked = null;
      root.dataset.state = "failed";
      status.textContent = `${error.message} Daftar di bawah tetap dapat dipakai.`;
    }
  };

  const outlines = async () => {
    if (!root.dataset.boundaries) return;
    const answer = await getJson(root.dataset.boundaries, new URLSearchParams({ provinsi: root.dataset.province }));
    const table = JSON.parse(document.getElementById("webgis-shades").textContent);
    L.geoJSON(answer, { interactive: false, style: ({ properties }) => ({ className: `webgis-shade webgis-shade-${table[properties.code] || 0}` }) }).addTo(map);
  };

  const start = () => {
    const [zoom, lat, lon] = (query.get("peta") || "").split("/").map(Number);
    const regency = base.regencies.find((one) => one.properties.code === query.get("kabkota"));
    if ([zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 90 && query.get("peta")) map.setView([lat, lon], zoom, { animate: false });
    else if (regency) map.setView([regency.geometry.coordinates[1], regency.geometry.coordinates[0]], 9, { animate: false });
    refresh(true);
    let waiting = null;
    map.on("moveend", () => { clearTimeout(waiting); waiting = setTimeout(() => refresh(false), 150); });
    outlines().catch(() => {});
  };
  base.ready.then(start);

  const form = document.querySelector("[data-webgis-filters]");
  if (form) form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (value) values.set(name, value); });
    const view = new URLSearchParams(location.search).get("peta");
    if (view && !values.get("kabkota")) values.set("peta", view);
    location.search = values.toString();
  });
})();
