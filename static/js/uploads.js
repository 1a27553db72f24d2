// Forms marked data-upload: small pictures of what was chosen, and a bar while it goes up; both work without it.
(() => {
  "use strict";

  const previews = (input) => {
    input.parentNode.querySelector(".chosen-files")?.remove();
    const list = document.createElement("ul");
    list.className = "chosen-files";
    for (const file of input.files) {
      const item = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const picture = new Image(72);
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
        item.append(picture);
      }
      item.append(`${file.name}（${Math.max(1, Math.round(file.size / 1024))} KB）`);
      list.append(item);
    }
    if (input.files.length) input.after(list);
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-upload] input[type=file]")) previews(event.target);
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.closest?.("form[data-upload]")?.querySelector(".upload-progress");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });
})();
