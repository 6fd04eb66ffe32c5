// Letters work without this file: by pen, or as a download. With it, the lines can be typed in on the page. What is typed
// is never stored and never sent, and it is gone when the page is left, also from the copy that Back would show.
(() => {
  const letter = document.querySelector('.letter');
  const tools = document.getElementById('tools');
  const blanks = [...letter.querySelectorAll('.blank:not(.pen)')];
  const empty = new Map(blanks.map((blank) => [blank, [...blank.childNodes]]));
  const show = (blank) => blank.replaceChildren(...empty.get(blank));
  const lined = (node) => node.firstElementChild?.matches('.line');

  for (const blank of blanks) {
    blank.setAttribute('role', 'textbox');
    blank.setAttribute('aria-multiline', 'lines' in blank.dataset);
    blank.setAttribute('autocomplete', 'off');
    blank.setAttribute('autocorrect', 'off');
    blank.setAttribute('writingsuggestions', 'false');
    blank.setAttribute('translate', 'no');
    blank.spellcheck = false;
    try {
      blank.contentEditable = 'plaintext-only';
    } catch { // older Firefox
      blank.contentEditable = 'true';
    }
    blank.addEventListener('focus', () => { if (lined(blank)) blank.textContent = ''; });
    blank.addEventListener('click', () => { if (!blank.textContent) getSelection().collapse(blank, 0); }); // it was on a line
    blank.addEventListener('blur', () => { if (!blank.textContent.trim()) show(blank); });
    blank.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !('lines' in blank.dataset)) event.preventDefault();
    });
  }
  addEventListener('pagehide', () => blanks.forEach(show));

  const words = (node) => lined(node) ? [...node.children].map((line) => line.textContent).join('\n') : node.innerText ?? node.textContent;
  const before = (part) => part.previousElementSibling && part.parentNode.matches('.to, ul') ? '\n' : '\n\n';
  function text() {
    const parts = [...letter.querySelectorAll('p, h2, li')];
    const said = parts.map((part) => before(part) + (part.matches('li') ? '- ' : '') + [...part.childNodes].map(words).join(''));
    return said.join('').trim() + '\n';
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
