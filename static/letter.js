// Letters work without this file: by pen, or as a download. With it, the lines can be typed in on the page. What is typed
// is never stored and never sent, and it is gone when the page is left, also from the copy that Back would show.
(() => {
  const letter = document.querySelector('.letter');
  const tools = document.getElementById('tools');
  const blanks = [...letter.querySelectorAll('.blank:not(.pen)')];
  const lines = new Map(blanks.map((blank) => [blank, [...blank.childNodes]]));
  const each = (kind, act) => blanks.filter(kind).forEach(act);
  const isEmpty = (blank) => !blank.textContent.trim();
  const isLined = (node) => node.firstElementChild?.matches('.line');
  const clear = (blank) => { blank.textContent = ''; };

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
  }
  addEventListener('beforeprint', () => each(isEmpty, (blank) => blank.replaceChildren(...lines.get(blank)))); // for the pen
  addEventListener('afterprint', () => each(isLined, clear));
  addEventListener('pagehide', () => blanks.forEach(clear));

  function words(node) {
    const ruled = isLined(node) ? [...node.children] : lines.has(node) && isEmpty(node) ? lines.get(node) : undefined;
    return ruled ? ruled.map((line) => line.textContent).join('\n') : node.innerText ?? node.textContent;
  }

  function text() {
    const before = (part) => part.previousElementSibling && part.parentNode.matches('.to, ul') ? '\n' : '\n\n';
    const bullet = (part) => part.matches('li') ? '- ' : '';
    const parts = [...letter.querySelectorAll('p, h2, li')];
    return parts.map((part) => before(part) + bullet(part) + [...part.childNodes].map(words).join('')).join('').trim() + '\n';
  }

  function save() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text()], {type: 'text/plain;charset=utf-8'}));
    link.download = letter.dataset.name + '.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  tools.after(tools.content.cloneNode(true));
  document.querySelector('.tools .print').addEventListener('click', () => print());
  document.querySelector('.tools .save').addEventListener('click', save);
})();
