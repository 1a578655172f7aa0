// Draws a region in a picture of a space with the pointer, and opens the address that lists its texts. Loaded by that page alone; the form
// below the pictures does the same by numbers.
const mostCorners = 48;

function drawn(svg, points) {
  let line = svg.querySelector('.drawn');
  if (!line) {
    line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('class', 'drawn');
    line.setAttribute('fill', 'none');
    line.setAttribute('stroke', 'var(--ink)');
    line.setAttribute('stroke-dasharray', '4 3');
    svg.append(line);
  }
  line.setAttribute('d', points.length > 1 ? 'M' + points.map(p => p.x.toFixed(1) + ' ' + p.y.toFixed(1)).join('L') : '');
}

function place(svg, e) {
  const box = svg.getBoundingClientRect(), side = svg.viewBox.baseVal.width;
  return { x: (e.clientX - box.left) / box.width * side, y: (e.clientY - box.top) / box.height * side };
}

function open(svg, points) {
  const step = Math.max(1, Math.ceil(points.length / mostCorners)), side = svg.viewBox.baseVal.width;
  const left = +svg.dataset.left, low = +svg.dataset.low, span = +svg.dataset.span;
  const corners = points.filter((_, i) => i % step === 0)
    .map(p => (left + p.x / side * span).toFixed(4) + ',' + (low + (side - p.y) / side * span).toFixed(4));
  const address = new URL(location.href);
  for (const name of ['page', 'panel', 'left', 'right', 'low', 'high']) { address.searchParams.delete(name); }
  address.searchParams.set('in', corners.join(';'));
  if (svg.dataset.space !== '0') { address.searchParams.set('panel', svg.dataset.space); }
  const to = address.pathname + address.search;
  if (globalThis.Blazor?.navigateTo) { Blazor.navigateTo(to); } else { location.href = to; }
}

// The picture is laid anew when its page becomes interactive; a drawing goes on in the one that took its place.
let current = null;

function picture() {
  const { svg } = current;
  if (!svg.isConnected) { current.svg = document.querySelector(`svg[data-space="${svg.dataset.space}"]`) ?? svg; }
  return current.svg;
}

addEventListener('pointerdown', e => {
  const svg = e.target instanceof Element ? e.target.closest('svg[data-space]') : null;
  if (!svg || e.button !== 0) { return; }
  current = { svg, points: [place(svg, e)] };
  svg.setPointerCapture(e.pointerId);
  e.preventDefault();
});

addEventListener('pointermove', e => {
  if (!current) { return; }
  const svg = picture();
  if (!svg.isConnected) { return; }
  const at = place(svg, e), last = current.points[current.points.length - 1];
  if (Math.hypot(at.x - last.x, at.y - last.y) < 3) { return; }
  current.points.push(at);
  drawn(svg, current.points);
});

addEventListener('pointerup', () => {
  if (!current) { return; }
  const svg = picture(), { points } = current;
  current = null;
  drawn(svg, []);
  // A mere press picks nothing.
  if (points.length > 3) { open(svg, points); }
});

addEventListener('pointercancel', () => {
  if (current) { drawn(current.svg, []); }
  current = null;
});
