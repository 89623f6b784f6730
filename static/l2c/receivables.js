// Reconciling: the running difference, and the keys of the design. Without script the page posts all the same.
(() => {
  const page = document.querySelector("[data-reconcile]");
  if (!page) return;
  const find = name => page.querySelector(`[data-rc="${name}"]`);
  const inputs = [...page.querySelectorAll("input.amt")];
  // Amounts are counted in hundred-thousandths as whole numbers: a ledger is not added up in floats.
  const units = text => { const [whole, part = ""] = String(text || "0").replace(/[,\s]/g, "").split("."); return BigInt(whole || "0") * 100000n + BigInt((part + "00000").slice(0, 5)); };
  const shown = value => { const minus = value < 0n, all = String(minus ? -value : value).padStart(6, "0"); const whole = all.slice(0, -5).replace(/\B(?=(\d{3})+$)/g, ","); return `${minus ? "-" : ""}${whole}.${all.slice(-5, -3)}`; };
  const plain = value => shown(value).replace(/,/g, "");
  const number = input => { try { return units(input.value); } catch { return 0n; } };
  const received = page.querySelector("[data-received]"), spent = page.querySelector("[data-spent]"), left = page.querySelector("[data-left]"), says = page.querySelector("[data-says]");
  const rest = () => units(received.dataset.received) - inputs.reduce((sum, input) => sum + number(input), 0n);
  const tickOf = input => input.closest("tr").querySelector("input[name=tick]");
  const draw = () => {
    if (!received) return;
    const difference = rest();
    spent.textContent = shown(units(received.dataset.received) - difference);
    left.textContent = shown(difference);
    left.parentElement.classList.toggle("ok", difference === 0n);
    left.parentElement.classList.toggle("over", difference < 0n);
    says.textContent = difference < 0n ? says.dataset.over : difference > 0n ? says.dataset.rest : "";
    for (const input of inputs) {
      const row = input.closest("tr");
      row.classList.toggle("sel", number(input) > 0n);
      const after = units(row.querySelector("[data-open]").dataset.open) - number(input);
      row.querySelector("[data-after]").textContent = shown(after);
      row.querySelector("[data-settled]").hidden = after !== 0n;
      tickOf(input).checked = number(input) > 0n;
    }
  };
  const fill = input => {
    const open = units(input.closest("tr").querySelector("[data-open]").dataset.open), free = rest() + number(input);
    input.value = plain(free < open ? (free > 0n ? free : 0n) : open);
    draw();
  };
  const take = (input, on) => { if (on) fill(input); else { input.value = ""; draw(); } };
  inputs.forEach(input => {
    input.addEventListener("input", draw);
    tickOf(input).addEventListener("change", event => take(input, event.target.checked));
  });
  // Up and down walk the items, from outside the first open one; the space bar takes the item one stands on.
  const walk = by => {
    const at = inputs.findIndex(input => [input, tickOf(input)].includes(document.activeElement));
    const next = inputs[Math.max(0, Math.min(inputs.length - 1, at + by))];
    if (next) (document.activeElement === inputs[at] ? next : tickOf(next)).focus();
  };
  draw();
  const keys = { j: "next", k: "before", p: "park", z: "undo", 1: "1", 2: "2", 3: "3", Enter: "post" };
  const empty = () => inputs.find(input => number(input) === 0n);
  // What a key does on the items: true where it did something.
  const onItems = (key, target) => {
    const amount = target.matches("input.amt") ? target : target.matches("input[name=tick]") ? target.closest("tr").querySelector("input.amt") : null;
    const elsewhere = !amount && !target.closest("a, button, summary, input, select, textarea");
    if (!inputs.length || !(amount || elsewhere)) return false;
    if (key === "ArrowDown" || key === "ArrowUp") walk(key === "ArrowDown" ? 1 : -1);
    else if (key === "=" && (amount || empty())) fill(amount || empty());
    else if (key === " " && elsewhere && empty()) { tickOf(empty()).focus(); fill(empty()); }
    else if (key === "Enter" && target.matches("input.amt")) find("post")?.click();
    else return false;
    return true;
  };
  addEventListener("keydown", event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    const target = event.target instanceof Element ? event.target : document.body;
    const busy = target.closest("input:not([name=tick]), textarea, select, dialog") || (event.key === "Enter" && target.closest("a, button, summary"));
    // The toast's undo takes a whole step back; the page's own only one allocation.
    if (event.key === "z" && document.querySelector("#toasts [data-key=undo]")) return;
    const wanted = !busy && keys[event.key] && find(keys[event.key]);
    if (!onItems(event.key, target) && !wanted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wanted) wanted.click();
  }, true);
})();
