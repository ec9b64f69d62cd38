// A replay: where it stands, how it plays, and the moment that is asked for.
import { take_said } from "./channels.js";
import { at, show, tell } from "./sections.js";
import { clock, hours, set_start } from "./time.js";

export function replay() {
  const record = JSON.parse(at("record").textContent);
  const [slider, which, moments] = [at("at"), at("which"), at("moments")];
  const place = { at: 0, count: 0, board: which.value };
  const speed = () => Number(at("speed").value);
  let shown = "";
  let had = { board: "", count: 0, upto: 0 };
  let asking = false;
  let playing = null;
  set_start(record.starts);

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
        // Messages only grow towards the end: further on, those that are here already are not sent again.
        const since = board === had.board && count >= had.count ? had.upto : 0;
        const query = new URLSearchParams({ at: moment, count, board, since });
        const given = await fetch(`/moment?${query}`);
        if (!given.ok) throw new Error(await given.text());
        const answer = await given.json();
        put_moment(board, answer);
        had = { board, count, upto: answer.said.upto };
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
    take_said(moment.said);
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
