// Finds pages by what is typed in the field of search.js, which loads this file when the field first has focus.
window.startSearch = (index) => {
  const LIKE = 0.55, BEGUN = 0.8; // how much of two words must be the same; what the beginning of a word counts
  const SHORT = 4, SHORT_LIKE = 0.7; // letters of a short word, and how much of one must be the same
  const OTHER_START = 0.75; // the same for words with different first letters
  const STEM = 4, STEM_SHARE = 0.55, STEM_LIKE = 0.75; // letters of a common stem, its share of a word, what it counts
  const TITLE = 1, ALSO = 0.7, FIRST = 0.2, TEXT = 0.2; // what a word counts, and the first of the other words more
  const PHRASE = 1.5; // how much more a page counts that has all that was typed, in that order
  const SYNONYM = 0.8, SAME = 0.85; // what a synonym counts; how much of a word must be the same to have synonyms
  const LONGEST = 200, MOST = 8, WORST = 0.4; // characters that are read, pages that are shown, beside the best of them
  const PAUSE = 250; // milliseconds without a key, until the number of pages is said
  const WORD = /([\p{L}\p{M}\p{N}'’]+)/u;
  const field = document.getElementById('find'), list = document.querySelector('.found');
  const status = list.previousElementSibling, {none, one, many} = status.dataset;
  const [line, doors] = status.children;
  let waiting;

  const fold = (text) => text.toLowerCase().normalize('NFD').replace(/[\p{M}'’]/gu, '');
  const all = (text) => text.split(WORD).filter((_, at) => at % 2).map(fold).filter(Boolean);
  const words = (text) => [...new Set(all(text))];
  const pairs = (word) => new Set([...`^${word}$`].map((letter, at, all) => letter + all[at + 1]).slice(0, -1));
  const into = (map, key, value) => map.get(key)?.push(value) ?? map.set(key, [value]);
  const more = (map, key, value) => { if (value > (map.get(key) ?? 0)) map.set(key, value); };

  // Of each word of the pages and synonyms: the pages that have it and what it counts there, and how rare it is. Words are
  // found by the pairs of letters that they contain.
  function read({stopwords, synonyms, rows}) {
    const idle = new Set(words(stopwords)), terms = new Map(), holding = new Map();
    const useful = (text) => words(text).filter((word) => !idle.has(word));
    const termOf = (word) => terms.get(word) ?? terms.set(word, {word, at: new Map()}).get(word);
    for (const row of rows) {
      const [title, , , also, text] = row, add = (word, worth) => more(termOf(word).at, row, worth);
      for (const word of useful(title)) add(word, TITLE);
      for (const [at, word] of useful(also).entries()) add(word, ALSO + FIRST / (1 + at));
      for (const word of useful(text)) add(word, TEXT);
      row.said = ` ${all(title).join(' ')}  ${also.split(/[,;]/).map((part) => all(part).join(' ')).join('  ')} `;
    }
    const groups = synonyms.map((group) => group.map((phrase) => useful(phrase).map(termOf)).filter(({length}) => length));
    for (const term of terms.values()) {
      const held = pairs(term.word);
      term.size = held.size;
      term.weight = Math.log(1 + rows.length / [...term.at.values()].reduce((sum, worth) => sum + worth, 0));
      for (const pair of held) into(holding, pair, term);
    }
    return {useful, groups, terms, holding};
  }

  // Whether two words begin alike, such as share and sharing.
  function stemOf(one, other) {
    let same = 0;
    while (same < one.length && one[same] === other[same]) same++;
    return same >= Math.max(STEM, STEM_SHARE * Math.max(one.length, other.length));
  }

  // The words that are like one that was typed, by the share of the pairs that both hold.
  function like(word, isLast) {
    const held = pairs(word), shared = new Map(), found = new Map();
    for (const pair of held) for (const term of known.holding.get(pair) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1);
    for (const [term, count] of shared) {
      if (count < Math.min(3, word.length)) continue; // most of them, and none of these is alike
      const begun = isLast && term.word.startsWith(word) ? BEGUN : count >= STEM && stemOf(word, term.word) ? STEM_LIKE : 0;
      const alike = 2 * count / (held.size + term.size);
      const least = term.word[0] !== word[0] ? OTHER_START : Math.min(word.length, term.word.length) <= SHORT ? SHORT_LIKE : LIKE;
      const same = term.word === word ? 1 : Math.max(begun, alike >= least ? alike : 0);
      if (same) found.set(term, same);
    }
    return found;
  }

  // The other phrases of the groups that have a phrase like the words from a place on.
  function* synonymsAt(found, start) {
    const typed = (phrase) => phrase.every((term, at) => (found[start + at]?.get(term) ?? 0) >= SAME);
    for (const group of known.groups) if (group.some(typed)) yield* group.filter((phrase) => !typed(phrase));
  }

  // The pages that fit best, the best first, and the words that were found.
  function find(typed) {
    const asked = known.useful(typed), whole = all(typed);
    const score = new Map(), seen = new Set();
    const found = asked.map((word, at) => like(word, at === asked.length - 1));
    for (const [start, terms] of found.entries()) {
      const best = new Map(), rare = known.terms.get(asked[start])?.weight ?? Infinity; // a like word is not rarer
      for (const [term, same] of terms) {
        seen.add(term.word);
        for (const [row, worth] of term.at) more(best, row, same * same * worth * Math.min(term.weight, rare));
      }
      for (const phrase of synonymsAt(found, start)) {
        for (const {word} of phrase) seen.add(word);
        for (const [row] of phrase[0].at) { // only pages that have the entire phrase
          const worths = phrase.map(({at, weight}) => (at.get(row) ?? 0) * weight);
          if (Math.min(...worths)) more(best, row, SYNONYM * worths.reduce((sum, worth) => sum + worth) / worths.length);
        }
      }
      for (const [row, worth] of best) score.set(row, (score.get(row) ?? 0) + worth * row[5]);
    }
    for (const [row, worth] of score) {
      if (whole.length > 1 && row.said.includes(` ${whole.join(' ')} `)) score.set(row, PHRASE * worth);
    }
    const sorted = [...score].sort((a, b) => b[1] - a[1]);
    return [sorted.filter(([, worth]) => worth > WORST * sorted[0][1]).slice(0, MOST).map(([row]) => row), seen];
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
    const tell = () => {
      line.textContent = text;
      doors.hidden = text !== none;
    };
    clearTimeout(waiting);
    text ? waiting = setTimeout(tell, PAUSE) : tell();
  }
  function show() {
    const [found, seen] = find(field.value.slice(0, LONGEST));
    list.replaceChildren(...found.map((row) => item(row, seen)));
    window.htmx?.process(list.parentElement); // with the doors
    if (found.length) doors.hidden = true; // without a pause, which is for those who hear the text
    const said = found.length > 1 ? many.replace('{count}', found.length) : found.length ? one : none;
    say(field.value.trim() && said);
  }
  const clear = () => show(field.value = '');

  const known = read(index);
  field.addEventListener('input', show);
  field.addEventListener('keydown', ({key, isComposing}) => {
    if (key === 'Escape') clear();
    if (key === 'Enter' && !isComposing) list.querySelector('a')?.focus();
  });
  addEventListener('pagehide', clear);
  show();
};
