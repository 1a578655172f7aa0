// A button with data-copy="id" puts the text of that element on the clipboard and says so.
addEventListener('click', async function (e) {
  const button = e.target instanceof Element ? e.target.closest('button[data-copy]') : null;
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) { return; }
  let said = 'Copied';
  try { await navigator.clipboard.writeText(source.textContent); }
  catch {
    // Without a clipboard (no secure address) the text is selected, so that the keyboard can copy it.
    getSelection().selectAllChildren(source);
    said = 'Selected: press Ctrl+C';
  }
  button.textContent = said;
  setTimeout(function () { button.textContent = 'Copy'; }, 2000);
});
