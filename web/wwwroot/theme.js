// Light, dark, or as the system: kept on this machine. ?theme=dark or ?theme=light in an address holds for that visit alone.
(function () {
  const root = document.documentElement, order = ['system', 'light', 'dark'];
  const asked = new URLSearchParams(location.search).get('theme'), kept = localStorage.getItem('theme');
  const first = order.includes(asked) ? asked : kept;
  if (first === 'light' || first === 'dark') { root.dataset.theme = first; }
  addEventListener('click', e => {
    if (!(e.target instanceof Element) || !e.target.closest('#theme')) { return; }
    const next = order[(order.indexOf(root.dataset.theme || 'system') + 1) % 3];
    if (next === 'system') { delete root.dataset.theme; localStorage.removeItem('theme'); }
    else { root.dataset.theme = next; localStorage.setItem('theme', next); }
    document.getElementById('theme-now').textContent = 'Theme: ' + next;
  });
})();
