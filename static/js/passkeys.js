// Buttons that ask the browser for a passkey: data-passkey="login", "add" or "authenticate", data-field the id of the
// hidden input that takes the answer, data-options the id of the JSON the server prepared.
(() => {
  "use strict";
  const WORDS = {
    NotAllowedError: "没有完成验证。可以再试一次，或换一种方式登录。",
    InvalidStateError: "这台设备上已经有这个账号的通行密钥。",
    SecurityError: "这个网址不能使用通行密钥，请用 https 网址打开。",
  };

  const say = (text) => {
    const place = document.getElementById("passkey-trouble");
    if (!place) return;
    place.textContent = text;
    place.hidden = false;
  };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(WORDS[event.detail.exception?.name] || "这台设备暂时不能使用通行密钥，请换一种方式。");
  });

  const prepare = (button) => {
    if (!window.PublicKeyCredential) {
      say("这个浏览器不支持通行密钥，请换一个浏览器，或用别的方式。");
      return;
    }
    button.hidden = false;
    const ids = { credential: button.dataset.field, data: button.dataset.options };
    const forms = window.allauth.webauthn.forms;
    if (button.dataset.passkey === "login") forms.loginForm({ ids: { ...ids, login: button.id } });
    if (button.dataset.passkey === "add") forms.addForm({ ids: { ...ids, add: button.id, passwordless: button.dataset.passwordless } });
    if (button.dataset.passkey === "authenticate") forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-passkey]").forEach(prepare));
})();
