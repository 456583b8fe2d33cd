import type { SubjectName } from '../nodes/index.ts';
import type { Fault } from './check-expression.ts';
import { factPaths } from './fact-paths.ts';
import { nearest } from '../diagnostics/index.ts';

/** What is wrong with the placeholders of a message or note: each has to be the subject or the path of a fact. */
export function checkTemplate(subject: SubjectName, text: string): readonly Fault[] {
  const known = new Set([subject, ...factPaths(subject).map(fact => fact.path)]);
  return [...text.matchAll(/\{([^{}]*)\}/g)].flatMap((match): readonly Fault[] => {
    const [placeholder, path = ''] = match;
    if (known.has(path)) return [];
    const meant = nearest(path, known);
    return [
      {
        message: `${placeholder} is no fact`,
        start: match.index,
        end: match.index + placeholder.length,
        fix: meant === undefined ? `placeholders are {${subject}} and the facts of docs/facts.md` : `did you mean {${meant}}?`,
      },
    ];
  });
}
