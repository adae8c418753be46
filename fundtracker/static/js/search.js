// A search that answers while one types, its answers walked with the arrow keys. Without script,
// or when the server does not answer, the form's own button does the same.
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-answers]");
  if (!form) return;
  const field = form.querySelector("[type=search]");
  const answers = document.getElementById(form.dataset.answers);
  const said = document.getElementById(form.dataset.said);
  let waiting = 0;
  let latest = 0;

  const search = async () => {
    latest += 1;
    const mine = latest;
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      answers.replaceChildren(...page.getElementById(answers.id).childNodes);
      said.textContent = page.getElementById(said.id).textContent;
      history.replaceState(null, "", address);
    } catch { /* no network: what is shown stays, and the button says why */ }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });

  form.addEventListener("submit", () => clearTimeout(waiting));

  addEventListener("keydown", (pressed) => {
    const choices = [...answers.querySelectorAll(".choice, a")];
    const here = choices.indexOf(document.activeElement);
    if (here < 0 && document.activeElement !== field) return;
    const next = {
      ArrowDown: choices[here + 1],
      ArrowUp: here > 0 ? choices[here - 1] : field,
      Escape: here < 0 ? null : field,
    }[pressed.key];
    if (!next || next === document.activeElement) return;
    next.focus();
    pressed.preventDefault();
  });
});
