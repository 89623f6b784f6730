// Names behind an @: a short list of colleagues under the field; without script the user name is typed.
(() => {
  "use strict";
  const behindAt = /@([\w.\-\u4e00-\u9fff]*)$/;
  const listOf = form => form.querySelector(".mention");
  const close = form => listOf(form)?.remove();
  const started = field => behindAt.exec(field.value.slice(0, field.selectionStart));
  const draw = (form, html) => {
    close(form);
    if (!html.trim()) return;
    const box = document.createElement("div");
    box.className = "mention pop menu"; box.setAttribute("role", "listbox");
    box.innerHTML = html; form.append(box);
    box.firstElementChild?.setAttribute("aria-selected", "true");
  };
  const insert = (form, name) => {
    const field = form.querySelector("[name=text]"), found = started(field), end = field.selectionStart;
    if (!found) return;
    const head = `${field.value.slice(0, end - found[0].length)}@${name} `;
    field.value = head + field.value.slice(end); field.focus(); field.setSelectionRange(head.length, head.length);
    close(form);
  };
  let waiting;
  addEventListener("input", event => {
    const form = event.target.closest("form[data-mention]"); if (!form || event.isComposing) return;
    clearTimeout(waiting);
    const found = started(event.target); if (!found) { close(form); return; }
    waiting = setTimeout(async () => {
      const answer = await fetch(`${form.dataset.mention}?q=${encodeURIComponent(found[1])}`);
      if (answer.ok && started(event.target)) draw(form, await answer.text());
    }, 150);
  });
  addEventListener("keydown", event => {
    const form = event.target.closest?.("form[data-mention]"), box = form && listOf(form);
    if (!box || event.isComposing) return;
    const all = [...box.children], at = all.findIndex(one => one.ariaSelected === "true");
    const mark = to => { all[at]?.removeAttribute("aria-selected"); all[(to + all.length) % all.length].setAttribute("aria-selected", "true"); };
    if (event.key === "ArrowDown") mark(at + 1); else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter" || event.key === "Tab") insert(form, all[Math.max(at, 0)].dataset.insert);
    else if (event.key === "Escape") close(form); else return;
    event.preventDefault(); event.stopPropagation();
  }, true);
  addEventListener("click", event => {
    const chosen = event.target.closest(".mention [data-insert]");
    if (chosen) insert(chosen.closest("form"), chosen.dataset.insert);
    else document.querySelectorAll(".mention").forEach(box => box.remove());
  });
})();
