// What a board does in the browser: shows what the server sends, sends what people do, ticks clocks.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  let time = { now: 0, pace: 0, starts: 0, box: null, taken: performance.now() };
  let number = 0;
  const origin = Math.random().toString(36).slice(2);

  const now = () => time.now + (performance.now() - time.taken) * time.pace;
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  const hours = (ms) => `${two(ms / 3600000)}:${two((ms / 60000) % 60)}:${two((ms / 1000) % 60)}`;
  const span = (ms) => {
    const sign = ms < 0 ? "−" : "";
    const seconds = Math.floor(Math.abs(ms) / 1000);
    const minutes = Math.floor(seconds / 60);
    return minutes >= 60
      ? `${sign}${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
      : `${sign}${minutes}:${two(seconds % 60)}`;
  };

  function tick() {
    const moment = now();
    for (const clock of document.querySelectorAll("[data-clock]")) {
      clock.textContent = hours((time.starts + moment) % 86400000);
    }
    for (const clock of document.querySelectorAll("[data-elapsed]")) {
      clock.textContent = hours(moment);
    }
    const box = time.box === null ? null : time.box - (performance.now() - time.taken);
    for (const count of document.querySelectorAll("[data-box]")) {
      count.textContent = box === null ? "" : box < 0 ? `${span(-box)} over` : `${span(box)} left`;
      count.classList.toggle("over", box !== null && box < 0);
    }
    for (const count of document.querySelectorAll("[data-until]")) {
      const left = Number(count.dataset.until) - moment;
      count.textContent = left < 0 ? `${span(-left)} over` : span(left);
      count.classList.toggle("over", left < 0);
      count.classList.toggle("soon", left >= 0 && left < 120000);
    }
  }

  function key(element) {
    return element && element.closest ? element.closest("[data-key]")?.dataset.key : undefined;
  }

  // New content for sections; where the keyboard stood, it stands again.
  function put(sections) {
    for (const [id, html] of Object.entries(sections)) {
      const section = at(id);
      if (!section) continue;
      section.hidden = false;
      const inside = section.contains(document.activeElement) ? document.activeElement : null;
      const wanted = key(inside);
      const scrolled = [...section.querySelectorAll("[data-scroll]")].map((part) => [
        part.dataset.scroll,
        part.scrollTop,
      ]);
      const open = new Set([...section.querySelectorAll("details[open]")].map((part) => part.dataset.key));
      const typed = new Map(
        [...section.querySelectorAll("input[data-key], textarea[data-key], select[data-key]")].map(
          (field) => [field.dataset.key, field.value],
        ),
      );
      section.innerHTML = html;
      for (const [name, top] of scrolled) {
        const part = section.querySelector(`[data-scroll="${name}"]`);
        if (part) part.scrollTop = top;
      }
      for (const part of section.querySelectorAll("details[data-key]")) {
        if (open.has(part.dataset.key)) part.open = true;
      }
      for (const [name, value] of typed) {
        const field = section.querySelector(`[data-key="${CSS.escape(name)}"]`);
        if (field) field.value = value;
      }
      if (wanted) section.querySelector(`[data-key="${CSS.escape(wanted)}"]`)?.focus();
    }
    tick();
  }

  function setTime(given) {
    time = { ...given, taken: performance.now() };
    document.body.dataset.state = given.state;
    tick();
  }

  function send(deed, fields, where) {
    number += 1;
    const id = `${origin}-${number}`;
    emitEvent("deed", { id, deed, fields, where });
    const note = where && at(where)?.querySelector("[role=status]");
    if (note) {
      note.className = "waiting";
      note.textContent = "…";
    }
  }

  // What came of a deed: told where it was asked for, and read out.
  function answer(where, ok, text) {
    const form = where ? at(where) : null;
    const note = form?.querySelector("[role=status]") || at("told");
    if (note) {
      note.className = ok ? "good" : "bad";
      note.textContent = text;
    }
    if (form?.tagName === "FORM" && ok && !form.dataset.keeps) {
      for (const field of form.querySelectorAll("textarea, input[type=text]")) field.value = "";
    }
    const dialog = form?.closest("dialog");
    if (dialog && ok) dialog.close();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.deed) return;
    event.preventDefault();
    if (form.id === "console") {
      typed();
      return;
    }
    const fields = {};
    for (const [name, value] of new FormData(form)) fields[name] = value;
    if (event.submitter?.name) fields[event.submitter.name] = event.submitter.value;
    send(form.dataset.deed, fields, form.id);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-deed], button[data-opens], button[data-shuts]");
    if (!button) return;
    if (button.dataset.opens) {
      const dialog = at(button.dataset.opens);
      for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill || "{}"))) {
        const field = dialog.querySelector(`[name="${name}"]`);
        if (field) field.value = value;
        const shown = dialog.querySelector(`[data-shows="${name}"]`);
        if (shown) shown.textContent = value;
      }
      dialog.showModal();
    } else if (button.dataset.shuts) {
      button.closest("dialog").close();
    } else {
      send(button.dataset.deed, JSON.parse(button.dataset.fields || "{}"), button.dataset.where);
    }
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.dataset.template !== undefined) {
      const text = field.form.querySelector("textarea");
      const chosen = field.selectedOptions[0];
      if (text && chosen?.dataset.text) text.value = chosen.dataset.text;
      text?.focus();
    }
    if (field.dataset.tick) localStorage.setItem(field.dataset.tick, field.checked ? "1" : "");
    if (field.dataset.shows) {
      for (const part of field.form.querySelectorAll("[data-only]")) {
        const on = part.dataset.only.split(" ").includes(field.value);
        part.hidden = !on;
        for (const inner of part.querySelectorAll("select, input, textarea")) inner.disabled = !on;
      }
    }
  });

  // --- the console ------------------------------------------------------------------------------
  const past = [];
  let back = 0;

  function typed() {
    const field = at("console-text");
    const text = field.value;
    if (!text.trim()) return;
    past.push(text);
    back = past.length;
    field.value = "";
    field.focus();
    send("run", { text }, "console");
  }

  function print(chunks) {
    const log = at("console-log");
    if (!log) return;
    const low = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    for (const [kind, text] of chunks) {
      if (kind === "clear") {
        const lasts = [...log.querySelectorAll(".typed")].pop();
        while (lasts && lasts.nextSibling) lasts.nextSibling.remove();
        if (!text) continue;
      }
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = text;
      log.append(part);
    }
    while (log.childNodes.length > 2000) log.firstChild.remove();
    if (low) log.scrollTop = log.scrollHeight;
  }

  function running(on) {
    const log = at("console-log");
    if (log) log.setAttribute("aria-busy", String(on));
    const stop = at("console-stop");
    if (stop) stop.disabled = !on;
    const go = at("console-run");
    if (go) go.textContent = on ? "Running…" : "Run";
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.id !== "console-text") return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      typed();
    } else if (event.key === "c" && event.ctrlKey && field.selectionStart === field.selectionEnd) {
      send("interrupt", {}, "console");
    } else if (event.key === "ArrowUp" && !field.value.includes("\n") && back > 0) {
      event.preventDefault();
      back -= 1;
      field.value = past[back];
    } else if (event.key === "ArrowDown" && !field.value.includes("\n") && back < past.length) {
      event.preventDefault();
      back += 1;
      field.value = past[back] ?? "";
    }
  });

  function ready() {
    for (const box of document.querySelectorAll("input[data-tick]")) {
      box.checked = Boolean(localStorage.getItem(box.dataset.tick));
    }
    const log = at("console-log");
    if (log) log.scrollTop = log.scrollHeight;
    tick();
  }

  setInterval(tick, 250);
  // The head of the board says anew whether time runs; its clock and messages stay.
  function top(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const [old, fresh] = [document.querySelector("header .state"), made.content.querySelector(".state")];
    if (old && fresh) old.replaceWith(fresh);
  }

  window.board = { put, top, setTime, answer, print, running, ready };
})();
