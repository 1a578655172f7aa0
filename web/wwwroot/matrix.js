// Arrow keys move between the cells of the results matrix; every cell is a link, so Enter opens it.
addEventListener('keydown', function (e) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
  const cell = e.target instanceof Element && e.target.matches('.matrix td > a') ? e.target.parentElement : null;
  if (!step || !cell || e.ctrlKey || e.altKey || e.metaKey) { return; }
  const rows = [...cell.closest('tbody').rows].filter(r => !r.classList.contains('fam'));
  let row = rows.indexOf(cell.parentElement), column = cell.cellIndex;
  for (;;) {
    row += step[0]; column += step[1];
    const next = rows[row] && rows[row].cells[column];
    if (!next) { return; }
    // Cells without a run are passed over.
    const link = next.querySelector(':scope > a');
    if (link && link.offsetParent) { e.preventDefault(); link.focus(); return; }
  }
});
