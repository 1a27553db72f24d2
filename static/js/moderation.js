// The moderation desk by keyboard; the same buttons work with the mouse and without JavaScript.
(() => {
  "use strict";
  const entries = () => [...document.querySelectorAll("[data-entry]")];
  const current = () => document.activeElement?.closest("[data-entry]");

  const go = (step) => {
    const all = entries();
    if (!all.length) return;
    const at = all.indexOf(current());
    const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  };

  const press = (key) => current()?.querySelector(`[data-key=${key}]`)?.click();
  const acts = {
    j: () => go(1),
    k: () => go(-1),
    a: () => press("a"),
    h: () => press("h"),
    d: () => press("d"),
    r: () => current()?.querySelector("[data-reason]")?.focus(),
    v: () => current()?.querySelector("[data-read] > summary")?.click(),
    x: () => current()?.querySelector("[data-pick]")?.click(),
    o: () => current()?.querySelector("[data-open]")?.click(),
  };

  const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.closest("[data-entry]")?.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });

  // The decided entry keeps its place, and the keyboard goes on from there to the next one that waits.
  document.addEventListener("htmx:afterSwap", (event) => {
    const decided = event.detail.elt?.closest?.("[data-entry]") || document.querySelector("[data-entry].decided:not([data-met])");
    if (!decided || decided.dataset.met) return;
    decided.dataset.met = "1";
    const all = entries();
    const next = all.slice(all.indexOf(decided) + 1).find((entry) => !entry.classList.contains("decided"));
    (next || decided).focus();
  });
})();
