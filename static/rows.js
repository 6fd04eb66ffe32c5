// The list of rows works without this file. With it, a field above the list filters it on the device, by name or by the
// other words of a row, such as the letters of a state. What is typed is never sent and goes with the page.
(() => {
  const LONGEST = 100; // characters that are read
  const PAUSE = 250; // milliseconds without a key, until the number of matches is said
  const template = document.getElementById('filter');
  if (!template || document.getElementById('find')) return; // the script came when the reader was on another page again
  template.after(template.content.cloneNode(true));
  const field = document.getElementById('find'), status = document.querySelector('search [role=status]');
  const {none, one, many} = status.dataset;
  let shown = [], opened, waiting;

  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/[\p{M}'’.]/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];
  const rows = [...document.querySelectorAll('#rows [data-words]')].map((row) => {
    const link = row.querySelector('a, summary'), name = link.textContent.trim(), {words} = row.dataset;
    const names = [name, words.split(' ')[0]].map((text) => fold(text).join(' '));
    return {row, link, name, names, list: row.parentNode, words: fold(`${name} ${words}`)};
  });
  const lists = new Set(rows.map(({list}) => list));

  function say(text) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = text; }, text && PAUSE);
  }

  function show() {
    const typed = fold(field.value.slice(0, LONGEST));
    shown = rows.filter(({words}) => typed.every((part) => words.some((word) => word.startsWith(part))));
    for (const list of lists) {
      list.replaceChildren(...shown.filter((each) => each.list === list).map(({row}) => row));
      list.closest('.index section')?.toggleAttribute('hidden', !list.firstChild);
    }
    const only = shown.length === 1 ? shown[0] : undefined;
    if (opened && opened !== only) opened.row.open = opened = false;
    if (only?.row.open === false) (opened = only).row.open = true;
    say(!typed.length ? '' : only ? one.replace('{name}', only.name) : shown.length ? many.replace('{count}', shown.length) : none);
  }

  // Goes to the only match, or to the one whose name or letters were typed; or else to the first, for the next key.
  function go() {
    const typed = fold(field.value).join(' '), exact = shown.find(({names}) => names.includes(typed));
    const only = shown.length === 1 ? shown[0] : exact, {row, link} = typed && (only ?? shown[0]) || {};
    link?.focus();
    if (only && row) row.open === undefined ? link.click() : row.open = true;
  }

  const clear = () => show(field.value = '');
  field.addEventListener('input', show);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') clear();
    if (event.key === 'Enter' && !event.isComposing) go(event.preventDefault());
  });
  addEventListener('pagehide', clear);
})();
