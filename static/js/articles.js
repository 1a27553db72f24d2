// Type size of an article: changed in place and remembered; without this the links ask the server for it.
(() => {
  "use strict";
  const KEY = "article-size";
  const article = document.querySelector("[data-article]");
  const choices = document.querySelectorAll("[data-size]");
  if (!article) return;

  // Somebody has the article open: told without a cookie, counted without anything of theirs.
  fetch(article.dataset.opened, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});

  const choose = (size) => {
    article.classList.remove("small", "large");
    if (size) article.classList.add(size);
    for (const choice of choices) {
      if (choice.dataset.size === size) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    }
  };

  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-size]");
    if (!choice) return;
    event.preventDefault();
    choose(choice.dataset.size);
    try { localStorage.setItem(KEY, choice.dataset.size); } catch { /* a browser that keeps nothing */ }
  });

  let kept = null;
  try { kept = localStorage.getItem(KEY); } catch { /* the same */ }
  if (kept !== null && !new URLSearchParams(location.search).has("size")) choose(kept);
})();
