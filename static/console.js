// The console's own behaviour: every listener is delegated, so that pages need no inline code.
(() => {
  "use strict";
  const dialog = document.getElementById("confirm");
  let waiting = null;

  const ask = (form) => {
    waiting = form;
    dialog.querySelector("#confirm-question").textContent = form.dataset.confirm;
    dialog.querySelector("#confirm-more").textContent = form.dataset.confirmMore || "";
    const yes = dialog.querySelector("[data-answer=yes]");
    yes.textContent = form.dataset.confirmYes || yes.textContent;
    yes.classList.toggle("danger", form.dataset.confirmTone === "danger");
    dialog.showModal();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !form.dataset.confirmed) {
      event.preventDefault();
      ask(form);
      return;
    }
    form.removeAttribute("data-changed");
  });

  dialog?.addEventListener("click", (event) => {
    const answer = event.target.dataset.answer;
    if (!answer) return;
    dialog.close();
    if (answer === "yes" && waiting) {
      waiting.dataset.confirmed = "yes";
      waiting.requestSubmit();
    }
    waiting = null;
  });

  // Forms marked data-guarded warn before their changes are lost.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-guarded")) form.setAttribute("data-changed", "");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.hasAttribute("data-sends")) event.target.form.requestSubmit();
  });

  // The menu of a narrow window: a click beside it or Escape shuts it, and Escape leads back to its button.
  const shut = (back = false) => {
    const drawer = document.querySelector(".sidebar.open");
    if (!drawer) return;
    drawer.classList.remove("open");
    const opener = document.querySelector(`[data-opens=${drawer.id}]`);
    opener.setAttribute("aria-expanded", "false");
    if (back) opener.focus();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const drawer = document.getElementById(opener.dataset.opens);
      const open = drawer.classList.toggle("open");
      opener.setAttribute("aria-expanded", String(open));
      if (open) drawer.querySelector("a")?.focus();
      return;
    }
    if (!event.target.closest(".sidebar")) shut();
    for (const menu of document.querySelectorAll("details.account[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (list && !event.target.closest(".search")) list.hidden = true;
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, label")) location.assign(row.dataset.href);
  });

  // On a narrow window a table that does not fit stands row by row, each cell beside what its column is called.
  const narrow = matchMedia("(max-width: 48rem)");
  const measure = (frame) => {
    frame.classList.remove("stacked");
    if (!narrow.matches) return;
    frame.classList.add("measured");
    const wide = frame.querySelector("table").offsetWidth > frame.clientWidth;
    frame.classList.remove("measured");
    frame.classList.toggle("stacked", wide);
  };
  const frames = document.querySelectorAll(".table-frame");
  for (const frame of frames) {
    const heads = [...frame.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of frame.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, place) => { if (cell.colSpan === 1) cell.dataset.head = heads[place] ?? ""; });
    }
    measure(frame);
  }
  narrow.addEventListener("change", () => frames.forEach(measure));

  // The search box offers what is found while one types; Enter goes to the page of all.
  const box = document.getElementById("search");
  const list = document.getElementById("search-found");
  let asked = 0;
  const show = (found) => {
    list.replaceChildren(...found.map((each) => {
      const link = document.createElement("a");
      link.href = each.address;
      const name = document.createElement("span");
      name.textContent = each.name;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = [each.kind, each.about].filter(Boolean).join(" · ");
      link.append(name, kind);
      return link;
    }));
    list.hidden = found.length === 0;
  };
  const look = async () => {
    const mine = ++asked;
    const text = box.value.trim();
    if (!text) { show([]); return; }
    const answer = await fetch(`${box.dataset.search}json?q=${encodeURIComponent(text)}`).catch(() => null);
    if (mine !== asked || !answer?.ok || answer.redirected) return;
    show((await answer.json()).found);
  };
  let pause = 0;
  box?.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(look, 160); });
  box?.closest("form").addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    if (event.key === "Escape") { show([]); box.blur(); }
    if (!links.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const place = links.indexOf(document.activeElement) + step;
    (links[place] || (step > 0 ? links[0] : box)).focus();
  });

  const typing = (target) => target.closest("input, textarea, select, [contenteditable], .CodeMirror");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      event.preventDefault();
      document.getElementById("search")?.focus();
    }
    const form = event.target.closest?.("form[data-guarded]");
    if (form && (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key === "Escape") {
      shut(true);
      for (const menu of document.querySelectorAll("details.account[open]")) menu.open = false;
    }
  });
})();
