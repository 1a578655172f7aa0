// A page is sent complete and becomes interactive a moment later; at that moment its content is laid anew. What a person
// was doing survives it: a link that was pressed is followed, the focus returns, typed words stay, what was opened is open.
(function () {
  let pressed = null, held = null, typed = null, opened = null;

  function place(element) {
    const mark = element.id ? '#' + CSS.escape(element.id)
      : element.localName + ['href', 'name', 'type'].filter(n => element.hasAttribute(n))
        .map(n => `[${n}="${CSS.escape(element.getAttribute(n))}"]`).join('');
    return { element, mark, index: [...document.querySelectorAll(mark)].indexOf(element), path: location.pathname };
  }

  function again(place) { return place.path === location.pathname ? document.querySelectorAll(place.mark)[place.index] : undefined; }

  function named(details) { return details.querySelector('summary')?.textContent; }

  addEventListener('pointerdown', e => {
    const link = e.target instanceof Element ? e.target.closest('a[href]') : null;
    pressed = link && e.button === 0 ? { link, href: link.href } : null;
  }, true);
  addEventListener('pointerup', e => {
    const was = pressed;
    pressed = null;
    // The browser gives a click only to an element that is still there; one pressed before and let go after is lost without this.
    if (!was || was.link.isConnected || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) { return; }
    const link = document.elementFromPoint(e.clientX, e.clientY)?.closest('a[href]');
    if (link && link.href === was.href) { link.click(); }
  }, true);

  addEventListener('focusin', e => { held = e.target === document.body ? null : place(e.target); });
  addEventListener('input', e => { if (e.target.value !== undefined) { typed = place(e.target); } });
  // A menu, or what lies behind a line.
  addEventListener('toggle', e => { if (e.target.localName === 'details') { opened = e.target.open ? place(e.target) : null; } }, true);
  new MutationObserver(() => {
    if (opened && !opened.element.isConnected) {
      const details = again(opened), { element } = opened;
      opened = null;
      if (details && element.open && named(details) === named(element)) { details.open = true; }
    }
    if (typed && !typed.element.isConnected) {
      const field = again(typed), value = typed.element.value;
      typed = null;
      if (field && field.value !== value) {
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
    if (held && !held.element.isConnected) {
      const element = again(held);
      held = null;
      const nowhere = document.activeElement === document.body || document.activeElement === null;
      if (element && nowhere) { element.focus({ preventScroll: true }); }
    }
  }).observe(document, { childList: true, subtree: true });
})();
