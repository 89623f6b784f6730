// Reconciling: the running difference, and the keys of the design. Without script the page posts all the same.
// The work on a line is swapped as a whole, so everything is looked up when it is needed.
(() => {
  "use strict";
  const page = document.querySelector("[data-reconcile]");
  if (!page) return;
  const { shown, read, share } = window.L2CAmounts;
  const one = (selector, from = page) => from.querySelector(selector);
  const all = (selector, from = page) => [...from.querySelectorAll(selector)];
  const find = name => one(`[data-rc="${name}"]`) || document.querySelector(`[data-rc="${name}"]`);
  const inputs = () => all("input.amt:not([disabled])");
  const row = input => input.closest("tr");
  const field = (input, name) => one(`input[name^="${name}-"]`, row(input));
  const number = input => read(input.value);
  const closed = input => read(field(input, "difference")?.value);
  const open = input => read(one("[data-open]", row(input)).dataset.open);
  const received = () => one("[data-received]");
  const rest = () => read(received().dataset.received) - inputs().reduce((sum, input) => sum + number(input), 0n);
  const tickOf = input => one("input[name=tick]", row(input));

  // what is shown beside the amounts ---------------------------------------------------------------------------
  const drawRow = input => {
    const here = row(input), after = open(input) - number(input) - closed(input), is = number(input) > 0n;
    here.classList.toggle("sel", is);
    one("[data-after]", here).textContent = shown(after);
    one("[data-settled]", here).hidden = after !== 0n;
    one("[data-closed]", here).hidden = closed(input) === 0n;
    tickOf(input).checked = is;
  };
  const draw = () => {
    if (!received()) return;
    const difference = rest(), left = one("[data-left]"), says = one("[data-says]"), taken = inputs().filter(input => number(input) > 0n);
    one("[data-spent]").textContent = shown(read(received().dataset.received) - difference);
    const words = one("[data-spent-words]"); words.textContent = words.dataset.spentWords.replace("{n}", taken.length);
    left.textContent = shown(difference);
    left.closest(".z").classList.toggle("ok", difference === 0n);
    left.closest(".z").classList.toggle("over", difference < 0n);
    says.textContent = difference < 0n ? says.dataset.over : difference > 0n ? says.dataset.rest : "";
    inputs().forEach(drawRow);
    effect(taken);
  };
  // What posting does beyond the line: the overdue falls, and what was provided for it is released.
  const effect = taken => {
    const box = one("[data-effect]"); if (!box) return;
    const paid = input => number(input) + closed(input);
    const late = taken.filter(input => "late" in row(input).dataset).reduce((sum, input) => sum + paid(input), 0n);
    const released = taken.filter(input => row(input).dataset.provided).reduce((sum, input) => sum + share(paid(input), row(input).dataset.provided), 0n);
    const lines = [late ? box.dataset.lateWords.replace("{amount}", shown(late)) : "", released ? box.dataset.provisionWords.replace("{amount}", shown(released)) : ""];
    box.replaceChildren(...lines.filter(Boolean).flatMap((text, at) => at ? [document.createElement("br"), text] : [text]));
  };

  // amounts ------------------------------------------------------------------------------------------------------
  const setClosed = (input, amount, kind, label) => {
    field(input, "difference").value = amount ? shown(amount).replace(/,/g, "") : "";
    field(input, "kind").value = amount ? kind : "";
    one("[data-closed]", row(input)).textContent = amount ? `${label} ${shown(amount)}` : "";
  };
  const set = (input, value) => { setClosed(input, 0n); input.value = value > 0n ? shown(value) : ""; draw(); };
  const fill = input => { const free = rest() + number(input); set(input, free < open(input) ? free : open(input)); };
  const empty = () => inputs().find(input => number(input) === 0n);
  const choose = card => {
    const parts = JSON.parse(card.dataset.parts), label = kind => one(`#diff [value="${kind}"]`)?.dataset.label || "";
    all(".sc").forEach(other => { other.classList.toggle("on", other === card); other.toggleAttribute("aria-current", other === card); });
    inputs().forEach(input => {
      const part = parts[row(input).dataset.id];
      input.value = part ? part.amount : "";
      setClosed(input, read(part?.difference), part?.kind, label(part?.kind));
    });
    draw();
  };
  const walk = by => {
    const list = inputs(), at = list.findIndex(input => [input, tickOf(input)].includes(document.activeElement));
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (next) (document.activeElement === list[at] ? next : tickOf(next)).focus();
  };

  // the difference ---------------------------------------------------------------------------------------------
  const short = () => {
    const here = document.activeElement?.closest("tr"), list = inputs().filter(input => number(input) > 0n && open(input) > number(input));
    return list.find(input => row(input) === here) || list[list.length - 1];
  };
  const difference = () => {
    const box = one("#diff"); if (!box) return;
    const input = short(), says = one("[data-diff-says]", box), over = rest();
    const text = input ? says.dataset.short.replace("{number}", one("a", row(input)).textContent).replace("{amount}", shown(open(input) - number(input))) : over > 0n ? says.dataset.over.replace("{amount}", shown(over)) : says.dataset.none;
    says.textContent = text;
    one("[data-diff-kinds]", box).hidden = !input; one("[data-diff-take]", box).hidden = !input; one("[data-diff-clear]", box).hidden = !input;
    box.returnValue = ""; box.showModal(); one("input[name=kind]:checked", box)?.focus();
  };
  const closeDifference = () => {
    const box = one("#diff"), input = short(), kind = one("input[name=kind]:checked", box);
    if (!input || !kind) return;
    setClosed(input, open(input) - number(input), kind.value, kind.dataset.label);
    one("#match [name=reason]").value = one("input[name=reason]", box).value;
    draw();
  };

  // the list of lines ------------------------------------------------------------------------------------------
  const lines = () => all("a.bl[data-line]:not(.done)");
  const current = () => one("#work")?.dataset.line;
  const beside = by => {
    const list = all("a.bl[data-line]"), at = list.findIndex(line => line.dataset.line === current());
    const on = by > 0 ? list.slice(at + 1) : list.slice(0, Math.max(at, 0)).reverse();
    return on.find(line => !line.classList.contains("done"));
  };
  const go = by => beside(by)?.click();
  const mark = () => {
    all("a.bl[data-line]").forEach(line => { const is = line.dataset.line === current(); line.classList.toggle("on", is); line.toggleAttribute("aria-current", is); if (is) line.scrollIntoView({ block: "nearest" }); });
    draw();
  };
  // The next line goes with the form: the answer is the work on it.
  page.addEventListener("submit", event => {
    const next = event.target.querySelector("input[name=next]");
    if (next) next.value = (beside(1) || beside(-1))?.dataset.line || "";
    if (event.target.closest("#diff")) { event.preventDefault(); closeDifference(); one("#diff").close(); }
    const box = event.target.closest("dialog[open]"); if (box) { box.removeAttribute("data-open"); box.close(); }
  }, true);
  page.addEventListener("input", event => { if (event.target.matches("input.amt")) { setClosed(event.target, 0n); draw(); } });
  page.addEventListener("change", event => { if (event.target.matches("input[name=tick]")) { const input = one("input.amt", row(event.target)); if (event.target.checked) fill(input); else set(input, 0n); } });
  page.addEventListener("click", event => {
    const card = event.target.closest("[data-parts]"); if (card) { event.preventDefault(); choose(card); }
    if (event.target.closest("[data-rc-park]")) { event.preventDefault(); find("park")?.click(); }
    const wanted = event.target.closest("button[data-rc]")?.dataset.rc;
    if (wanted === "difference") difference();
    if (wanted === "split") { one("#split")?.showModal(); one("#split input[name=part]")?.focus(); }
    if (wanted === "keys") document.getElementById("rckeys").showModal();
    if (event.target.closest("[data-diff-clear]")) { const input = short(); if (input) setClosed(input, 0n); draw(); one("#diff").close(); }
  });
  document.addEventListener("htmx:after:swap", () => { mark(); one("dialog[data-open]:not([open])")?.showModal(); });
  // A dialog that came is shown once.
  page.addEventListener("close", event => event.target.removeAttribute("data-open"), true);
  // An undo of the toast swaps the work too; a hidden page asks nothing about who is here.
  document.addEventListener("submit", event => {
    if (!event.target.closest("#toasts")) return;
    event.preventDefault(); event.stopImmediatePropagation();
    htmx.ajax("POST", event.target.action, { target: "#work", swap: "outerHTML", values: Object.fromEntries(new FormData(event.target)) });
  }, true);
  document.addEventListener("htmx:before:request", event => { if (document.hidden && event.detail.ctx?.sourceElement?.closest(".rchead")) event.preventDefault(); });
  mark();

  // keys -------------------------------------------------------------------------------------------------------
  const click = name => () => find(name)?.click();
  const keys = {
    j: () => go(1), k: () => go(-1), p: click("park"), q: click("ask"), s: click("split"), d: difference, Enter: click("post"),
    z: () => ([...document.querySelectorAll("#toasts [data-key=undo]")].pop() || find("undo"))?.click(),
    1: click("1"), 2: click("2"), 3: click("3"), "?": () => document.getElementById("rckeys").showModal(), A: click("auto"),
  };
  // What a key does on the items: true where it did something.
  const onItems = (key, target) => {
    const list = inputs(), amount = target.matches("input.amt") ? target : target.matches("input[name=tick]") ? one("input.amt", row(target)) : null;
    const elsewhere = !amount && !target.closest("a, button, summary, input, select, textarea");
    if (!list.length || !(amount || elsewhere)) return false;
    if (key === "ArrowDown" || key === "ArrowUp") walk(key === "ArrowDown" ? 1 : -1);
    else if (key === "=" && (amount || empty())) fill(amount || empty());
    else if (key === " " && elsewhere && empty()) { const first = empty(); tickOf(first).focus(); fill(first); }
    else if (key === "Enter" && target.matches("input.amt")) find("post")?.click();
    else return false;
    return true;
  };
  const writing = target => target.closest("input:not([name=tick]), textarea, select");
  const named = key => key.length === 1 && key !== "A" ? key.toLowerCase() : key;
  const act = (pressed, target) => {
    const key = named(pressed), busy = writing(target) || (key === "Enter" && target.closest("button, summary, a:not(.bl):not(.sc)"));
    if (onItems(key, target)) return true;
    if (key === "Escape" && writing(target)) { target.blur(); return true; }
    if (busy || !keys[key]) return false;
    keys[key]();
    return true;
  };
  // While the next line or a dialog is on its way, what is pressed is meant for it and waits; a key held down counts once.
  let awaited = null, held = [];
  const release = () => {
    if (awaited || !held.length) return;
    if (document.querySelector("dialog[open]")) { held = []; return; }
    act(held.shift(), document.activeElement || document.body);
    setTimeout(release);
  };
  document.addEventListener("htmx:before:request", event => { if (["work", "rcbox"].includes(event.detail.ctx?.target?.id)) awaited = event.detail.ctx; });
  document.addEventListener("htmx:finally:request", event => { if (event.detail.ctx === awaited) { awaited = null; release(); } });
  addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    const target = event.target instanceof Element ? event.target : document.body, dialog = document.querySelector("dialog[open]");
    if (dialog) {
      const kind = dialog.id === "diff" && !target.matches("input[name=reason]") && all("input[name=kind]", dialog)[Number(event.key) - 1];
      if (kind) { event.preventDefault(); event.stopImmediatePropagation(); kind.checked = true; kind.focus(); }
      else if (!target.closest("input, textarea, select") && event.key.length === 1) event.stopImmediatePropagation();
      if (event.key === "Enter" && dialog.id === "diff") { event.preventDefault(); event.stopImmediatePropagation(); closeDifference(); dialog.close(); }
      return;
    }
    const waits = (awaited || held.length) && !writing(target) && (keys[named(event.key)] || ["ArrowDown", "ArrowUp", "=", " "].includes(event.key));
    if (waits && !event.repeat) held.push(event.key);
    if (waits || act(event.key, target)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
})();
