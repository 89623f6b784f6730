// Lists: the preview beside them, ticked rows, the filter's form, the order of columns. All of it works without script.
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const wide = () => matchMedia("(min-width: 1101px)").matches;
  const chinese = root.lang.startsWith("zh");

  // preview ----------------------------------------------------------------------
  const panel = () => find("#pv");
  const shown = () => panel() && !panel().hidden;
  const current = () => find(".t.ls tr.cur");
  const place = () => {
    const box = shown() && find("[data-place]", panel()); if (!box) return;
    const rows = all(".t.ls tr[data-url]"), at = rows.findIndex(row => row.classList.contains("cur"));
    box.textContent = at < 0 ? "" : `${at + 1} / ${rows.length}`;
  };
  const mark = row => { all(".t.ls tr.cur").forEach(one => one.classList.remove("cur")); row.classList.add("cur"); };
  const show = row => {
    mark(row);
    const address = new URL(row.closest("table").dataset.preview, location.href); address.searchParams.set("preview", row.dataset.row);
    htmx.ajax("GET", address.href, { target: "#pv", swap: "outerHTML" });
    address.searchParams.delete("part"); history.replaceState(history.state, "", address);
  };
  const hide = () => {
    panel().hidden = true; panel().replaceChildren();
    const address = new URL(location.href); address.searchParams.delete("preview"); history.replaceState(history.state, "", address);
    find("a", current() || document.body)?.focus();
  };
  let soon = 0;
  document.addEventListener("l2:step", event => {
    const row = event.target.closest("tr[data-row]"); if (!row || !shown()) return;
    clearTimeout(soon); soon = setTimeout(() => show(row), 120);
  });
  document.addEventListener("click", event => {
    if (event.target.closest("[data-act=close-preview]")) { event.preventDefault(); hide(); return; }
    const row = event.target.closest("tr[data-row]");
    if (event.target.closest("[data-act=preview]")) { event.preventDefault(); show(row); return; }
    if (!row || !wide() || event.target.closest("a,button,input,label,select,summary")) return;
    event.preventDefault();
    show(row);
  });

  // ticked rows ----------------------------------------------------------------------
  const bar = () => find("#bulk");
  const ticks = () => all(".t.ls tbody .ck");
  const short = (minor, currency) => {
    const amount = minor / 100, big = chinese ? 1e4 : 1e6;
    const number = (amount / big).toLocaleString("en", { minimumFractionDigits: chinese ? 1 : 2, maximumFractionDigits: chinese ? 1 : 2 });
    return chinese ? `${number} 万` : `${currency === "CNY" ? "¥" : `${currency} `}${number}M`;
  };
  const count = () => {
    if (!bar()) return;
    const picked = ticks().filter(tick => tick.checked), head = find("[data-all]");
    ticks().forEach(tick => { const row = tick.closest("tr"); row.classList.toggle("sel", tick.checked); row.setAttribute("aria-selected", tick.checked); });
    if (head) { head.checked = picked.length > 0 && picked.length === ticks().length; head.indeterminate = picked.length > 0 && !head.checked; }
    bar().hidden = !picked.length;
    const words = find("[data-picked]", bar()), sum = find("[data-amount]", bar());
    words.textContent = words.dataset.picked.replace("{n}", picked.length);
    const minors = picked.map(tick => tick.closest("tr").dataset.minor).filter(minor => minor !== undefined);
    sum.textContent = minors.length ? short(minors.reduce((total, minor) => total + Number(minor), 0), sum.dataset.amount) : "";
  };
  const unpick = () => { ticks().forEach(tick => { tick.checked = false; }); count(); };
  let last = null;
  document.addEventListener("click", event => {
    if (event.target.closest("[data-act=unpick]")) unpick();
    if (event.target.closest("[data-act=close-ask]") && find("#ask[open]")) { event.preventDefault(); find("#ask").close(); }
    if (!event.target.matches(".t.ls tbody .ck")) return;
    const row = event.target, rows = ticks();
    if (event.shiftKey && last && rows.includes(last)) {
      const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
      rows.slice(from, to + 1).forEach(tick => { tick.checked = row.checked; });
      count();
    }
    last = row;
  });
  addEventListener("change", event => {
    if (event.target.matches("[data-all]")) ticks().forEach(tick => { tick.checked = event.target.checked; });
    if (event.target.matches(".t.ls .ck")) count();
  });

  // keys -----------------------------------------------------------------------------
  const toggle = () => { const tick = current() && find("tbody .ck, .ck", current()); if (tick) { tick.checked = !tick.checked; count(); } };
  addEventListener("keydown", event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && !event.target.closest("dialog, details[open], input:not(.ck), select, textarea")) {
      if (shown()) { event.preventDefault(); hide(); } else if (bar() && !bar().hidden) { event.preventDefault(); unpick(); }
      return;
    }
    if (root.dataset.keys === "off" || event.target.closest("input:not(.ck), textarea, select, button, summary, dialog, [contenteditable]")) return;
    const tickKey = event.key === "x" || event.key === "X" || (event.key === " " && !event.target.matches(".ck"));
    if (tickKey && current() && bar()) { event.preventDefault(); toggle(); }
    if (event.key === "p" && current()) { event.preventDefault(); show(current()); }
  });

  // filter form, question before a move ------------------------------------------------
  const opens = box => { const drop = box.closest("details.drop"); if (drop) drop.open = true; find("select, input:not([type=hidden]), a", box)?.focus(); };
  document.addEventListener("toggle", event => { if (event.target.matches?.("details[data-key=filter]") && event.target.open) find("#filter-pop a, #filter-pop select, #filter-pop input:not([type=hidden])")?.focus(); }, true);
  document.addEventListener("htmx:after:swap", event => {
    const target = event.detail?.ctx?.target;
    if (target?.id === "filter-pop") opens(target);
    if (target?.id === "ask-in" && target.children.length) find("#ask").showModal();
    place(); count();
  });

  // order of columns: dragged, or moved with the arrow keys ------------------------------
  let dragged = null;
  const rowOf = event => event.target.closest?.("[data-order] .one");
  document.addEventListener("dragstart", event => { dragged = rowOf(event); });
  document.addEventListener("dragover", event => {
    const over = rowOf(event); if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const after = event.clientY > over.getBoundingClientRect().top + over.offsetHeight / 2;
    over[after ? "after" : "before"](dragged);
  });
  document.addEventListener("dragend", () => { dragged = null; });
  document.addEventListener("keydown", event => {
    if (!event.target.matches?.("[data-act=grip]") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const row = rowOf(event), other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
    if (other) { other[event.key === "ArrowUp" ? "before" : "after"](row); event.target.focus(); }
  });
  place(); count();
})();
