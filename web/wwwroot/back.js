// A page whose connection broke comes back by itself: on the same circuit while the server still has it, else by loading the same address,
// which says all that the page shows. Nothing covers the page meanwhile; it can be read.
(function () {
  let note = null;

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
        if (await Blazor.reconnect()) { note?.remove(); note = null; return; }
        location.reload();
        return;
      } catch { /* Nobody answers yet. */ }
      // A short break is mended before anybody has read of it.
      if (tries > 0) { tell(); }
      await new Promise(done => setTimeout(done, tries < 20 ? 500 : 3000));
    }
  }

  let coming = false;
  Blazor.start({
    circuit: {
      reconnectionHandler: {
        onConnectionDown: () => {
          if (coming) { return; }
          coming = true;
          come().finally(() => { coming = false; });
        },
        onConnectionUp: () => { },
      },
    },
  });
})();
