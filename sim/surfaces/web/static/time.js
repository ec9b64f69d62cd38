// Simulated time in the browser: the last time it was given, clocks and countdowns that tick on.
let time = { now: 0, pace: 0, starts: 0, box: null, held: false, taken: performance.now() };

const two = (value) => String(Math.floor(value)).padStart(2, "0");
export const hours = (ms) => `${two(ms / 3600000)}:${two((ms / 60000) % 60)}:${two((ms / 1000) % 60)}`;
export const clock = (ms) => hours((time.starts + ms) % 86400000);

// Never `8:46`: beside the time of day that would be taken for another one.
function spoken(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return minutes ? `${minutes} min ${two(rest)} s` : `${rest} s`;
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
  each("[data-clock]", (part) => (part.textContent = clock(moment)));
  each("[data-elapsed]", (part) => (part.textContent = hours(moment)));
  each("[data-box]", (part) => {
    if (time.box === null) part.textContent = "";
    else {
      const left = time.box - (time.held ? 0 : since);
      const whole = part.dataset.box ? `${part.dataset.box}: ` : "";
      part.textContent = `${whole}${spoken(left)} ${left < 0 ? "over" : "left"}${time.held ? ", held" : ""}`;
      part.classList.toggle("over", left < 0);
    }
  });
  each("[data-until]", (part) => {
    // One form everywhere: the instant by the simulated clock, and how far it is by one's own watch.
    const until = Number(part.dataset.until);
    const when = `${part.dataset.word ?? "at"} ${clock(until).slice(0, 5)}`;
    // Time stands still within a move: there is nothing to count down.
    const stands = time.state === "discussing" || time.state === "waiting";
    const left = until - moment;
    const past = !stands && left < 0;
    const pace = time.pace || 1;
    const unit = pace !== 1 ? " real time" : "";
    part.textContent = stands ? when : `${when} (${past ? "" : "in "}${spoken(left / pace)}${unit}${past ? " ago" : ""})`;
    part.classList.toggle("over", past);
    part.classList.toggle("soon", !stands && !past && left < 120000);
  });
}

setInterval(tick, 250);
