/** How the answer page looks: on a phone and a desk, light and dark, with the device's own fonts. */
export const STYLE = `
:root { color-scheme: light dark; --back: #f2f4f3; --card: #fff; --text: #14201b; --quiet: #4f5d57; --line: #77867f; --main: #0b6b50; --on-main: #fff; --alert: #a3231b; }
@media (prefers-color-scheme: dark) {
	:root { --back: #0f1513; --card: #1a2320; --text: #eef3f0; --quiet: #aebbb5; --line: #7d8d86; --main: #5fd3aa; --on-main: #06241a; --alert: #ff9d94; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; min-height: 100vh; background: var(--back); color: var(--text); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 4vh auto 0; padding: 1.5rem; background: var(--card); border-radius: 0.75rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere; }
h1:focus { outline: none; }
p { margin: 0 0 1rem; }
.question { white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { margin: 1rem 0 0; color: var(--quiet); font-size: 0.9375rem; }
.alert { color: var(--alert); font-weight: 600; }
.alert:empty { display: none; }
label { display: block; margin: 0 0 0.375rem; font-weight: 600; }
textarea { width: 100%; min-height: 7rem; margin: 0 0 1rem; padding: 0.625rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--back); color: inherit; font: inherit; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; }
button { flex: 1 1 9rem; min-height: 3rem; padding: 0.5rem 1rem; border: 2px solid var(--main); border-radius: 0.5rem; background: var(--main); color: var(--on-main); font: inherit; font-weight: 600; overflow-wrap: anywhere; cursor: pointer; }
button.other { background: transparent; color: var(--text); border-color: var(--line); }
form[aria-busy=true] button { cursor: progress; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
`;
