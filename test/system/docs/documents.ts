/** The documents that people read, as GitHub shows them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

export const PROJECT = path.resolve(__dirname, '../../..');

/** Paths below the project. */
export const DOCUMENTS: readonly string[] = [
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	...readdirSync(path.join(PROJECT, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
	'examples/README.md',
	'test/README.md',
	'test/simulator/README.md',
];

export interface Document {
	/** What links and pictures point to, as written. */
	targets: string[];
	/** What links to its headings end in. */
	anchors: Set<string>;
	/** Each piece of code: in a line as a whole, in a block line by line. */
	code: string[];
}

type Token = ReturnType<MarkdownIt['parse']>[number];

const markdown = new MarkdownIt({ html: true });

export function textOf(file: string): string {
	return readFileSync(path.join(PROJECT, file), 'utf8');
}

export function readDocument(text: string): Document {
	const blocks = markdown.parse(text, {});
	const all = blocks.flatMap((token) => [token, ...(token.children ?? [])]);
	return {
		targets: all.flatMap(targetsIn),
		anchors: new Set(anchorsOf(blocks)),
		code: all.flatMap(({ type, content }) => {
			if (type === 'code_inline') return [content];
			return type === 'fence' || type === 'code_block' ? content.split('\n') : [];
		}),
	};
}

function targetsIn(token: Token): string[] {
	const { type, content } = token;
	if (type.startsWith('html_')) {
		return [...content.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)].map(([, target]) => target);
	}
	if (type !== 'link_open' && type !== 'image') return [];
	const target = token.attrGet(type === 'image' ? 'src' : 'href');
	return target ? [decodeURI(target)] : [];
}

function anchorsOf(blocks: readonly Token[]): string[] {
	const slugger = new GithubSlugger();
	return blocks.flatMap(({ type }, index) => {
		if (type !== 'heading_open') return [];
		const words = (blocks[index + 1].children ?? []).map(({ content }) => content).join('');
		return [slugger.slug(words)];
	});
}

/** The file or folder below the project that a target leads to, and the heading; undefined for other hosts. */
export function resolveTarget(
	file: string,
	target: string,
): { file: string; anchor?: string } | undefined {
	if (/^[a-z]+:/.test(target)) return undefined;
	const [name, anchor] = target.split('#');
	const found = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
	return { file: found, anchor };
}

/** What is wrong with the links and pictures of a document. */
export function brokenTargets(file: string, text = textOf(file)): string[] {
	const own = readDocument(text);
	return own.targets.filter((target) => {
		const to = resolveTarget(file, target);
		if (to === undefined) return !URL.canParse(target);
		if (to.file.startsWith('..') || !existsSync(path.join(PROJECT, to.file))) return true;
		if (to.anchor === undefined) return false;
		const { anchors } = to.file === file ? own : readDocument(textOf(to.file));
		return !anchors.has(to.anchor);
	});
}
