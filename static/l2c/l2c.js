// The shell's behaviour. Everything here only speeds up what works without script.
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (selector, from = document) => from.querySelector(selector);

  // The page changes at once; the choice is kept for the next one in the background.
  const otherTheme = form => {
    const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark", body = new FormData(form);
    root.setAttribute("data-bs-theme", theme); document.dispatchEvent(new CustomEvent("l2:theme"));
    body.set("theme", theme); fetch(form.action, { method: "POST", body, redirect: "manual" });
  };
  const menu = open => { const side = find(".l2-side"); if (side) side.classList.toggle("open", open); };
  const openDialog = id => { const box = document.getElementById(id); if (box && !box.open) { box.showModal(); find("input", box)?.focus(); } };

  addEventListener("submit", event => {
    if (event.target.matches("[data-act=theme]")) { event.preventDefault(); otherTheme(event.target); }
    if (event.target.matches("form[method=post]:not([hx-post])")) event.target.querySelectorAll("button[type=submit]").forEach(button => setTimeout(() => { button.disabled = true; }));
  });
  addEventListener("click", event => {
    const on = selector => event.target.closest(selector);
    if (on("[data-act=palette]")) { event.preventDefault(); openDialog("palette"); }
    if (on("[data-act=keys]")) { event.preventDefault(); openDialog("shortcuts"); }
    if (on("[data-act=menu]")) { event.preventDefault(); menu(true); } else if (!on(".l2-side")) menu(false);
    if (on("[data-act=close]")) on("dialog")?.close();
    if (on("[data-act=dismiss]")) on(".l2-toast").remove();
    if (event.target.matches("dialog")) event.target.close();
    document.querySelectorAll("details.drop[open]").forEach(box => { if (!box.contains(event.target)) box.open = false; });
    const row = on("tr[data-url]");
    if (row && !event.defaultPrevented && !on("a,button,input,label,select,summary")) location.href = row.dataset.url;
  });

  // keyboard ------------------------------------------------------------------
  const places = {}; document.querySelectorAll("[data-goto]").forEach(link => { places[link.dataset.goto] = link.href; });
  let leader = 0;
  const typing = target => target.closest("input:not(.ck),textarea,select,[contenteditable]");
  const rows = () => [...document.querySelectorAll("tbody tr[data-url], a.it, .pal-out a")].filter(item => item.offsetParent);
  const step = by => {
    const all = rows(), at = all.findIndex(item => item.classList.contains("cur") || item === document.activeElement);
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    all.forEach(item => item.classList.remove("cur"));
    if (next) { next.classList.add("cur"); next.scrollIntoView({ block: "nearest" }); (next.matches("a") ? next : find("a", next))?.focus(); next.dispatchEvent(new CustomEvent("l2:step", { bubbles: true })); }
  };
  const keys = {
    "/": () => find("[data-key=search]")?.focus(), "?": () => openDialog("shortcuts"), f: () => { const box = find("[data-key=filter]"); if (box) { box.open = true; find("select,input", box)?.focus(); } },
    c: () => find("[data-key=create]")?.click(), v: () => find("[data-key=visit]")?.click(), z: () => [...document.querySelectorAll("[data-key=undo]")].pop()?.click(),
    e: () => (find("[data-edit]") || find("[data-key=edit]"))?.click(), j: () => rows().length ? step(1) : find("[data-key=way-next]")?.click(), k: () => rows().length ? step(-1) : find("[data-key=way-before]")?.click(), g: () => { leader = Date.now(); },
  };
  addEventListener("keydown", event => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openDialog("palette"); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.target.closest("form")?.requestSubmit(); return; }
    // A search field keeps Escape for itself; here it closes the box.
    if (event.key === "Escape" && event.target.closest("dialog")) { event.preventDefault(); event.target.closest("dialog").close(); event.target.blur(); return; }
    if (event.target.closest("#palette") && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); return; }
    if (event.target.matches("#palette input") && event.key === "Enter") { const first = find("#palette .pal-out a"); if (first) { event.preventDefault(); first.click(); } return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || root.dataset.keys === "off") return;
    const key = event.key.toLowerCase();
    if (Date.now() - leader < 1200 && places[key]) { event.preventDefault(); leader = 0; location.href = places[key]; return; }
    const vote = find(`[data-vote="${key}"]`); if (vote) { event.preventDefault(); vote.checked = true; vote.dispatchEvent(new Event("change", { bubbles: true })); return; }
    if (keys[key]) { if (key !== "g") event.preventDefault(); keys[key](); }
  });

  // toasts ----------------------------------------------------------------------
  const toast = (text, bad) => {
    const box = document.createElement("div"), close = document.createElement("button");
    box.className = `l2-toast${bad ? " bad" : ""}`; box.setAttribute("role", bad ? "alert" : "status"); box.append(text);
    close.type = "button"; close.dataset.act = "dismiss"; close.textContent = find("#toasts")?.dataset.close || "×"; box.append(close);
    find("#toasts")?.append(box); age();
  };
  const age = () => document.querySelectorAll(".l2-toast:not(.bad):not([data-aged])").forEach(box => {
    box.dataset.aged = "1";
    let left = 8; const timer = setInterval(() => { if (box.matches(":hover, :focus-within")) return; if (--left <= 0) { clearInterval(timer); box.remove(); } }, 1000);
  });
  document.addEventListener("htmx:after:swap", age); age();
  // After a change the sidebar's counts and the bell are read again.
  document.addEventListener("htmx:finally:request", event => { if (event.detail.ctx.request.method === "POST") document.body.dispatchEvent(new Event("l2:changed")); });
  document.addEventListener("l2:toast", event => toast(event.detail.text, event.detail.bad));
  const say = name => find("#toasts")?.dataset[name] || "";
  document.addEventListener("htmx:response:error", event => { const code = event.detail.ctx.response.status; if (code >= 500) toast(say(code === 503 ? "away" : "failed"), true); });
  document.addEventListener("htmx:error", event => { if (event.detail.error instanceof TypeError) toast(say("offline"), true); });

  // What scrolls sideways can be reached by keyboard ----------------------------------
  const reach = () => document.querySelectorAll(".pn, .scrx, .scr, .sum, .tabs, .snav, .hd1, .chain, .bd").forEach(box => {
    if (box.scrollWidth > box.clientWidth + 1 && !box.hasAttribute("tabindex")) box.tabIndex = 0;
  });
  addEventListener("resize", reach); document.addEventListener("htmx:after:swap", reach); reach();

  addEventListener("change", event => { if (event.target.matches("[data-vote]")) { const rows = find("details.cd"); if (rows) rows.open = event.target.value === "condition"; } });
  addEventListener("change", event => { if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit(); });
})();
