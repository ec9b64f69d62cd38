// Simulated time in the browser: the last time it was given, clocks and countdowns that tick on.
let time = { now: 0, pace: 0, starts: 0, box: null, taken: performance.now() };

const two = (value) => String(Math.floor(value)).padStart(2, "0");
export const hours = (ms) => `${two(ms / 3600000)}:${two((ms / 60000) % 60)}:${two((ms / 1000) % 60)}`;
export const clock = (ms) => hours((time.starts + ms) % 86400000);

export function span(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
    : `${minutes}:${two(seconds % 60)}`;
}

export function set_time(given) {
  time = { ...given, taken: performance.now() };
  document.body.dataset.state = given.state;
}

export function set_start(starts) {
  time.starts = starts;
}

export function tick() {
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
