/* Forms about campaigns: small forms that write rules, ready conditions, rows that fit what they are about. */
(function () {
  "use strict";

  /* ---- what a benefit is decides which of its fields are shown ---- */
  function fitBenefit(row) {
    const kind = row.querySelector("[data-benefit-kind]").value;
    row.querySelectorAll("[data-kinds]").forEach((part) => {
      part.hidden = !part.dataset.kinds.split(" ").includes(kind);
    });
  }
  document.querySelectorAll("[data-benefit]").forEach(fitBenefit);
  document.addEventListener("change", (event) => {
    const row = event.target.closest("[data-benefit]");
    if (row && event.target.matches("[data-benefit-kind]")) fitBenefit(row);
  });

  /* ---- ready conditions ---- */
  function quoted(text) {
    return JSON.stringify(text);
  }
  function partOf(input) {
    if (input.dataset.part === "list") return Array.from(input.selectedOptions, (each) => quoted(each.value)).join(", ");
    return input.dataset.part === "number" ? String(Number(input.value) || 0) : quoted(input.value);
  }
  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-phrase-insert]");
    if (!insert) return;
    const box = insert.closest("[data-phrase]");
    const parts = Array.from(box.querySelectorAll("[data-part]"), partOf);
    if (parts.some((part) => part === "")) return;
    const text = box.dataset.phrase.replace(/\{\{|\}\}|\{(\d)\}/g, (gap, place) => (place ? parts[place] : gap[0]));
    const button = document.createElement("button");
    button.hidden = true;
    Object.assign(button.dataset, { ruleInsert: text, ruleFor: box.dataset.ruleFor, ruleJoined: "" });
    box.append(button);
    button.click();
    button.remove();
    box.closest("details").open = false;
  });

  /* ---- small forms of amounts ---- */
  function fieldsOf(box) {
    const form = box.querySelector("[data-amount-form]").value;
    const part = box.querySelector(`[data-amount-parts="${form}"]`);
    const fields = { form, steps: [] };
    part.querySelectorAll("[data-amount-field]").forEach((each) => { fields[each.dataset.amountField] = each.value.trim(); });
    part.querySelectorAll("[data-amount-step]").forEach((step) => {
      const pair = [step.querySelector("[data-step-start]").value.trim(), step.querySelector("[data-step-value]").value.trim()];
      if (pair[0] && pair[1]) fields.steps.push(pair);
    });
    part.querySelectorAll("[data-tier]").forEach((each) => {
      if (each.value.trim()) fields.steps.push([each.dataset.tier, each.value.trim()]);
    });
    return fields;
  }
  function showForm(box, form) {
    box.querySelectorAll("[data-amount-parts]").forEach((part) => { part.hidden = part.dataset.amountParts !== form; });
    box.querySelector("[data-amount-form]").value = form;
  }
  function fill(box, fields) {
    showForm(box, fields ? fields.form : "text");
    if (!fields) return;
    const part = box.querySelector(`[data-amount-parts="${fields.form}"]`);
    part.querySelectorAll("[data-amount-field]").forEach((each) => {
      const value = fields[each.dataset.amountField] ?? "";
      if (each.matches("select") && !Array.from(each.options).some((option) => option.value === value)) {
        each.add(new Option(value, value));
      }
      each.value = value;
    });
    part.querySelectorAll("[data-amount-step]").forEach((step, place) => {
      const [start, value] = fields.steps[place] ?? ["", ""];
      step.querySelector("[data-step-start]").value = start;
      step.querySelector("[data-step-value]").value = value;
    });
    part.querySelectorAll("[data-tier]").forEach((each) => {
      each.value = (fields.steps.find(([tier]) => tier === each.dataset.tier) ?? ["", ""])[1];
    });
  }
  async function write(box) {
    const fields = fieldsOf(box);
    showForm(box, fields.form);
    if (fields.form === "text") return;
    const settings = JSON.parse(document.getElementById("rule-settings").textContent);
    const told = await window.TandemRules.post(settings.write, fields);
    const area = document.getElementById(box.dataset.amountFor);
    if (told.text && told.text !== window.TandemRules.value(area)) window.TandemRules.write(area, told.text);
  }
  document.querySelectorAll("[data-amount]").forEach((box) => {
    box.hidden = false;
    fill(box, null);
    box.addEventListener("input", () => write(box));
  });
  document.addEventListener("rule:read", (event) => {
    const area = event.target.querySelector("textarea");
    const box = area && document.querySelector(`[data-amount-for="${CSS.escape(area.id)}"]`);
    if (!box || box.contains(document.activeElement)) return;
    if (area.value.trim() || !box.dataset.filled) fill(box, event.detail.form);
    box.dataset.filled = "yes";
  });

  /* ---- the list: what can be done with the chosen appears once something is chosen ---- */
  const list = document.querySelector("[data-campaign-list]");
  if (list) {
    const look = () => list.classList.toggle("has-chosen", !!list.querySelector("input[name=code]:checked"));
    list.classList.add("has-script");
    list.addEventListener("change", look);
    look();
  }

  /* ---- the side says what was saved: it owns up to what was typed since ---- */
  const editor = document.querySelector("form.editor");
  const mistaken = document.querySelector("[data-mistaken]");
  if (editor && mistaken) {
    const well = document.querySelector(".all-well");
    editor.addEventListener("input", () => { document.querySelector("[data-typed]").hidden = false; });
    editor.addEventListener("rule:read", () => {
      const wrong = !!editor.querySelector(".rule.has-errors");
      mistaken.hidden = !wrong || !well;
      if (well) well.hidden = wrong;
    });
  }

  /* ---- a finding leads to its field, also where an editor stands in its place ---- */
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".todo a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const editor = field.parentElement.querySelector(".CodeMirror");
    (editor ?? field).scrollIntoView({ block: "center" });
    if (editor) editor.CodeMirror.focus();
    else field.focus();
    event.preventDefault();
  });
})();
