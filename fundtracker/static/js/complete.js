// Names that complete a field while one types, taken from a list page that finds them. Without
// script the field offers the names that came with the page, and any other can be typed.
addEventListener("DOMContentLoaded", () => {
  for (const offered of document.querySelectorAll("datalist[data-from]")) {
    const field = document.querySelector(`input[list="${offered.id}"]`);
    let waiting = 0;
    let latest = 0;

    const complete = async () => {
      latest += 1;
      const mine = latest;
      const address = new URL(offered.dataset.from, location);
      address.searchParams.set("q", field.value);
      try {
        const answer = await fetch(address);
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== latest) return;
        const names = [...page.querySelectorAll("table.data tbody th a")].map((it) => it.textContent.trim());
        offered.replaceChildren(...names.map((name) => new Option(name, name)));
      } catch { /* no network: what was offered stays */ }
    };

    field.addEventListener("input", () => {
      clearTimeout(waiting);
      if (field.value.trim().length > 1) waiting = setTimeout(complete, 200);
    });
  }
});
