/** A table of Markdown; whatever a cell holds, it stays one cell of one line. */
export function markdownTable(
	head: readonly string[],
	rows: ReadonlyArray<readonly string[]>,
): string {
	return [head, head.map(() => '---'), ...rows]
		.map((cells) => `| ${cells.map(oneCell).join(' | ')} |`)
		.join('\n');
}

function oneCell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
