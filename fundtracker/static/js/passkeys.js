// Asks the device for a passkey, and puts its answer into the form, which is then sent as any other.
// Where the browser knows none, the form stays hidden: there are other ways in.
addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const options = async (form) => {
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
    });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const asked = await answer.json();
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const name of ["excludeCredentials", "allowCredentials"]) {
      asked[name] = (asked[name] || []).map((it) => ({ ...it, id: bytes(it.id) }));
    }
    return asked;
  };

  const written = (found) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[name]) response[name] = text(found.response[name]);
    }
    return JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: {},
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const said = form.querySelector("[data-said]");
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      said.hidden = true;
      try {
        const publicKey = await options(form);
        const found = form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey })
          : await navigator.credentials.get({ publicKey });
        form.elements.credential.value = written(found);
        form.submit();
      } catch {
        said.hidden = false;
      }
    });
  }
});
