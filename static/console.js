// The console's own behaviour: every listener is delegated, so that pages need no inline code.
(() => {
  "use strict";
  const dialog = document.getElementById("confirm");
  let asked = null;

  const ask = (form) => {
    asked = form;
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
    if (answer === "yes" && asked) {
      asked.dataset.confirmed = "yes";
      asked.requestSubmit();
    }
    asked = null;
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

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const open = document.getElementById(opener.dataset.opens).classList.toggle("open");
      opener.setAttribute("aria-expanded", String(open));
      return;
    }
    for (const menu of document.querySelectorAll("details.account[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, label")) location.assign(row.dataset.href);
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
      document.querySelector(".sidebar.open")?.classList.remove("open");
      for (const menu of document.querySelectorAll("details.account[open]")) menu.open = false;
    }
  });
})();
