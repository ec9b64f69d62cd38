// A replay in the browser: where it stands, how it goes on, and the board of that moment.
const at = (id) => document.getElementById(id);
const record = JSON.parse(at("record").textContent);
const [slider, which] = [at("at"), at("which")];
const place = { at: 0, count: 0, board: which.value };
let shown = "";
let asking = false;
let playing = null;
let chart = null;
let echarts = null;

const two = (value) => String(Math.floor(value)).padStart(2, "0");
const hours = (ms) => `${two(ms / 3600000)}:${two((ms / 60000) % 60)}:${two((ms / 1000) % 60)}`;

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
  show();
}

function paint() {
  slider.value = place.at;
  const clock = hours((record.starts + place.at) % 86400000);
  slider.setAttribute("aria-valuetext", `${clock}, ${hours(place.at)} since StartEx`);
  at("where").textContent = `${clock} · entry ${place.count} of ${record.times.length}`;
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
async function show() {
  if (asking) return;
  asking = true;
  try {
    for (;;) {
      const wanted = `at=${place.at}&count=${place.count}&board=${encodeURIComponent(place.board)}`;
      const board = place.board;
      const answer = await fetch(`/moment?${wanted}`);
      if (!answer.ok) throw new Error(await answer.text());
      put(board, await answer.json());
      const moved = `at=${place.at}&count=${place.count}&board=${encodeURIComponent(place.board)}`;
      if (moved === wanted || playing !== null) break;
    }
  } catch (error) {
    halt();
    at("where").textContent = `The replay has ended: ${error.message}`;
  } finally {
    asking = false;
  }
}

function put(board, moment) {
  if (board !== shown) {
    shown = board;
    chart?.dispose();
    chart = null;
    at("board").replaceChildren(at(`layout-${board.split(":")[0]}`).content.cloneNode(true));
  }
  if (at("top").innerHTML === "" || at("top").dataset.html !== moment.top) {
    at("top").innerHTML = moment.top;
    at("top").dataset.html = moment.top;
  }
  const fresh = {};
  for (const section of document.querySelectorAll("#board [id]")) {
    const html = moment.sections[section.id];
    if (html === undefined) {
      if (section.matches("section.panel")) section.hidden = true;
    } else if (section.dataset.html !== html || section.hidden) {
      section.dataset.html = html;
      fresh[section.id] = html;
    }
  }
  window.board.put(fresh);
  window.board.setTime({ ...moment.time, now: place.at, pace: playing === null ? 0 : speed() });
  draw(moment.chart);
}

async function draw(options) {
  const place = at("chart");
  if (!place) return;
  echarts ??= (await import("/chart/index.js")).echarts;
  if (!place.isConnected) return;
  chart ??= echarts.init(place);
  chart.setOption(options);
}

// --- going on by itself ---------------------------------------------------------------------------
const speed = () => Number(at("speed").value);

function play() {
  if (place.at >= record.length) go(0);
  let last = performance.now();
  let exact = place.at;
  at("play").textContent = "Pause";
  const step = (now) => {
    exact += (now - last) * speed();
    last = now;
    const before = place.count;
    place.at = Math.round(Math.min(exact, record.length));
    place.count = happened(place.at);
    paint();
    if (place.count !== before) show();
    if (place.at >= record.length) halt();
    else playing = requestAnimationFrame(step);
  };
  playing = requestAnimationFrame(step);
  show();
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
  show();
}

function event(direction) {
  stop();
  const found =
    direction > 0
      ? record.events.find((count) => count > place.count)
      : record.events.findLast((count) => count < place.count);
  if (found !== undefined) go(record.times[found - 1], found);
  else go(direction > 0 ? record.length : 0);
}

// --- what people do -------------------------------------------------------------------------------
at("play").addEventListener("click", () => (playing === null ? play() : stop()));
at("before").addEventListener("click", () => event(-1));
at("after").addEventListener("click", () => event(1));
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
  else event(events);
});
which.addEventListener("change", () => {
  place.board = which.value;
  go(place.at, place.count);
});
at("list").addEventListener("click", () => {
  const open = at("moments").hidden;
  at("moments").hidden = !open;
  at("list").setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("button.moment[aria-current]")?.scrollIntoView({ block: "center" });
});
at("moments").addEventListener("click", (pressed) => {
  const button = pressed.target.closest("button.moment");
  if (!button) return;
  stop();
  go(Number(button.dataset.at), Number(button.dataset.count));
});
window.addEventListener("resize", () => chart?.resize());
window.addEventListener("hashchange", arrive);

function arrive() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const board = asked.get("board");
  if ([...which.options].some((option) => option.value === board)) which.value = board;
  place.board = which.value;
  const count = Number(asked.get("n"));
  const moment = Number(asked.get("t"));
  go(Number.isFinite(moment) ? moment : 0, asked.has("n") && count >= 1 ? count : undefined);
}

for (const mark of record.marks) {
  const tick = document.createElement("i");
  tick.className = mark.mark;
  tick.style.left = `${(100 * mark.at) / Math.max(1, record.length)}%`;
  at("marks").append(tick);
}
arrive();
