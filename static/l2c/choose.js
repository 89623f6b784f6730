// "Use this one" beside a form: the record named by the button is chosen in the form's select.
(() => {
  "use strict";
  addEventListener("click", event => {
    const button = event.target.closest("[data-choose]");
    const select = button && document.getElementById(button.dataset.choose);
    if (!select) return;
    const { value, label } = button.dataset;
    // The select lists the newest records only; any other is added.
    if (![...select.options].some(option => option.value === value)) select.add(new Option(label, value));
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    button.closest("[aria-live]")?.replaceChildren();
    select.focus();
  });
})();
