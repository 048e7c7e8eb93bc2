/** One measured part, as it stands in `docs/benchmarks.md`. */
export interface Section {
	title: string;
	/** What was measured, and how; paragraphs of Markdown. */
	about: string[];
	tables: Table[];
	targets: Target[];
	highlights: Highlight[];
}

/** A row of the document's first table. */
export interface Highlight {
	what: string;
	/** Of our node. */
	ours: string;
	/** What is possible at all. */
	floor: string;
	/** Of n8n's own node that people take otherwise. */
	other: string;
}

export interface Table {
	caption: string;
	columns: string[];
	rows: string[][];
}

/** What was hoped for, and what came of it. */
export interface Target {
	what: string;
	/** Such as "≤ 1.25". */
	wanted: string;
	measured: string;
	met: boolean;
}

/** Gets a line of progress. */
export type Report = (line: string) => void;
