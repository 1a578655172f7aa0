// Keys: whatever on the page carries aria-keyshortcuts is pressed by that key. "?" lists them; arrow keys walk in the matrix
// and from word to word. Single keys can be switched off on this machine (they disturb some speech input).
(function () {
  const off = 'keys-off';
  const shown = e => e.getClientRects().length > 0;
  const all = () => [...document.querySelectorAll('[aria-keyshortcuts]')].filter(shown);
  const typing = e => e instanceof HTMLElement
    && (e.isContentEditable || e.matches('input:not([type=checkbox]):not([type=radio]), textarea, select'));
  const nameOf = e => e.getAttribute('data-key-name') || e.getAttribute('aria-label') || e.textContent.replace(/\s+/g, ' ').trim();

  function list() {
    const dialog = document.getElementById('keys'), rows = document.getElementById('keys-list');
    if (!dialog || dialog.open) { return; }
    const items = all().map(e => [e.getAttribute('aria-keyshortcuts'), nameOf(e)])
      .concat([['← → ↑ ↓', 'walk in the matrix and from word to word'], ['Tab', 'next control'], ['Esc', 'close this']]);
    rows.replaceChildren(...items.flatMap(([key, name]) => {
      const dt = document.createElement('dt'), dd = document.createElement('dd'), kbd = document.createElement('kbd');
      kbd.textContent = key;
      dt.append(kbd);
      dd.textContent = name;
      return [dt, dd];
    }));
    document.getElementById('keys-off').checked = localStorage.getItem(off) === '1';
    dialog.showModal();
  }

  function walk(e) {
    const from = document.activeElement;
    if (!(from instanceof Element)) { return false; }
    const row = from.closest('[data-arrows]'), grid = from.closest('.matrix');
    if (row && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      const forward = (e.key === 'ArrowRight') !== (getComputedStyle(row).direction === 'rtl');
      const stops = [...row.querySelectorAll('[tabindex]')];
      const next = stops[stops.indexOf(from) + (forward ? 1 : -1)];
      if (next) { stops.forEach(s => { s.tabIndex = s === next ? 0 : -1; }); next.focus(); }
      return true;
    }
    if (!grid || !e.key.startsWith('Arrow')) { return false; }
    // Up and down stay in the column, past cells without a link; left and right go to the next link of the line.
    const links = r => [...r.querySelectorAll('a[href]')].filter(shown);
    const column = a => a.closest('td, th').cellIndex;
    const rows = [...grid.querySelectorAll('tr')], y = rows.indexOf(from.closest('tr')), line = links(rows[y]), x = line.indexOf(from);
    if (x < 0) { return false; }
    const same = r => links(r).find(a => column(a) === column(from));
    const next = e.key === 'ArrowRight' ? line[x + 1] : e.key === 'ArrowLeft' ? line[x - 1]
      : (e.key === 'ArrowDown' ? rows.slice(y + 1) : rows.slice(0, y).reverse()).map(same).find(Boolean);
    if (next) { next.focus(); }
    return true;
  }

  function press(key) {
    const found = all().find(x => x.getAttribute('aria-keyshortcuts').split(' ').includes(key));
    if (!found) { return false; }
    if (typing(found)) { found.focus(); } else { found.click(); }
    return true;
  }

  // A pressed link changes the address a moment later, and the address the page a moment after that. Until then the page is the one
  // before: a key that follows another quickly waits for its own page, for so many milliseconds at most.
  const patience = 5000, waiting = [];
  let observer = null, timer = 0, leaving = null;
  const stale = () => {
    if (leaving !== location.href) { leaving = null; }
    return leaving !== null || [...document.querySelectorAll('[data-at]')].map(a => new URL(a.getAttribute('data-at'), document.baseURI))
      .some(at => at.pathname + at.search !== location.pathname + location.search);
  };
  function wait() {
    if (observer) { return; }
    observer = new MutationObserver(() => { if (!stale()) { release(false); } });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
    timer = setTimeout(() => release(true), patience);
  }
  function release(late) {
    observer.disconnect();
    clearTimeout(timer);
    observer = null;
    if (late) { leaving = null; }
    // Each press may lead to another page again.
    do { press(waiting.shift()); } while (waiting.length > 0 && (late || !stale()));
    if (waiting.length > 0) { wait(); }
  }

  addEventListener('keydown', e => {
    const menu = e.key === 'Escape' ? document.querySelector('details.pick[open], details.menu[open]') : null;
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector('dialog[open]')) { return; }
    if (walk(e)) { e.preventDefault(); return; }
    if ((e.key === 'Enter' || e.key === ' ') && e.target instanceof Element && e.target.matches('[role=button][data-href]')) {
      e.preventDefault();
      e.target.click();
      return;
    }
    // Space scrolls, and waits for nothing.
    if (localStorage.getItem(off) === '1' || e.key.length > 1 || e.key === ' ') { return; }
    if (waiting.length === 0 && !stale()) {
      if (press(e.key)) { e.preventDefault(); }
    } else if (!e.repeat) {
      e.preventDefault();
      waiting.push(e.key);
      wait();
    }
  });
  addEventListener('click', e => {
    if (!(e.target instanceof Element)) { return; }
    // A menu closes once something of it is chosen, or anything else is pressed.
    document.querySelectorAll('details.pick[open], details.menu[open]').forEach(d => {
      if (!d.contains(e.target) || e.target.closest('a')) { d.open = false; }
    });
    // The router scrolls to a fragment and leaves the focus where it was; whoever skips wants to go on from there.
    if (e.target.closest('a.skip')) { document.getElementById('main').focus(); }
    const opener = e.target.closest('[data-href]'), link = e.target.closest('a[href]');
    // The router takes the links it follows from the browser.
    if (link && e.defaultPrevented && link.href !== location.href) { leaving = location.href; }
    if (opener) { Blazor.navigateTo(opener.getAttribute('data-href'), { replaceHistoryEntry: true }); }
    else if (e.target.closest('#keys-open')) { list(); }
    else if (e.target.closest('#keys-close') || e.target.id === 'keys') { document.getElementById('keys').close(); }
  });
  addEventListener('change', e => {
    if (e.target.id === off) { localStorage.setItem(off, e.target.checked ? '1' : '0'); }
  });
})();
