// The editor of posts: a text field becomes Jodit, pictures go up as they are chosen or pasted, drafts save themselves.
// Without this the field takes plain lines, and pictures go up through the forms below it.
(() => {
  "use strict";
  const field = document.querySelector("[data-editor]");
  const form = field?.form;
  if (!form || !window.Jodit) return;
  const state = form.querySelector("[data-saved]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const EVERY = 30000;

  const escaped = (line) => line.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  if (field.value && !/<\/?[a-z]/i.test(field.value)) {
    field.value = field.value.split(/\n+/).filter((line) => line.trim()).map((line) => `<p>${escaped(line)}</p>`).join("\n");
  }

  const tell = (text, isBad = false) => {
    state.textContent = text;
    state.classList.toggle("bad", isBad);
  };

  const editor = Jodit.make(field, {
    language: "zh_cn",
    minHeight: 460,
    toolbarAdaptive: true,
    toolbarStickyOffset: 0,
    showCharsCounter: true,
    showWordsCounter: false,
    showXPathInStatusbar: false,
    hidePoweredByJodit: true,
    askBeforePasteHTML: false,
    askBeforePasteFromWord: false,
    defaultActionOnPaste: "insert_as_html",
    defaultActionOnPasteFromWord: "insert_as_html",
    beautifyHTML: false,
    sourceEditor: "area",
    enter: "p",
    disablePlugins: ["about", "speech-recognize", "ai-assistant", "video", "iframe", "file", "image-processor", "paste-storage", "powered-by-jodit", "drag-and-drop"],
    buttons: ["paragraph", "bold", "italic", "underline", "|", "ul", "ol", "|", "left", "center", "right", "indent", "outdent", "|", "table", "link", "upload", "hr", "|", "undo", "redo", "eraser", "source", "fullsize"],
    buttonsMD: ["paragraph", "bold", "underline", "|", "ul", "ol", "|", "left", "center", "table", "link", "upload", "|", "undo", "redo", "dots"],
    buttonsSM: ["paragraph", "bold", "ul", "table", "link", "upload", "|", "undo", "dots"],
    buttonsXS: ["paragraph", "bold", "ul", "upload", "undo", "dots"],
    controls: {
      paragraph: { list: { p: "正文", h2: "标题", h3: "小标题", blockquote: "引用" } },
      upload: { icon: "image", tooltip: "上传图片", exec: () => document.querySelector("[data-picture-input]").click() },
    },
  });

  // The bar says "pressed" of a button and of the list item around it, which cannot be pressed.
  const unsay = () => {
    for (const item of editor.container.querySelectorAll("[role=listitem][aria-pressed]")) item.removeAttribute("aria-pressed");
  };
  new MutationObserver(unsay).observe(editor.container, { subtree: true, childList: true, attributeFilter: ["aria-pressed"] });
  unsay();

  // A file's name says something, unless a camera or a chat gave it; the writer puts it right or fills it in.
  const said = (name) => (/^(img|image|dsc|mvimg|pxl|mmexport|wx_|screenshot|微信|截屏|截图|屏幕|图片)?[\d_\- .()（）]*(\.\w+)?$/i.test(name) ? "" : name.replace(/\.\w+$/, ""));

  const insert = (address, name) => {
    const picture = editor.createInside.element("img");
    picture.setAttribute("src", address);
    picture.setAttribute("alt", said(name));
    const paragraph = editor.createInside.element("p");
    paragraph.append(picture);
    editor.s.focus();
    editor.s.insertNode(paragraph);
    changed();
  };

  const upload = async (files) => {
    if (!files.length) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    for (const file of files) data.append("files", file);
    tell("正在上传图片…");
    try {
      const response = await fetch(field.dataset.upload, { method: "POST", body: data, headers: { "X-Editor": "1" } });
      const answer = await response.json();
      if (!response.ok) return tell(answer.said, true);
      answer.pictures.forEach((address, number) => insert(address, files[number]?.name || ""));
      tell("图片已插入。请点选图片，在“替代文字”里写明画面内容，供看不见图片的人听读；没有写的不能提交。");
    } catch {
      tell("图片没有上传成功，请检查网络或换小一些的图片。", true);
    }
  };

  document.querySelector("[data-picture-input]").addEventListener("change", (event) => {
    upload([...event.target.files]);
    event.target.value = "";
  });
  editor.e.on("beforePaste", (event) => {
    const files = [...(event.clipboardData?.files || [])].filter((file) => file.type.startsWith("image/"));
    const hasText = event.clipboardData?.types.includes("text/html");
    if (!files.length || hasText) return undefined;
    upload(files);
    return false;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button.dataset.insert, "");
  });

  // What was typed since the last save goes up by itself; a text somebody else saved is never overwritten.
  let isDirty = false, isStopped = false, isLeaving = false;
  const takeOver = () => { field.value = editor.getEditorValue(); };  // at once; by itself it comes a moment later
  const changed = () => {
    isDirty = true;
    if (!isStopped) tell("有改动没有保存");
  };
  editor.e.on("change", changed);
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    takeOver();
    isLeaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty && !isLeaving) event.preventDefault();
  });

  const save = async () => {
    if (!isDirty || isStopped || isLeaving) return;
    isDirty = false;
    takeOver();
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      const answer = await response.json();
      if (response.ok) {
        form.querySelector("[name=revision]").value = answer.revision;
        return isDirty ? undefined : tell(answer.said);
      }
      isDirty = true;
      isStopped = response.status === 409;
      tell(answer.said, true);
    } catch {
      isDirty = true;
      tell("网络不通，没有自动保存，稍后再试。", true);
    }
  };
  window.setInterval(save, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && save());
})();
