// The customer's power map and fishbone: what both drawings share. Positions are SVG attributes, colours are in power.css.
window.l2power = (() => {
  "use strict";
  const drawings = {};
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // drawing --------------------------------------------------------------------------
  const svg = (name, attributes = {}, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children.flat().filter(child => child !== null));
    return made;
  };
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (text, size, weight = 400) => {
    pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    return Math.ceil(pen.measureText(text).width);
  };
  const cut = (text, size, most, weight = 400) => {
    if (wide(text, size, weight) <= most) return text;
    let shown = [...text];
    while (shown.length > 1 && wide(`${shown.join("")}…`, size, weight) > most) shown.pop();
    return `${shown.join("")}…`;
  };
  const tone = attitude => attitude === null ? "unknown" : attitude > 0 ? "for" : attitude < 0 ? "against" : "neutral";
  const node = (person, ...parts) => svg("a", { href: person.url, class: `node t-${tone(person.attitude)}`, "data-id": person.id,
    "aria-label": person.told, tabindex: "-1" }, svg("title", {}, person.told), parts);

  // who is picked ----------------------------------------------------------------------
  const mark = (root, id) => {
    const touched = new Set([id]);
    all(".pw-line", root).forEach(line => {
      const on = line.dataset.from === id || line.dataset.to === id;
      line.classList.toggle("on", on);
      if (on) { touched.add(line.dataset.from); touched.add(line.dataset.to); }
    });
    all("svg.draw", root).forEach(drawn => drawn.classList.toggle("picked", Boolean(id)));
    all(".node", root).forEach(one => {
      one.classList.toggle("near", touched.has(one.dataset.id));
      one.toggleAttribute("aria-current", one.dataset.id === id);
    });
  };
  const pick = async (root, one, byKey) => {
    root.dataset.picked = one.dataset.id;
    mark(root, one.dataset.id);
    await htmx.ajax("GET", one.getAttribute("href"), { target: "#contact-place", swap: "outerHTML" });
    find("#contact-place").scrollIntoView({ block: "nearest" });
    if (byKey) find("#h-place").focus();
  };

  // One stop for Tab in each drawing; the arrows go to the nearest neighbour on that side.
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const middle = one => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const neighbour = (nodes, from, [right, down]) => {
    const [x, y] = middle(from);
    const far = one => {
      const [ox, oy] = middle(one), along = (ox - x) * right + (oy - y) * down, beside = Math.abs((ox - x) * down + (oy - y) * right);
      return along > 4 ? along + 2 * beside : Infinity;
    };
    const best = nodes.map(one => [far(one), one]).sort((a, b) => a[0] - b[0])[0];
    return best && best[0] < Infinity ? best[1] : null;
  };
  const stop = (nodes, one) => nodes.forEach(other => other.setAttribute("tabindex", other === one ? "0" : "-1"));
  const walk = event => {
    const from = event.target.closest?.(".node");
    if (!from || !ARROWS[event.key]) return;
    event.preventDefault(); event.stopPropagation();
    const nodes = all(".node", from.closest("svg")), next = neighbour(nodes, from, ARROWS[event.key]);
    if (next) { stop(nodes, next); next.focus({ preventScroll: true }); }
  };

  // zoom and pan -------------------------------------------------------------------------
  const READABLE = .75;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const room = figure => { const pad = getComputedStyle(figure); return figure.clientWidth - parseFloat(pad.paddingLeft) - parseFloat(pad.paddingRight); };
  const movable = (figure, drawn, stage, size) => {
    const fits = Math.min(1, room(figure) / size.width), start = fits < READABLE ? 1 : fits;
    const held = window.panzoom(stage, { maxZoom: 4, minZoom: Math.min(.4, fits), zoomDoubleClickSpeed: 1, smoothScroll: false,
      // The wheel scrolls the page; with Ctrl, or by pinching, it zooms. A press on a person opens that person.
      beforeWheel: event => !event.ctrlKey, beforeMouseDown: event => Boolean(event.target.closest(".node")),
      onTouch: () => false, filterKey: event => event.target !== drawn });
    const home = scale => { held.moveTo(0, 0); held.zoomAbs(0, 0, scale); held.moveTo(0, 0); };
    const zoom = by => { const box = drawn.getBoundingClientRect(); held[calm ? "zoomTo" : "smoothZoom"](box.width / 2, box.height / 2, by); };
    const acts = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit: () => home(fits),
      full: () => document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen() };
    all("[data-zoom]", figure).forEach(button => { button.onclick = () => acts[button.dataset.zoom](); });
    find("[data-zoom=full]", figure).hidden = !document.fullscreenEnabled;
    drawn.setAttribute("height", Math.ceil(size.height * start));
    home(start);
    return held;
  };

  // one figure ----------------------------------------------------------------------------
  let layouts = null;
  const layout = (root, graph) => { layouts ??= new window.ELK({ workerUrl: root.dataset.worker }); return layouts.layout(graph); };
  const draw = async (root, figure, data) => {
    const drawn = find("svg.draw", figure), stage = svg("g");
    const turn = figure.turn = (figure.turn || 0) + 1;
    const size = await drawings[figure.dataset.draw](figure, data, stage, graph => layout(root, graph));
    if (turn !== figure.turn) return;
    figure.held?.dispose();
    find("defs ~ g", drawn)?.remove();
    drawn.append(stage);
    figure.held = movable(figure, drawn, stage, size);
    stop(all(".node", drawn), find(".node", drawn));
    mark(root, root.dataset.picked || "");
    figure.dataset.drawn = size.width;
  };
  const watch = (root, figure, data) => {
    let width = 0, soon = 0;
    new ResizeObserver(() => {
      if (figure.clientWidth === width || !figure.clientWidth) return;
      width = figure.clientWidth; clearTimeout(soon); soon = setTimeout(() => draw(root, figure, data), 60);
    }).observe(figure);
  };
  const view = (root, name) => {
    root.classList.toggle("as-table", name === "table");
    all("[data-view]", root).forEach(button => button.setAttribute("aria-pressed", String(button.dataset.view === name)));
  };
  const begin = () => {
    const root = find("[data-power]:not([data-ready])");
    if (!root) return;
    root.dataset.ready = "1";
    const data = JSON.parse(document.getElementById("power-data").textContent);
    view(root, "map");
    all("figure[data-draw]", root).forEach(figure => watch(root, figure, data));
    root.addEventListener("keydown", walk);
    root.addEventListener("focusin", event => mark(root, event.target.closest(".node")?.dataset.id || root.dataset.picked || ""));
    root.addEventListener("pointerover", event => mark(root, event.target.closest(".node")?.dataset.id || root.dataset.picked || ""));
    root.addEventListener("click", event => {
      const one = event.target.closest(".node"), chosen = event.target.closest("[data-view]");
      if (one && !event.ctrlKey && !event.metaKey) { event.preventDefault(); pick(root, one, event.detail === 0); }
      if (chosen) view(root, chosen.dataset.view);
    });
  };
  addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:after:swap", begin);

  return { drawings, svg, wide, cut, node, room };
})();
