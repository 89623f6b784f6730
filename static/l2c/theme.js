// Runs before the first paint: "as the device" is only known in the browser.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme === "system") root.setAttribute("data-bs-theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
})();
