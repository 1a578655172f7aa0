// Light, dark, or as the system: kept on this machine only, not in the address.
(function () {
  const root = document.documentElement;
  const kept = localStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') { root.dataset.theme = kept; }
  addEventListener('click', function (e) {
    if (!e.target || e.target.id !== 'theme') { return; }
    const order = ['system', 'light', 'dark'];
    const next = order[(order.indexOf(root.dataset.theme || 'system') + 1) % 3];
    if (next === 'system') { delete root.dataset.theme; localStorage.removeItem('theme'); }
    else { root.dataset.theme = next; localStorage.setItem('theme', next); }
  });
})();
