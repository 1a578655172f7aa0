// The share dialog: keeps a view under a short name, and makes a PNG of a figure. The dialog comes and goes, so the page listens.
(function () {
  function said(text) {
    const place = document.getElementById('share-said');
    if (place) { place.textContent = text; }
  }
  addEventListener('submit', async e => {
    if (!(e.target instanceof Element) || e.target.id !== 'share-form') { return; }
    e.preventDefault();
    try {
      const answer = await fetch(e.target.action, { method: 'POST', body: new URLSearchParams(new FormData(e.target)) });
      const text = await answer.text();
      if (!answer.ok) { said(text || 'No short link was made (' + answer.status + '). Load the page again.'); return; }
      document.getElementById('share-short').textContent = text;
      document.getElementById('share-short-box').hidden = false;
    } catch { said('The browser program did not answer. Is it still running?'); }
  });
  addEventListener('click', e => {
    const button = e.target instanceof Element ? e.target.closest('[data-png]') : null;
    if (!button) { return; }
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement('canvas');
      // Twice the size: it is looked at on fine screens.
      canvas.width = picture.width * 2;
      canvas.height = picture.height * 2;
      const drawn = canvas.getContext('2d');
      drawn.scale(2, 2);
      drawn.drawImage(picture, 0, 0);
      canvas.toBlob(blob => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = button.dataset.name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }, 'image/png');
    };
    picture.onerror = () => said('The figure could not be read.');
    picture.src = button.dataset.png;
  });
})();
