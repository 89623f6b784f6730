// Amounts of the matching bench: counted in hundred-thousandths as whole numbers, since a ledger is not added up in floats.
(() => {
  "use strict";
  const units = text => { const [whole, part = ""] = String(text || "0").replace(/[,\s]/g, "").split("."); return BigInt(whole || "0") * 100000n + BigInt((part + "00000").slice(0, 5)); };
  const shown = value => { const minus = value < 0n, all = String(minus ? -value : value).padStart(6, "0"); const whole = all.slice(0, -5).replace(/\B(?=(\d{3})+$)/g, ","); return `${minus ? "-" : ""}${whole}.${all.slice(-5, -3)}${all.slice(-3).replace(/0+$/, "")}`; };
  const read = text => { try { return units(text); } catch { return 0n; } };
  window.L2CAmounts = { units, shown, read, share: (value, part) => value * BigInt(Math.round(Number(part) * 1e6)) / 1000000n };
})();
