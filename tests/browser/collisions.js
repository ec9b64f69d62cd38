// What is wrong with where things are: controls that overlap, that something covers, or that stand
// outside the page. Returns one line for each; evaluated in a page.
() => {
  const found = [];
  const wanted =
    "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=tab], [tabindex='0']";
  const root = document.querySelector("dialog[open]") ?? document.body;
  const name = (part) =>
    `${part.tagName.toLowerCase()}${part.id ? `#${part.id}` : ""} "${(part.getAttribute("aria-label") || part.textContent || part.name || "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const visible = (part) => {
    if (!part.checkVisibility({ visibilityProperty: true }) || part.closest("[inert]")) return false;
    const { width, height } = part.getBoundingClientRect();
    return width > 1 && height > 1;
  };
  const scrolls = (part) => {
    const { overflowX, overflowY } = getComputedStyle(part);
    return /auto|scroll|hidden/.test(overflowX + overflowY);
  };
  // What can be seen of a part: cut by everything around it that scrolls.
  const area = (part) => {
    let { left, top, right, bottom } = part.getBoundingClientRect();
    for (let around = part.parentElement; around && around !== document.body; around = around.parentElement) {
      if (!scrolls(around)) continue;
      const cut = around.getBoundingClientRect();
      [left, right] = [Math.max(left, cut.left), Math.min(right, cut.right)];
      [top, bottom] = [Math.max(top, cut.top), Math.min(bottom, cut.bottom)];
    }
    return { left, top, right, bottom };
  };
  // What moves with the page, and what stays where it is: they pass each other when one scrolls.
  const layer = (part) => part.closest(".masthead, nav.jump, #lost, .scrub, dialog") ?? document.body;

  const controls = [...root.querySelectorAll(wanted)].filter(visible);
  scrollTo(0, 0);
  const areas = controls.map(area);
  controls.forEach((one, place) => {
    const here = areas[place];
    if (here.right > innerWidth + 1 || here.left < -1) found.push(`outside the page: ${name(one)}`);
    controls.slice(place + 1).forEach((other, further) => {
      if (one.contains(other) || other.contains(one) || layer(one) !== layer(other)) return;
      const there = areas[place + 1 + further];
      const wide = Math.min(here.right, there.right) - Math.max(here.left, there.left);
      const high = Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top);
      if (wide > 1 && high > 1) found.push(`overlap: ${name(one)} and ${name(other)}`);
    });
  });
  for (const one of controls) {
    one.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const { left, top, right, bottom } = area(one);
    if (right - left < 2 || bottom - top < 2) {
      found.push(`cannot be scrolled to: ${name(one)}`);
      continue;
    }
    for (const [across, down] of [[0.5, 0.5], [0.15, 0.3], [0.85, 0.7]]) {
      const [x, y] = [left + (right - left) * across, top + (bottom - top) * down];
      const hit = document.elementFromPoint(x, y);
      // A list longer than the window: its ends are under the head, and it scrolls.
      if (bottom - top > innerHeight * 0.5 && across !== 0.5) continue;
      if (!hit || !(one.contains(hit) || hit.closest("label")?.control === one)) {
        found.push(`covered: ${name(one)} by ${hit ? name(hit).slice(0, 60) : "nothing"}`);
        break;
      }
    }
  }
  scrollTo(0, 0);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide, the window ${clientWidth}`);
  return [...new Set(found)];
}
