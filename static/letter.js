// Letters work without this file: by pen, or as a download. With it, the lines can be typed in on the page. What is typed
// is never stored and never sent, and it is gone when the page is left, also from the copy that Back would show. A page
// with typed text asks before it is left, unless the reader chose "Leave", which hides the page.
(() => {
  const letter = document.querySelector('.letter');
  if (!letter || document.querySelector('.tools')) return; // the script came when the reader was on another page again
  const byId = (id) => document.getElementById(id);
  const tools = byId('tools'), how = byId('how'), here = location.pathname, depth = history.state?.depth;
  const blanks = [...letter.querySelectorAll('.blank:not(.pen)')];
  const lines = new Map(blanks.map((blank) => [blank, [...blank.childNodes]]));
  const each = (kind, act) => blanks.filter(kind).forEach(act);
  const isEmpty = (blank) => !blank.textContent.trim();
  const isLined = (node) => node.firstElementChild?.matches('.line');
  const clear = (blank) => { blank.textContent = ''; };
  const isTyped = () => !document.documentElement.hidden && !blanks.every(isEmpty);

  for (const blank of blanks) {
    const many = 'lines' in blank.dataset;
    const says = {role: 'textbox', 'aria-multiline': many, autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false', translate: 'no'};
    for (const [name, value] of Object.entries(says)) blank.setAttribute(name, value);
    try {
      blank.contentEditable = 'plaintext-only';
    } catch { // older Firefox
      blank.contentEditable = 'true';
    }
    blank.style.minBlockSize = `${blank.offsetHeight}px`;
    clear(blank);
    blank.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !many) event.preventDefault();
    });
    blank.addEventListener('blur', () => isEmpty(blank) && clear(blank)); // browsers leave a <br>
    if ('today' in blank.dataset) {
      blank.after(byId('today').content.cloneNode(true));
      blank.nextElementSibling.addEventListener('click', () => {
        blank.textContent = new Date().toLocaleDateString(letter.lang, {dateStyle: 'long'});
        count();
      });
    }
  }
  addEventListener('beforeprint', () => each(isEmpty, (blank) => blank.replaceChildren(...lines.get(blank)))); // for the pen
  addEventListener('afterprint', () => each(isLined, clear));
  const erase = () => { blanks.forEach(clear); count(); };
  addEventListener('pagehide', erase);
  addEventListener('beforeunload', (event) => {
    if (isTyped()) event.returnValue = true; // older browsers do not look at preventDefault
  });
  document.addEventListener('htmx:before:request', (event) => { // a page that would replace the letter in place
    const {request: {action}, restoring} = event.detail.ctx;
    if (!isTyped() || (action !== here && confirm(tools.dataset.ask))) return;
    event.preventDefault(event.stopImmediatePropagation());
    if (restoring && action !== here) history.go(depth - history.state.depth); // Back has changed the address already
  }, true);
  document.addEventListener('htmx:after:swap', () => letter.isConnected || erase());

  function words(node) {
    const ruled = isLined(node) ? [...node.children] : lines.has(node) && isEmpty(node) ? lines.get(node) : undefined;
    return ruled ? ruled.map((line) => line.textContent).join('\n') : node.innerText ?? node.textContent;
  }

  function text() {
    const before = (part) => part.previousElementSibling && part.parentNode.matches('.to, ul') ? '\n' : '\n\n';
    const bullet = (part) => part.matches('li') ? '- ' : '';
    const isText = (node) => node.localName !== 'button';
    const parts = [...letter.querySelectorAll('p, h2, li')];
    return parts.map((part) => before(part) + bullet(part) + [...part.childNodes].filter(isText).map(words).join('')).join('').trim() + '\n';
  }

  function count() {
    bar.value = blanks.filter((blank) => !isEmpty(blank)).length;
    filled.textContent = said.replace('{count}', bar.value).replace('{all}', bar.max);
  }

  function save() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text()], {type: 'text/plain;charset=utf-8'}));
    link.download = letter.dataset.name + '.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  tools.after(tools.content.cloneNode(true));
  how.textContent = how.dataset.typed;
  const filled = byId('filled'), bar = filled.nextElementSibling, {lines: said} = filled.dataset;
  bar.max = blanks.length;
  count();
  letter.addEventListener('input', count);
  document.querySelector('.tools .print').addEventListener('click', () => print());
  document.querySelector('.tools .save').addEventListener('click', save);
})();
