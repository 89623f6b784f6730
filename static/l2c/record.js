// Records: the way back into the list one came from (J, K), editing a field in place, and closing without losing a word.
(() => {
  "use strict";
  const find = (selector, from = document) => from.querySelector(selector);
  const kept = "l2c:way";

  // The list one came from ---------------------------------------------------------
  const pathOf = url => new URL(url, location.href).pathname;
  const listed = () => [...document.querySelectorAll("tr[data-url]")].map(row => pathOf(row.dataset.url))
    .concat([...document.querySelectorAll("#board .cd a.nm")].map(link => pathOf(link.href)));
  const way = () => { try { return JSON.parse(sessionStorage.getItem(kept)) || []; } catch { return []; } };
  // Only a row that is really opened makes a way: a list seen in passing must not replace it.
  addEventListener("click", event => {
    const from = event.target.closest("tr[data-url], #board .cd");
    if (from) sessionStorage.setItem(kept, JSON.stringify(listed()));
  }, true);
  const draw = () => {
    const box = find("#way"); if (!box) return;
    const all = way(), at = all.indexOf(location.pathname);
    box.hidden = at < 0 || all.length < 2;
    if (box.hidden) return;
    find("[data-at]", box).textContent = `${at + 1} / ${all.length}`;
    for (const [name, by] of [["way-next", 1], ["way-before", -1]]) {
      const link = find(`[data-key=${name}]`, box), there = all[at + by];
      link.toggleAttribute("aria-disabled", !there);
      if (there) link.href = there; else link.removeAttribute("href");
    }
  };
  document.addEventListener("htmx:after:swap", draw); addEventListener("pageshow", draw); draw();

  // Editing in place ------------------------------------------------------------------
  // What was typed is kept when the field is closed, so that opening it again goes on where one stopped.
  const drafts = new Map();
  const open = cell => find("[data-edit]", cell)?.click();
  const field = cell => find("input:not([type=hidden]), select, textarea", cell);
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("form.inplace:not([data-ready])").forEach(form => {
    form.dataset.ready = "1";
    const input = field(form), draft = drafts.get(form.action);
    if (draft !== undefined && !form.dataset.refused) input.value = draft;
    input.focus(); input.select?.();
  }));
  addEventListener("input", event => { const form = event.target.closest("form.inplace"); if (form) drafts.set(form.action, event.target.value); });
  addEventListener("submit", event => { if (event.target.matches("form.inplace")) drafts.delete(event.target.action); });
  const close = form => find("[data-close]", form)?.click();
  addEventListener("keydown", event => {
    if (event.isComposing) return;
    const form = event.target.closest?.("form.inplace");
    if (form && event.key === "Escape") { event.preventDefault(); close(form); return; }
    if (form && event.key === "Enter" && !event.target.matches("textarea, button, a")) { event.preventDefault(); form.requestSubmit(); return; }
    const move = event.key === "Escape" && event.target.closest?.("details.mv[open], details.drop[open]");
    if (move) { event.preventDefault(); move.open = false; find("summary", move).focus(); }
  });
  addEventListener("click", event => { const cell = event.target.closest(".edit"); if (cell && !event.target.closest("a, button, form")) open(cell); });
})();
