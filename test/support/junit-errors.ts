import { XMLParser, XMLValidator } from 'fast-xml-parser';

/**
 * What Jenkins's xUnit plugin accepts, in our own words (jenkinsci/xunit-plugin, types/model/xsd/junit-10.xsd): for each
 * element its attributes, those required, and its children. Other readers take more.
 */
const grammar: Readonly<Record<string, { readonly attributes: readonly string[]; readonly required: readonly string[]; readonly children: readonly string[]; readonly text?: true }>> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], required: [], children: ['testsuite'] },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
    required: ['name', 'tests', 'failures', 'errors'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { attributes: [], required: [], children: ['property'] },
  property: { attributes: ['name', 'value'], required: ['name', 'value'], children: [] },
  testcase: { attributes: ['name', 'time', 'classname', 'group'], required: ['name'], children: ['skipped', 'error', 'failure', 'system-out', 'system-err'] },
  failure: { attributes: ['type', 'message'], required: [], children: [], text: true },
  error: { attributes: ['type', 'message'], required: [], children: [], text: true },
  skipped: { attributes: ['type', 'message'], required: [], children: [], text: true },
};

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** The characters XML 1.0 allows; parsers in JavaScript let the others pass. */
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** What keeps a text from being well-formed XML in the shape JUnit's readers know; none where it is. */
export function junitErrors(xml: string): readonly string[] {
  if (!allowed.test(xml)) return ['a character that XML 1.0 does not allow'];
  const valid = XMLValidator.validate(xml);
  if (valid !== true) return [valid.err.msg];
  const root = junitTree(xml);
  return [...(root.name === 'testsuites' ? [] : [`root is ${root.name}`]), ...errorsOf(root), ...countErrors(root)];
}

export function junitTree(xml: string): Element {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false, parseTagValue: false, trimValues: false, htmlEntities: true, processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e8 } });
  const nodes = (parser.parse(xml) as Record<string, unknown>[]).map(element).filter(node => node.name !== '?xml' && node.name !== '#text');
  const [root] = nodes;
  if (!root || nodes.length > 1) throw new Error(`${nodes.length} roots`);
  return root;
}

function element(node: Record<string, unknown>): Element {
  const name = Object.keys(node).find(key => key !== ':@') ?? '';
  const content = node[name];
  const inner = Array.isArray(content) ? (content as Record<string, unknown>[]).map(element) : [];
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: inner.filter(child => child.name !== '#text'),
    text: name === '#text' ? String(content) : inner.map(child => child.text).join(''),
  };
}

function errorsOf({ name, attributes, children, text }: Element): readonly string[] {
  const known = grammar[name];
  if (!known) return [`unknown element ${name}`];
  return [
    ...Object.keys(attributes).filter(key => !known.attributes.includes(key)).map(key => `${name} has ${key}`),
    ...known.required.filter(key => !(key in attributes)).map(key => `${name} lacks ${key}`),
    ...children.filter(child => !known.children.includes(child.name)).map(child => `${name} holds ${child.name}`),
    ...(known.text || children.length > 0 || text.trim() === '' ? [] : [`${name} holds text`]),
    ...children.flatMap(errorsOf),
  ];
}

/** Counts that do not add up make Jenkins show one number and list another. */
function countErrors(root: Element): readonly string[] {
  const outcomes = (suite: Element, name: string) => suite.children.filter(child => child.name === 'testcase' && child.children.some(inner => inner.name === name)).length;
  return root.children.flatMap(suite => {
    const cases = suite.children.filter(child => child.name === 'testcase').length;
    const expected = { tests: cases, failures: outcomes(suite, 'failure'), errors: outcomes(suite, 'error'), skipped: outcomes(suite, 'skipped') };
    return Object.entries(expected).filter(([key, count]) => suite.attributes[key] !== String(count)).map(([key, count]) => `${key} is ${suite.attributes[key]}, counted ${count}`);
  });
}
