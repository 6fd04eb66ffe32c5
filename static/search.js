// The front page works without this file: all that can be found stands there in lists. With it, a field searches on the
// device. The index is fetched once, when the field first has focus; what is typed is never sent and goes with the page.
(() => {
  const LIKE = 0.55, BEGUN = 0.9; // how much of two words must be the same; what the beginning of a word counts
  const LONGEST = 200, MOST = 8, WORST = 0.4; // characters that are read, pages that are shown, beside the best of them
  const PAUSE = 250; // milliseconds without a key, until the number of pages is said
  const WORD = /([\p{L}\p{M}\p{N}'’]+)/u;
  const template = document.getElementById('search');
  template.after(template.content.cloneNode(true));
  const field = document.getElementById('find'), list = document.querySelector('.found');
  const status = list.previousElementSibling, {none, one, many, failed} = status.dataset;
  let loading, waiting, known;

  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/[\p{M}'’]/gu, '');
  const words = (text) => [...new Set(text.split(WORD).filter((_, at) => at % 2).map(fold))].filter(Boolean);
  const pairs = (word) => new Set([...`^${word}$`].map((letter, at, all) => letter + all[at + 1]).slice(0, -1));
  const into = (map, key, value) => map.get(key)?.push(value) ?? map.set(key, [value]);

  // Of each word of the pages: where it stands, how rare it is. Words are found by the pairs of letters that they hold.
  function read({stopwords, rows}) {
    const idle = new Set(words(stopwords)), places = new Map(), holding = new Map();
    for (const row of rows) {
      for (const word of words(row[0] + ' ' + (row[3] ?? ''))) if (!idle.has(word)) into(places, word, row);
    }
    for (const [word, at] of places) {
      const held = pairs(word), term = {word, at, size: held.size, weight: Math.log(1 + rows.length / at.length)};
      for (const pair of held) into(holding, pair, term);
    }
    known = {idle, holding};
  }

  // The words of the pages that are like one that was typed, by the share of the pairs that both hold.
  function* like(word, isLast) {
    const held = pairs(word), shared = new Map();
    for (const pair of held) for (const term of known.holding.get(pair) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1);
    for (const [term, count] of shared) {
      const begun = isLast && term.word.startsWith(word) ? BEGUN : 0;
      const same = term.word === word ? 1 : Math.max(begun, 2 * count / (held.size + term.size));
      if (same >= LIKE && term.word[0] === word[0]) yield [term, same];
    }
  }

  // The pages that fit best, the best first, and the words that were found.
  function find(asked) {
    const score = new Map(), seen = new Set();
    for (const word of asked) {
      const best = new Map();
      for (const [term, same] of like(word, word === asked.at(-1))) {
        seen.add(term.word);
        for (const row of term.at) best.set(row, Math.max(best.get(row) ?? 0, same * same * term.weight));
      }
      for (const [row, worth] of best) score.set(row, (score.get(row) ?? 0) + worth);
    }
    const found = [...score].sort((a, b) => b[1] - a[1]);
    return [found.filter(([, worth]) => worth > WORST * found[0][1]).slice(0, MOST).map(([row]) => row), seen];
  }

  const element = (name, ...inside) => {
    const made = document.createElement(name);
    made.append(...inside);
    return made;
  };
  function item([title, kind, href], seen) {
    const marked = title.split(WORD).map((part, at) => at % 2 && seen.has(fold(part)) ? element('mark', part) : part);
    const link = element('a', element('span', ...marked), element('small', kind));
    link.href = href;
    return element('li', link);
  }

  function say(text) {
    const tell = () => { status.textContent = text; };
    clearTimeout(waiting);
    text ? waiting = setTimeout(tell, PAUSE) : tell();
  }
  function show() {
    const asked = known ? words(field.value.slice(0, LONGEST)).filter((word) => !known.idle.has(word)) : [];
    const [found, seen] = find(asked);
    list.replaceChildren(...found.map((row) => item(row, seen)));
    window.htmx?.process(list);
    const said = found.length > 1 ? many.replace('{count}', found.length) : found.length ? one : none;
    if (known) say(field.value.trim() && said);
  }
  const load = () => { // once; again at the next focus where it did not arrive
    const lost = () => { loading = say(failed); };
    loading ??= fetch(field.dataset.index).then((response) => response.json()).then(read).then(show, lost);
  };
  const clear = () => show(field.value = '');

  field.addEventListener('focus', load);
  field.addEventListener('input', show);
  field.addEventListener('keydown', ({key, isComposing}) => {
    if (key === 'Escape') clear();
    if (key === 'Enter' && !isComposing) list.querySelector('a')?.focus();
  });
  addEventListener('pagehide', clear);
})();
