// Settings: counts what is changed and not saved, marks it, and asks before it is lost. Rows of approval steps move too.
(() => {
  "use strict";
  const states = new WeakMap();
  const fields = form => [...form.elements].filter(field => field.name && !["hidden", "submit", "button", "reset"].includes(field.type));
  const value = field => (["checkbox", "radio"].includes(field.type) ? String(field.checked) : field.value);
  const frame = field => field.closest("fieldset.seg") || (field.type === "checkbox" ? field.closest("label") || field : field);
  const shape = form => fields(form).map(field => `${field.name}=${value(field)}`).join("&");
  const count = form => {
    const before = states.get(form).values, changed = new Set(), known = new Set(fields(form));
    known.forEach(field => {
      const differs = before.get(field) !== value(field);
      if (differs) changed.add(field.type === "radio" ? field.name : field);
    });
    before.forEach((_was, field) => { if (!known.has(field)) changed.add(field); });
    known.forEach(field => frame(field).classList.remove("unsv"));
    known.forEach(field => { if (changed.has(field) || changed.has(field.name)) frame(field).classList.add("unsv"); });
    return changed.size || (shape(form) === states.get(form).shape ? 0 : 1);
  };
  const draw = form => {
    const bar = form.querySelector("[data-bar]"), text = bar?.querySelector("[data-count]"), n = count(form);
    if (!bar) return;
    bar.classList.toggle("some", n > 0);
    text.textContent = n ? text.dataset.some.replace("{n}", n) : text.dataset.none;
    form.dataset.dirty = n ? "1" : "";
  };
  const keep = form => {
    states.set(form, { values: new Map(fields(form).map(field => [field, value(field)])), shape: shape(form), html: form.querySelector("[data-rows]")?.innerHTML });
    // A page shown again after a refusal holds what was typed: all of it is still unsaved.
    draw(form);
  };
  const forms = () => document.querySelectorAll("form[data-unsaved]");
  forms().forEach(keep);
  addEventListener("input", event => { const form = event.target.form; if (states.has(form)) draw(form); });
  addEventListener("reset", event => {
    const form = event.target;
    if (!states.has(form)) return;
    const rows = form.querySelector("[data-rows]"), html = states.get(form).html;
    setTimeout(() => { if (rows) rows.innerHTML = html; keep(form); });
  });
  addEventListener("submit", event => { event.target.dataset.dirty = ""; });
  addEventListener("beforeunload", event => { if ([...forms()].some(form => form.dataset.dirty)) event.preventDefault(); });

  // Approval steps: add, remove, up, down. Without script the empty rows at the end and emptied choices do the same.
  const renumber = rows => rows.querySelectorAll(".tier").forEach((tier, index) => {
    tier.querySelectorAll("[data-tier]").forEach(field => { field.name = `${field.dataset.tier}-${index}`; });
    tier.querySelectorAll(".stp").forEach((step, at) => { step.querySelector(".no").textContent = at + 1; });
  });
  addEventListener("click", event => {
    const button = event.target.closest("[data-do]"), rows = button?.closest("[data-rows]") || button?.form?.querySelector("[data-rows]");
    if (!rows) return;
    event.preventDefault();
    const step = button.closest(".stp"), tier = button.closest(".tier"), act = button.dataset.do;
    const fresh = name => document.getElementById(name).content.firstElementChild.cloneNode(true);
    if (act === "up") step.previousElementSibling?.matches(".stp") && step.previousElementSibling.before(step);
    if (act === "down") step.nextElementSibling?.matches(".stp") && step.nextElementSibling.after(step);
    if (act === "drop") step.remove();
    if (act === "drop-tier") tier.remove();
    if (act === "step") { const made = fresh("new-step"); button.before(made); made.querySelector("select").focus(); }
    if (act === "tier") { const made = fresh("new-tier"); rows.append(made); made.querySelector("input").focus(); }
    renumber(rows);
    draw(rows.closest("form"));
  });
})();
