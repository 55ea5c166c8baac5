/* The rule field: a plain text box that becomes an editor when scripts run. It knows CodeMirror only in here. */
(function () {
  "use strict";

  const PAUSE_MS = 250;
  const WORD = /[$\p{L}\w.]*$/u;
  const COMPARED = /([a-z_]+(?:\.[a-z_]+)+)\s*(?:==|!=|(?:not\s+)?in)\s*[[{]?(?:\s*"[^"]*"\s*,)*\s*("?)([^"\s]*)$/;
  const editors = new Map();
  const offered = new Map();
  const settings = JSON.parse(document.getElementById("rule-settings")?.textContent ?? "null");
  if (!settings) return;

  CodeMirror.defineSimpleMode("tandem-rule", {
    start: [
      { regex: /#.*/, token: "comment" },
      { regex: /[dt]"[^"]*"?/, token: "atom" },
      { regex: /"(?:[^\\"]|\\.)*"?|'(?:[^\\']|\\.)*'?|“[^”]*”?/, token: "string" },
      { regex: /\$[a-z_]+/, token: "builtin" },
      { regex: /\b(?:and|or|not|in|if|for)\b/, token: "keyword" },
      { regex: /\b(?:true|false|null)\b/, token: "atom" },
      { regex: /\d+(?:\.\d+)?/, token: "number" },
      { regex: /[a-z_]\w*(?:\.\w+)+/i, token: "variable-2" },
      { regex: /[<>=!+\-*/%?:&|^]+/, token: "operator" },
    ],
  });

  /* Places in a text come as counts of characters; a browser counts some of them twice. */
  function unitOffset(text, characters) {
    return Array.from(text).slice(0, characters).join("").length;
  }

  async function post(address, body, signal) {
    const answer = await fetch(address, {
      method: "POST", signal, body: JSON.stringify(body), credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": settings.token },
    });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  class RuleField {
    constructor(box) {
      this.box = box;
      this.area = box.querySelector("textarea");
      this.list = box.querySelector("[data-rule-findings]");
      this.words = box.querySelector("[data-rule-words]");
      this.marks = [];
      this.editor = CodeMirror.fromTextArea(this.area, {
        mode: "tandem-rule", lineWrapping: true, viewportMargin: Infinity, matchBrackets: true,
        autoCloseBrackets: "()[]{}\"\"", placeholder: this.area.placeholder,
        screenReaderLabel: box.querySelector("label").textContent.trim(), readOnly: this.area.readOnly,
        extraKeys: {
          Tab: false, "Shift-Tab": false, "Ctrl-Space": () => this.offer(true), "Alt-Enter": () => this.mendFirst(),
        },
      });
      this.editor.on("changes", () => this.changed());
      this.editor.on("inputRead", (_, change) => {
        if (/^[$\w."]$/.test(change.text.join(""))) this.offer(false);
      });
      this.editor.on("focus", () => { RuleField.last = this; this.visited = true; });
      box.classList.add("is-live");
      box.querySelector("label").addEventListener("click", () => this.editor.focus());
      editors.set(this.area, this);
      this.check();
    }

    get counters() {
      const own = (this.box.dataset.counters || "").split(",").filter(Boolean);
      const typed = Array.from(document.querySelectorAll("[data-counter-code]"), (each) => each.value.trim());
      return Array.from(new Set([...own, ...typed.filter(Boolean)]));
    }

    changed() {
      this.editor.save();
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.check(), PAUSE_MS);
    }

    /** Ask what is wrong and what it says, and show it unless it was typed on meanwhile. */
    async check() {
      this.asking?.abort();
      this.asking = new AbortController();
      const text = this.editor.getValue();
      const body = { text, place: this.box.dataset.place, counters: this.counters };
      let told;
      try {
        told = await post(settings.check, body, this.asking.signal);
      } catch (error) {
        if (error.name !== "AbortError") this.say(settings.says.away);
        return;
      }
      if (text === this.editor.getValue()) this.show(told, text);
    }

    show(told, text) {
      this.marks.forEach((mark) => mark.clear());
      this.marks = told.findings.map((finding) => this.mark(finding, text));
      const rows = told.findings.map((finding) => this.row(finding, text));
      if (told.plain && told.ok) rows.push(this.plainRow(told.plain));
      this.list.replaceChildren(...rows);
      this.box.classList.toggle("has-errors", !told.ok);
      this.say(told.words[settings.locale] ?? (told.ok ? "" : settings.says.broken), told.words);
      this.box.dispatchEvent(new CustomEvent("rule:read", { bubbles: true, detail: told }));
    }

    mark(finding, text) {
      let start = unitOffset(text, finding.start);
      let end = unitOffset(text, finding.end);
      if (start === end) start = Math.max(0, start - 1), end = Math.max(end, start + 1);
      return this.editor.markText(this.editor.posFromIndex(start), this.editor.posFromIndex(end), {
        className: `rule-mark rule-mark-${finding.severity}`, attributes: { title: finding.sentence },
      });
    }

    row(finding, text) {
      const row = document.createElement("li");
      row.className = `rule-finding is-${finding.severity}`;
      const said = document.createElement("span");
      said.textContent = finding.sentence;
      row.append(said);
      if (finding.fix) {
        row.append(this.button(finding.fix, () => {
          this.replace(unitOffset(text, finding.start), unitOffset(text, finding.end), finding.fix);
        }));
      }
      return row;
    }

    plainRow(plain) {
      const row = document.createElement("li");
      row.className = "rule-finding is-hint";
      const said = document.createElement("span");
      said.textContent = settings.says.plain;
      row.append(said, this.button(settings.says.mend, () => this.editor.setValue(plain)));
      return row;
    }

    button(label, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rule-fix";
      button.dataset.ruleFix = "";
      button.textContent = label;
      button.setAttribute("aria-label", `${settings.says.fix}: ${label}`);
      button.addEventListener("click", () => { act(); this.editor.focus(); });
      return button;
    }

    replace(start, end, text) {
      this.editor.replaceRange(text, this.editor.posFromIndex(start), this.editor.posFromIndex(end));
    }

    mendFirst() {
      this.list.querySelector("[data-rule-fix]")?.click();
    }

    say(sentence, all = {}) {
      if (!this.words) return;
      this.words.querySelector("[data-said]").textContent = sentence || settings.says.nothing;
      this.words.classList.toggle("is-empty", !sentence);
      this.words.querySelectorAll("[data-said-in]").forEach((each) => {
        each.textContent = all[each.dataset.saidIn] ?? "";
        each.closest("[data-said-row]").hidden = !each.textContent;
      });
    }

    insert(text, joined) {
      if (!this.visited) this.editor.setCursor(this.editor.lastLine(), Infinity);
      const before = this.editor.getRange({ line: 0, ch: 0 }, this.editor.getCursor("from")).trimEnd();
      const glue = joined && before && !/(?:\band|\bor|\bnot|[([{,])$/.test(before) ? " and " : "";
      const blank = before && !glue ? (/[([{]$/.test(before) ? "" : " ") : "";
      const from = this.editor.posFromIndex(before.length);
      this.editor.replaceRange(glue + blank + text, from, this.editor.getCursor("to"));
      this.editor.focus();
    }

    async offer(asked) {
      const { text, from } = this.before();
      if (!asked && !text && !COMPARED.test(this.line())) return;
      const listed = this.matching(await this.offers(), text, asked);
      if (!listed.length || this.editor.getCursor().ch !== from.ch + text.length) return;
      if (listed.length === 1 && listed[0].text === text) return;
      this.editor.showHint({
        completeSingle: false, closeCharacters: /[\s()[\]{};,=<>+*/-]/, alignWithWord: true,
        hint: () => ({ list: listed, from, to: this.editor.getCursor() }),
      });
    }

    line() {
      const cursor = this.editor.getCursor();
      return this.editor.getLine(cursor.line).slice(0, cursor.ch);
    }

    before() {
      const cursor = this.editor.getCursor();
      const text = COMPARED.test(this.line()) && /"[^"]*$/.test(this.line())
        ? this.line().match(/"?[^"]*$/)[0] : this.line().match(WORD)[0];
      return { text, from: { line: cursor.line, ch: cursor.ch - text.length } };
    }

    offers() {
      const key = JSON.stringify([this.box.dataset.place, this.counters]);
      if (!offered.has(key)) {
        offered.set(key, post(settings.offers, { place: this.box.dataset.place, counters: this.counters }));
      }
      return offered.get(key);
    }

    matching(offers, typed, asked) {
      const compared = this.line().match(COMPARED);
      const named = offers.words.find((word) => compared && word.name === compared[1]);
      if (named?.values.length) return valueHints(named, typed);
      const wanted = typed.toLowerCase();
      const words = offers.words.filter((word) => word.name.toLowerCase().includes(wanted)).map(wordHint);
      const signs = offers.functions.filter((sign) => sign.usage.startsWith(wanted) && (wanted || asked));
      const order = (hint) => (hint.text.startsWith(wanted) ? 0 : 1);
      return [...words.sort((a, b) => order(a) - order(b)), ...signs.map(signHint)].slice(0, 40);
    }
  }

  function valueHints(word, typed) {
    const wanted = typed.replaceAll('"', "").toLowerCase();
    return word.values.filter((value) => value.toLowerCase().startsWith(wanted)).map((value) => ({
      text: `"${value}"`, displayText: value, render: (row) => fill(row, `"${value}"`, word.name, ""),
      hint: (editor, data, chosen) => {
        const after = editor.getRange(data.to, { line: data.to.line, ch: data.to.ch + 1 });
        const end = after === '"' ? { line: data.to.line, ch: data.to.ch + 1 } : data.to;
        editor.replaceRange(chosen.text, data.from, end);
      },
    }));
  }

  function wordHint(word) {
    const unit = word.unit || settings.says.kinds[word.kind] || word.kind;
    const text = word.usage.includes("(") ? word.usage.replace(/\[.*?\]|,\s*\w+\?/g, "") : word.usage;
    return { text, render: (row) => fill(row, word.usage, unit, word.sentence, word.example) };
  }

  function signHint(sign) {
    const name = sign.usage.split("(")[0];
    return {
      text: `${name}()`, render: (row) => fill(row, sign.usage, "", sign.sentence, sign.example),
      hint: (editor, data) => {
        editor.replaceRange(`${name}()`, data.from, data.to);
        editor.setCursor({ line: data.from.line, ch: data.from.ch + name.length + 1 });
      },
    };
  }

  function fill(row, name, unit, sentence, example = "") {
    const parts = [["code", "hint-name", name], ["span", "hint-unit", unit], ["span", "hint-sentence", sentence],
      ["code", "hint-example", example]];
    row.append(...parts.filter((part) => part[2]).map(([tag, kind, text]) => {
      const made = document.createElement(tag);
      made.className = kind;
      made.textContent = text;
      return made;
    }));
  }

  function attach(root) {
    root.querySelectorAll("[data-rule]:not(.is-live)").forEach((box) => {
      if (!box.closest("template") && box.offsetParent !== null) new RuleField(box);
    });
  }

  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-rule-insert]");
    if (!phrase) return;
    const area = document.getElementById(phrase.dataset.ruleFor);
    const field = editors.get(area) ?? RuleField.last;
    if (field) field.insert(phrase.dataset.ruleInsert, "ruleJoined" in phrase.dataset);
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    attach(event.target);
    event.target.querySelectorAll("[data-rule] textarea").forEach((area) => editors.get(area)?.editor.refresh());
  }, true);

  window.TandemRules = {
    attach,
    value: (area) => editors.get(area)?.editor.getValue() ?? area.value,
    write: (area, text) => {
      const field = editors.get(area);
      if (field) field.editor.setValue(text);
      else area.value = text;
    },
    post,
  };
  attach(document);
})();
