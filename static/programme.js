// Pieces of a page that take a moment are loaded when the page is there.
(() => {
  "use strict";
  for (const place of document.querySelectorAll("[data-loads]")) {
    fetch(place.dataset.loads, { headers: { "X-Requested-With": "fetch" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((text) => { place.innerHTML = text; place.removeAttribute("aria-busy"); })
      .catch(() => { place.textContent = place.dataset.failed; place.removeAttribute("aria-busy"); });
  }
})();
