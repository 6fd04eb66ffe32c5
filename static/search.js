// The front page works without this file: all that can be found is there in lists. With it, a field searches on the
// device. What searches, find.js and its index, is fetched once, when the field first has focus, so that readers who do
// not search load neither. What is typed is never sent and goes with the page.
(() => {
  const template = document.getElementById('search');
  if (!template || document.getElementById('find')) return; // the script came when the reader was on another page again
  template.after(template.content.cloneNode(true));
  const field = document.getElementById('find'), status = document.querySelector('search [role=status]');
  const engine = document.getElementById('engine').content.firstElementChild;
  let loading;

  const run = () => new Promise((onload, onerror) => {
    document.head.append(Object.assign(engine.cloneNode(), {onload, onerror}));
  });
  field.addEventListener('focus', () => { // once; again at the next focus if something did not arrive
    loading ??= Promise.all([fetch(field.dataset.index).then((response) => response.json()), window.startSearch ?? run()])
      .then(([index]) => startSearch(index))
      .catch(() => { status.firstElementChild.textContent = status.dataset.failed; loading = null; });
  });
  addEventListener('pagehide', () => { field.value = ''; }); // also what was typed before find.js arrived
})();
