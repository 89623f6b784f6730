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
  const received = page.querySelector("[data-received]"), spent = page.querySelector("[data-spent]"), left = page.querySelector("[data-left]");
  const rest = () => units(received.dataset.received) - inputs.reduce((sum, input) => sum + number(input), 0n);
  const draw = () => {
    if (!received) return;
    const difference = rest();
    spent.textContent = shown(units(received.dataset.received) - difference);
    left.textContent = shown(difference);
    left.parentElement.classList.toggle("ok", difference === 0n);
    left.parentElement.classList.toggle("over", difference < 0n);
    for (const input of inputs) {
      const row = input.closest("tr");
      row.classList.toggle("sel", number(input) > 0n);
      row.querySelector("[data-after]").textContent = shown(units(row.querySelector("[data-open]").dataset.open) - number(input));
    }
  };
  const fill = input => {
    const open = units(input.closest("tr").querySelector("[data-open]").dataset.open), free = rest() + number(input);
    input.value = plain(free < open ? (free > 0n ? free : 0n) : open);
    draw();
  };
  inputs.forEach(input => input.addEventListener("input", draw));
  draw();
  const go = name => find(name)?.click();
  const keys = { j: "next", k: "before", p: "park", z: "undo", 1: "1", 2: "2", 3: "3", Enter: "post" };
  addEventListener("keydown", event => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const input = event.target.closest?.("input, textarea, select");
    if (input?.matches("input.amt") && event.key === "=") { event.preventDefault(); fill(input); return; }
    if (input || (event.key === "Enter" && event.target.closest?.("a, button, summary"))) return;
    const wanted = keys[event.key];
    if (!wanted || !find(wanted)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go(wanted);
  }, true);
})();
