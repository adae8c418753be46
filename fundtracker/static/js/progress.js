// How far long work has come: the page is asked for again until the work is over. Without script,
// or when the server does not answer, its own link does the same.
addEventListener("DOMContentLoaded", () => {
  const pause = 1500;

  const renew = async () => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!fresh) {
        location.reload();
        return;
      }
      document.querySelector("[data-progress]").replaceWith(fresh);
    } catch { /* no network: it is tried again */ }
    setTimeout(renew, pause);
  };

  if (document.querySelector("[data-progress]")) setTimeout(renew, pause);
});
