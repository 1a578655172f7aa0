// A page whose connection broke comes back by itself: on the same circuit while the server still has it, else by loading the same address,
// which says all that the page shows. Nothing covers the page meanwhile; it can be read.
(function () {
  let note = null;
  // Until the server keeps something of this page there is nothing to come back to.
  let kept = false;

  function tell() {
    if (note) { return; }
    note = document.createElement('p');
    note.className = 'away';
    note.setAttribute('role', 'status');
    note.textContent = 'The connection is broken. This page comes back by itself when the server answers.';
    document.body.append(note);
  }

  async function come() {
    for (let tries = 0; ; tries++) {
      try {
        if (kept && await Blazor.reconnect()) { note?.remove(); note = null; return; }
        if (kept || (await fetch('_blazor/initializers', { cache: 'no-store' })).ok) { location.reload(); return; }
      } catch { /* Nobody answers yet. */ }
      // A short break is mended before anybody has read of it.
      if (tries > 0) { tell(); }
      await new Promise(done => setTimeout(done, tries < 20 ? 500 : 3000));
    }
  }

  let coming = false;
  function comeBack() {
    if (coming) { return; }
    coming = true;
    come().finally(() => { coming = false; });
  }

  Blazor.start({
    circuit: {
      circuitHandlers: [{ onCircuitOpened: () => { kept = true; } }],
      reconnectionHandler: { onConnectionDown: comeBack, onConnectionUp: () => { } },
    },
  });
  // A connection that never came to be is not told of as broken.
  setTimeout(() => { if (!kept) { comeBack(); } }, 30_000);
})();
