// A preview that follows what one types. Without script, the form's own button shows it.
addEventListener("DOMContentLoaded", () => {
  const preview = document.getElementById("preview");
  const field = document.querySelector("form textarea");
  if (!preview || !field) return;
  let waiting = 0;
  let latest = 0;

  const show = async () => {
    latest += 1;
    const mine = latest;
    const sent = new FormData(field.form);
    sent.set("preview", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(sent) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("preview");
      // Every paper has a title: without one there is nothing to show, and what was shown stays.
      if (mine !== latest || !fresh?.querySelector("h2")) return;
      preview.replaceChildren(...fresh.childNodes);
    } catch { /* no network: the button says why */ }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
});
