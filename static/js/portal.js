// What every page does beyond links and forms; each page works without it.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  // A menu button opens and closes the element it controls; Escape closes it and gives the focus back.
  const toggle = (button, open) => {
    button.setAttribute("aria-expanded", String(open));
    document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open", open);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button) toggle(button, button.getAttribute("aria-expanded") !== "true");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const button of document.querySelectorAll("[data-menu][aria-expanded=true]")) {
      toggle(button, false);
      button.focus();
    }
  });

  // What is hard to undo asks first: data-confirm="…" on the form or on the button pressed.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A form that came back with errors starts at their summary.
  const toErrors = () => document.querySelector(".error-summary[tabindex]")?.focus();
  document.addEventListener("DOMContentLoaded", toErrors);
  document.addEventListener("htmx:afterSettle", toErrors);
})();
