// The front page works without this file: all that can be found stands on it as lists. With it, a field searches on the
// device. The index is fetched once, when the field is first used; what is typed is never sent, and goes with the page.
(() => {
  const LIKE = 0.5, BEGUN = 0.9; // how much of a word must be the same; what the beginning of a word counts
  const LONGEST = 200, MOST = 8, WORST = 0.4; // characters that are read, pages that are shown, beside the best of them
  const WORD = /([\p{L}\p{M}\p{N}'’]+)/u;
  const template = document.getElementById('search');
  template.after(template.content.cloneNode(true));
  const field = document.getElementById('find'), list = document.querySelector('.found');
  const status = list.previousElementSibling;
  let loading, waiting, known;

  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/[\p{M}'’]/gu, '');
  const words = (text) => text.split(WORD).filter((_, at) => at % 2).map(fold);
  const pairs = (word) => new Set([...word].map((letter, at, all) => (all[at - 1] ?? '^') + letter).concat(word.at(-1) + '$'));
  const into = (map, key, value) => map.get(key)?.push(value) ?? map.set(key, [value]);

  /** All that is asked of the index: the words of its pages, how rare each is, and the words that hold a pair of letters. */
  function read({little, rows}) {
    const idle = new Set(words(little)), places = new Map(), terms = new Map();
    for (const row of rows) {
      for (const word of new Set(words(`${row[0]} ${row[3] ?? ''}`))) if (!idle.has(word)) into(places, word, row);
    }
    for (const [word, at] of places) {
      const held = pairs(word), term = {word, at, size: held.size, weight: Math.log(1 + rows.length / at.length)};
      for (const pair of held) into(terms, pair, term);
    }
    known = {idle, terms};
  }

  /** The terms that are like a word, each with how much from 0 to 1: the same pairs of letters, as the two have them. */
  function* like(word, isLast) {
    const held = pairs(word), shared = new Map();
    for (const pair of held) for (const term of known.terms.get(pair) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1);
    for (const [term, count] of shared) {
      const same = term.word === word ? 1 : isLast && term.word.startsWith(word) ? BEGUN : 2 * count / (held.size + term.size);
      if (same >= LIKE) yield [term, same];
    }
  }

  /** The pages that fit best, the best first, and the words that were found in them. */
  function find(asked) {
    const score = new Map(), seen = new Set();
    asked.forEach((word, at) => {
      const best = new Map();
      for (const [term, same] of like(word, at === asked.length - 1)) {
        seen.add(term.word);
        for (const row of term.at) best.set(row, Math.max(best.get(row) ?? 0, same * same * term.weight));
      }
      for (const [row, worth] of best) score.set(row, (score.get(row) ?? 0) + worth);
    });
    const found = [...score].sort((one, other) => other[1] - one[1]);
    return [found.filter(([, worth]) => worth > WORST * found[0][1]).slice(0, MOST).map(([row]) => row), seen];
  }

  function element(name, ...inside) {
    const made = document.createElement(name);
    made.append(...inside);
    return made;
  }

  function item([title, kind, href], seen) {
    const marked = title.split(WORD).map((part, at) => at % 2 && seen.has(fold(part)) ? element('mark', part) : part);
    const link = element('a', element('span', ...marked), element('small', kind));
    link.href = href;
    return element('li', link);
  }

  function say(text, after = 250) { // once a pause
    clearTimeout(waiting);
    waiting = setTimeout(() => { status.textContent = text; }, after);
  }

  function show() {
    const asked = [...new Set(words(field.value.slice(0, LONGEST)))].filter((word) => word && !known?.idle.has(word));
    if (!asked.length) return say('', list.replaceChildren());
    if (!known) return load();
    const [found, seen] = find(asked), {none, one, many} = status.dataset;
    list.replaceChildren(...found.map((row) => item(row, seen)));
    window.htmx?.process(list);
    say(found.length > 1 ? many.replace('{count}', found.length) : found.length ? one : none);
  }

  function clear() {
    field.value = '';
    show();
  }

  function load() {
    const fetched = () => fetch(field.dataset.index).then((response) => response.json()).then(read);
    loading ??= fetched().then(show, () => { loading = say(field.value && status.dataset.failed); });
  }

  field.addEventListener('focus', load);
  field.addEventListener('input', show);
  field.addEventListener('keydown', ({key, isComposing}) => {
    if (key === 'Escape') clear();
    if (key === 'Enter' && !isComposing) list.querySelector('a')?.focus();
  });
  addEventListener('pagehide', clear);
})();
