// A board in the browser. It shows the moments it is given, sends what people do, ticks clocks.
// A live board is given moments by its WebSocket; a replay asks for the moment where it stands.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);

  // --- time -------------------------------------------------------------------------------------
  let time = { now: 0, pace: 0, starts: 0, box: null, taken: performance.now() };
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  const hours = (ms) => `${two(ms / 3600000)}:${two((ms / 60000) % 60)}:${two((ms / 1000) % 60)}`;
  const clock = (ms) => hours((time.starts + ms) % 86400000);
  const span = (ms) => {
    const seconds = Math.floor(Math.abs(ms) / 1000);
    const minutes = Math.floor(seconds / 60);
    return minutes >= 60
      ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
      : `${minutes}:${two(seconds % 60)}`;
  };

  function tick() {
    const since = performance.now() - time.taken;
    const moment = time.now + since * time.pace;
    const each = (selector, write) => document.querySelectorAll(selector).forEach(write);
    const count = (part, left, word) => {
      part.textContent = left < 0 ? `${span(left)} over` : `${span(left)}${word}`;
      part.classList.toggle("over", left < 0);
    };
    each("[data-clock]", (part) => (part.textContent = clock(moment)));
    each("[data-elapsed]", (part) => (part.textContent = hours(moment)));
    each("[data-box]", (part) => {
      if (time.box === null) part.textContent = "";
      else count(part, time.box - since, " left");
    });
    each("[data-until]", (part) => {
      const left = Number(part.dataset.until) - moment;
      count(part, left, "");
      part.classList.toggle("soon", left >= 0 && left < 120000);
    });
  }
  setInterval(tick, 250);

  // --- showing a moment -------------------------------------------------------------------------
  const has = new WeakMap(); // the HTML that each section was given

  function show({ sections = {}, time: given, whole }) {
    if (given) {
      time = { ...given, taken: performance.now() };
      document.body.dataset.state = given.state;
    }
    if (whole) {
      for (const panel of document.querySelectorAll("#board section.panel[id]")) {
        if (!(panel.id in sections)) panel.hidden = true;
      }
    }
    for (const [id, html] of Object.entries(sections)) {
      const section = at(id);
      if (!section) continue;
      section.hidden = false;
      // The same again, after a reconnect: whatever is being typed there stays.
      if (has.get(section) !== html) put(section, html);
      has.set(section, html);
    }
    tick();
  }

  // What a control is called on its board, so that it is known again in new content.
  function key(control) {
    const { form, name, tagName, parentElement } = control;
    if (tagName === "SUMMARY") return parentElement.dataset.key;
    const place = form?.dataset.key ?? form?.id; // a form may be another one under the same id
    return control.dataset.key ?? (place && name ? `${place}/${name}` : undefined);
  }

  // New content for a section; keyboard, scroll, open parts and half-typed text stay where they were.
  function put(section, html) {
    const parts = (selector) => [...section.querySelectorAll(selector)];
    const fields = () => parts("input:not([type=hidden]), textarea, select");
    const focused = section.contains(document.activeElement) ? key(document.activeElement) : undefined;
    const scrolled = parts("[data-scroll]").map((part) => [part.dataset.scroll, part.scrollTop]);
    const open = parts("details[open]").map((part) => part.dataset.key);
    const typed = new Map(fields().map((field) => [key(field), field.value]));
    const ticked = new Set(fields().filter((field) => field.checked).map(key));
    section.innerHTML = html;
    for (const [name, top] of scrolled) {
      const part = section.querySelector(`[data-scroll="${name}"]`);
      if (part) part.scrollTop = top;
    }
    for (const part of parts("details[data-key]")) part.open ||= open.includes(part.dataset.key);
    for (const field of fields()) {
      const value = key(field) === undefined ? undefined : typed.get(key(field));
      const fits = !field.options || [...field.options].some((option) => option.value === value);
      if (value !== undefined && fits) field.value = value;
      if (ticked.has(key(field))) field.checked = true;
      if (field.dataset.shows) show_only(field);
      if (field.dataset.tick) field.checked = Boolean(localStorage.getItem(field.dataset.tick));
    }
    if (focused === undefined) return;
    parts("button, input, textarea, select, summary, a, [tabindex]")
      .find((control) => key(control) === focused)
      ?.focus();
  }

  // The fields of a form that belong to what is chosen in it.
  function show_only(choice) {
    for (const part of choice.form.querySelectorAll("[data-only]")) {
      part.hidden = !part.dataset.only.split(" ").includes(choice.value);
      // A form sends hidden fields, but no disabled ones.
      for (const inner of part.querySelectorAll("select, input, textarea")) inner.disabled = part.hidden;
    }
  }

  // The chart's lines hold their figures as points: what is under the pointer is read off them.
  document.addEventListener("pointermove", (event) => {
    const plot = event.target.closest?.(".plot");
    for (const reading of document.querySelectorAll(".plot .reading")) {
      reading.hidden = reading.parentElement !== plot;
    }
    if (!plot) return;
    const line = (name) => plot.querySelector(`.${name} polyline`).points;
    const [failing, slow] = [line("failing"), line("slow")];
    const area = plot.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
    const index = Math.round(part * (failing.numberOfItems - 1));
    const { x, y } = failing.getItem(index);
    const moment = clock(Number(plot.dataset.first) + x * 1000).slice(0, 5);
    plot.querySelector(".reading").textContent =
      `${moment}: ${Number(y.toFixed(1))} % failing, ${slow.getItem(index).y} ms`;
  });

  // --- a live board: the connection -------------------------------------------------------------
  const SILENT_MS = 45000; // the server sends the time every 20 s
  const MOST_WAIT_MS = 4000;
  const TOO_LONG = 1009; // a WebSocket's code for it
  const origin = Math.random().toString(36).slice(2);
  const pending = new Map(); // what was done and not answered yet, by its number
  let socket = null;
  let process = null; // the server's, once it has said so on this connection
  let heard = 0;
  let failures = 0;
  let number = 0;

  function connect() {
    const mine = new WebSocket(`${location.href.replace(/^http/, "ws").replace(/[?#].*/, "")}/live`);
    socket?.close(); // given up: the lines below look whether a connection is still the one
    socket = mine;
    process = null;
    heard = performance.now();
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      heard = performance.now();
      take(JSON.parse(data));
    };
    mine.onclose = ({ code }) => {
      if (mine !== socket) return;
      at("lost").hidden = false;
      if (code === TOO_LONG) {
        for (const id of [...pending.keys()]) answer({ id, ok: false, text: "that is too long" });
      }
      // It closed before its first message: perhaps this person has no seat here any more.
      if (process === null) refused();
      process = null;
      failures += 1;
      setTimeout(() => mine === socket && connect(), Math.min(MOST_WAIT_MS, 100 * 2 ** failures));
    };
  }

  // A page that may not be seen any more says so, and how to take a seat.
  async function refused() {
    const page = await fetch(location.pathname, { method: "HEAD" }).catch(() => null);
    if (page && page.status >= 400) location.reload();
  }

  function take(message) {
    if (message.process) {
      process = message.process;
      failures = 0;
      at("lost").hidden = true;
    }
    show(message);
    if (message.console) show_console(message.console);
    if (message.answer) answer(message.answer);
    if (message.process) for (const one of [...pending.values()]) deliver(one);
  }

  // Once on each connection until it is answered; the server does it once.
  function deliver(one) {
    if (process === null || socket.readyState !== WebSocket.OPEN) return;
    if (one.process !== null && one.process !== process) {
      const text = "the session was taken up again meanwhile: see whether this was done";
      answer({ id: one.asked.id, ok: false, text });
      return;
    }
    one.process = process;
    socket.send(JSON.stringify(one.asked));
  }

  function live() {
    connect();
    // A line that breaks without a word, as when a
    // laptop sleeps, may never be closed by the browser.
    setInterval(() => performance.now() - heard > SILENT_MS && connect(), 1000);
    addEventListener("online", connect);
  }

  // --- a live board: what people do ---------------------------------------------------------------
  function send(action, fields, where) {
    number += 1;
    const one = { asked: { id: `${origin}-${number}`, action, fields }, where, process: null };
    pending.set(one.asked.id, one);
    tell(where && at(where)?.querySelector("[role=status]"), "waiting", "…");
    deliver(one);
  }

  function tell(note, look, text) {
    if (!note) return;
    note.className = look;
    note.textContent = text;
  }

  // What came of it: told where it was asked for, and read out.
  function answer({ id, ok, text }) {
    const one = pending.get(id);
    if (!one) return; // another window's
    pending.delete(id);
    const form = one.where ? at(one.where) : null;
    tell(form?.querySelector("[role=status]") || at("told"), ok ? "good" : "bad", text);
    if (!ok) return;
    if (form?.tagName === "FORM" && !form.dataset.keeps) {
      for (const field of form.querySelectorAll("textarea, input[type=text]")) field.value = "";
      // What was so once must not be said again with the next message.
      for (const choice of form.querySelectorAll("[data-resets]")) choice.value = "";
      for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    }
    form?.closest("dialog")?.close();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.action) return;
    event.preventDefault();
    if (form.id === "console") {
      run_typed();
      return;
    }
    const fields = Object.fromEntries(new FormData(form));
    if (event.submitter?.name) fields[event.submitter.name] = event.submitter.value;
    send(form.dataset.action, fields, form.id);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action], button[data-opens], button[data-shuts]");
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
      send(button.dataset.action, JSON.parse(button.dataset.fields || "{}"), button.dataset.where);
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
    if (field.dataset.shows) show_only(field);
  });

  // --- a live board: the console ------------------------------------------------------------------
  const past = [];
  let back = 0;

  function run_typed() {
    const field = at("console-text");
    const text = field.value;
    if (!text.trim()) return;
    past.push(text);
    back = past.length;
    field.value = "";
    field.focus();
    send("run", { text }, "console");
  }

  function show_console({ all, chunks, running }) {
    const log = at("console-log");
    if (!log) return;
    if (all) log.replaceChildren();
    if (all || chunks) print(log, all || chunks, Boolean(all));
    if (running === undefined) return;
    log.setAttribute("aria-busy", String(running));
    at("console-stop").disabled = !running;
    at("console-run").textContent = running ? "Running…" : "Run";
  }

  function print(log, chunks, anew) {
    // Follow only a reader who stands at the end; whoever has scrolled up is reading.
    const low = anew || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
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
    // Without an end, hours of output would make every further line slower.
    while (log.childNodes.length > 2000) log.firstChild.remove();
    if (low) log.scrollTop = log.scrollHeight;
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.id !== "console-text") return;
    const recall = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      run_typed();
    } else if (event.key === "c" && event.ctrlKey && field.selectionStart === field.selectionEnd) {
      send("interrupt", {}, "console");
    } else if (recall && !field.value.includes("\n") && back + recall >= 0 && back + recall <= past.length) {
      event.preventDefault();
      back += recall;
      field.value = past[back] ?? "";
    }
  });

  // --- a replay: where it stands, and how it goes on ----------------------------------------------
  function replay() {
    const record = JSON.parse(at("record").textContent);
    const [slider, which, moments] = [at("at"), at("which"), at("moments")];
    const place = { at: 0, count: 0, board: which.value };
    const speed = () => Number(at("speed").value);
    let shown = "";
    let asking = false;
    let playing = null;
    time.starts = record.starts;

    // How many entries have happened at an instant.
    function happened(moment) {
      let [low, high] = [0, record.times.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (record.times[middle] <= moment) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    function go(moment, count) {
      place.at = Math.round(Math.min(Math.max(moment, 0), record.length));
      place.count = count ?? happened(place.at);
      paint();
      ask();
    }

    function paint() {
      slider.value = place.at;
      slider.setAttribute("aria-valuetext", `${clock(place.at)}, ${hours(place.at)} since StartEx`);
      at("where").textContent = `${clock(place.at)} · entry ${place.count} of ${record.times.length}`;
      // Not while it plays: browsers limit how often a page may change its address.
      if (playing === null) {
        const all = place.count === happened(place.at) ? "" : `&n=${place.count}`;
        history.replaceState(null, "", `#t=${place.at}&board=${place.board}${all}`);
      }
      let current = null;
      for (const button of document.querySelectorAll("button.moment")) {
        button.removeAttribute("aria-current");
        if (Number(button.dataset.count) <= place.count) current = button;
      }
      current?.setAttribute("aria-current", "true");
    }

    // Asks for the moment where it stands; while one answer is awaited, no other is asked for.
    async function ask() {
      if (asking) return;
      asking = true;
      try {
        for (;;) {
          const { at: moment, count, board } = place;
          const query = new URLSearchParams({ at: moment, count, board });
          const given = await fetch(`/moment?${query}`);
          if (!given.ok) throw new Error(await given.text());
          put_moment(board, await given.json());
          const moved = place.at !== moment || place.count !== count || place.board !== board;
          // While it plays, the next step asks by itself.
          if (!moved || playing !== null) break;
        }
      } catch (error) {
        halt();
        tell(at("where"), "bad ended", `The replay has ended: ${error.message}`);
      } finally {
        asking = false;
      }
    }

    function put_moment(board, moment) {
      if (board !== shown) {
        shown = board;
        at("board").replaceChildren(at(`layout-${board.split(":")[0]}`).content.cloneNode(true));
      }
      const pace = playing === null ? 0 : speed();
      show({ ...moment, time: { ...moment.time, now: place.at, pace } });
    }

    function play() {
      if (place.at >= record.length) go(0);
      let last = performance.now();
      // With its fractions: rounding at every frame would add up to another speed.
      let exact = place.at;
      at("play").textContent = "Pause";
      const step = (now) => {
        exact += (now - last) * speed();
        last = now;
        const before = place.count;
        place.at = Math.round(Math.min(exact, record.length));
        place.count = happened(place.at);
        paint();
        if (place.count !== before) ask();
        if (place.at >= record.length) halt();
        else playing = requestAnimationFrame(step);
      };
      playing = requestAnimationFrame(step);
      ask();
    }

    function halt() {
      if (playing !== null) cancelAnimationFrame(playing);
      playing = null;
      at("play").textContent = "Play";
      paint();
    }

    function stop() {
      if (playing === null) return;
      halt();
      ask();
    }

    function step(direction) {
      stop();
      const found =
        direction > 0
          ? record.events.find((count) => count > place.count)
          : record.events.findLast((count) => count < place.count);
      if (found !== undefined) go(record.times[found - 1], found);
      else go(direction > 0 ? record.length : 0);
    }

    function arrive() {
      const asked = new URLSearchParams(location.hash.slice(1));
      const board = asked.get("board");
      if ([...which.options].some((option) => option.value === board)) which.value = board;
      place.board = which.value;
      const [count, moment] = [Number(asked.get("n")), Number(asked.get("t"))];
      go(Number.isFinite(moment) ? moment : 0, asked.has("n") && count >= 1 ? count : undefined);
    }

    at("play").addEventListener("click", () => (playing === null ? play() : stop()));
    at("before").addEventListener("click", () => step(-1));
    at("after").addEventListener("click", () => step(1));
    slider.addEventListener("input", () => {
      stop();
      go(Number(slider.value));
    });
    slider.addEventListener("keydown", (pressed) => {
      const minutes = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[pressed.key];
      const events = { ArrowRight: 1, ArrowLeft: -1 }[pressed.key];
      if (minutes === undefined && events === undefined) return;
      pressed.preventDefault();
      stop();
      if (events === undefined) go(place.at + minutes * 60000);
      else step(events);
    });
    which.addEventListener("change", () => {
      place.board = which.value;
      go(place.at, place.count);
    });
    at("list").addEventListener("click", () => {
      moments.hidden = !moments.hidden;
      at("list").setAttribute("aria-expanded", String(!moments.hidden));
      moments.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
    });
    moments.addEventListener("click", (pressed) => {
      const button = pressed.target.closest("button.moment");
      if (!button) return;
      stop();
      go(Number(button.dataset.at), Number(button.dataset.count));
    });
    addEventListener("hashchange", arrive);
    for (const mark of record.marks) {
      const tick_mark = document.createElement("i");
      tick_mark.className = mark.mark;
      tick_mark.style.left = `${(100 * mark.at) / Math.max(1, record.length)}%`;
      at("marks").append(tick_mark);
    }
    arrive();
  }

  if (at("record")) replay();
  else live();
})();
