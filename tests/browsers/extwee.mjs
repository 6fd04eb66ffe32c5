// Reads stories in Twee 3, a JSON list of texts, from standard input.
// Prints for each {name, start, format, passages: [{name, tags, text}], html: its Twine HTML}.
import {readFileSync} from 'node:fs';
import {parseTwee} from 'extwee';

console.info = console.warn = console.error; // standard output is for the result
const stories = JSON.parse(readFileSync(0, 'utf-8')).map((text) => {
  const story = parseTwee(text);
  const passages = story.passages.map(({name, tags, text}) => ({name, tags, text}));
  return {name: story.name, start: story.start, format: story.format, passages, html: story.toTwine2HTML()};
});
console.log(JSON.stringify(stories));
