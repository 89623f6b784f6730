// The quote's editor: sums while typing (the server's are the ones that count), and one more line at a time.
(() => {
  const form = document.getElementById("quote");
  if (!form) return;
  // Whole numbers of a millionth, so that no figure shown is a float's.
  const scaled = text => { const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text.replace(/,/g, "").trim()); return found ? BigInt(found[1] + (found[2] || "").padEnd(6, "0")) : null; };
  const M = 1000000n, shown = cents => { const sign = cents < 0n ? "-" : "", c = cents < 0n ? -cents : cents; return sign + (c / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",") + "." + (c % 100n).toString().padStart(2, "0"); };
  const cents = micro => (micro + 5000n) / 10000n;
  const value = (row, name) => { const field = row.querySelector(`[name$="-${name}"]`); return field && field.value.trim() ? scaled(field.value) : null; };
  const sum = () => {
    let net = 0n, tax = 0n, cost = 0n, known = true, any = false;
    form.querySelectorAll("[data-row]").forEach(row => {
      const quantity = value(row, "quantity"), price = value(row, "unit_price"), unit = value(row, "unit_cost"), rate = value(row, "tax_rate") || 0n;
      const cell = row.querySelector("[data-net]");
      if (quantity === null || price === null) { cell.textContent = "–"; return; }
      const line = cents(quantity * price / M);
      any = true; net += line; tax += (line * rate / M + 50n) / 100n;
      if (unit === null) known = false; else cost += cents(quantity * unit / M);
      cell.textContent = shown(line);
    });
    const put = (name, text) => { form.querySelector(`[data-sum=${name}]`).textContent = text; };
    put("net", any ? shown(net) : "–"); put("total", any ? shown(net + tax) : "–"); put("margin", any && known ? shown(net - cost) : "–");
  };
  const add = form.querySelector("[data-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const rows = form.querySelectorAll("[data-row]"), last = rows[rows.length - 1], copy = last.cloneNode(true);
    copy.querySelectorAll("input").forEach(field => { field.name = field.name.replace(/^lines-\d+/, `lines-${rows.length}`); if (!field.name.endsWith("tax_rate")) field.value = ""; });
    last.after(copy); copy.querySelector("input").focus(); sum();
  });
  form.addEventListener("input", sum); sum();
})();
