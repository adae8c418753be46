// Keys for those who type all day: / searches, n does what the page is for, ? says which keys there
// are. They can be switched off in this browser: who speaks to it would press them unawares.
addEventListener("DOMContentLoaded", () => {
  const help = document.getElementById("keys");
  const opener = document.querySelector("[data-keys]");
  if (!help || !opener) return;
  const choice = help.querySelector("[type=checkbox]");
  try { choice.checked = localStorage.getItem("keys") !== "off"; } catch { /* private window */ }
  choice.addEventListener("change", () => {
    try { localStorage.setItem("keys", choice.checked ? "on" : "off"); } catch { /* likewise */ }
  });
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());

  addEventListener("keydown", (pressed) => {
    if (!choice.checked || help.open || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
    if (pressed.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const field = document.querySelector("main input[type=search]");
    const action = document.querySelector("main .page-head a.btn-primary");
    const act = {
      "/": field && (() => field.select()),
      "n": action && (() => action.click()),
      "?": () => help.showModal(),
    }[pressed.key];
    if (!act) return;
    pressed.preventDefault();
    act();
  });
});
