import { signal } from '@preact/signals';
import { control } from './actions';
import { parameter, setParameter } from './address';
import { Phone } from './phone';
import { read, setup } from './store';

/** Numbers of the phones that are open; at first, of the first people there are. */
function openPhones(): string[] {
	const people = read('people');
	const chosen = parameter('open');
	if (chosen === 'none') return [];
	const numbers = chosen === '' ? [...people.keys()].slice(0, 3) : chosen.split(',');
	return numbers.filter((waId) => people.has(waId));
}

function setOpen(numbers: string[]): void {
	setParameter('open', numbers.length === 0 ? 'none' : numbers.join(','));
}

const AFTER_MS = 1500;
const isAdding = signal(false);

/** The people, as phones. */
export function Phones() {
	const open = openPhones();
	const closed = [...read('people').values()].filter(({ waId }) => !open.includes(waId));
	const joins = (setup.value?.autoJoins ?? []).length > 0;
	return (
		<>
			<div class="toolbar">
				<h1>Phones</h1>
				<select
					aria-label="Open a phone"
					value=""
					onChange={({ currentTarget }) => {
						setOpen([...open, currentTarget.value]);
						currentTarget.value = '';
					}}
				>
					<option value="">Open a phone…</option>
					{closed.map(({ waId, name }) => (
						<option key={waId} value={waId}>
							{name} (+{waId})
						</option>
					))}
				</select>
				<button type="button" class="secondary" onClick={() => (isAdding.value = true)}>
					Add a person
				</button>
				<label>
					<input
						type="checkbox"
						role="switch"
						checked={joins}
						onChange={({ currentTarget }) => {
							void (currentTarget.checked
								? control('POST', '/auto-join', { afterMs: AFTER_MS })
								: control('DELETE', '/auto-join'));
						}}
					/>
					Everybody who is invited joins
				</label>
			</div>
			{isAdding.value && <AddPerson onAdded={(waId) => setOpen([...open, waId])} />}
			<div class="phones">
				{open.map((waId) => (
					<Phone
						key={waId}
						waId={waId}
						onClose={() => setOpen(open.filter((other) => other !== waId))}
					/>
				))}
				{open.length === 0 && <p>No phone is open. Open one above.</p>}
			</div>
		</>
	);
}

function AddPerson({ onAdded }: { onAdded: (waId: string) => void }) {
	const add = async (form: HTMLFormElement) => {
		const data = new FormData(form);
		const number = String(data.get('number')).replace(/\D/g, '');
		const name = String(data.get('name'));
		const person = { waId: number, ...(name === '' ? {} : { name }) };
		if (!(await control('POST', '/people', person))) return;
		isAdding.value = false;
		onAdded(number);
	};
	return (
		<dialog
			aria-labelledby="add-person"
			ref={(dialog) => {
				if (dialog && !dialog.open) dialog.showModal();
			}}
			onClose={() => (isAdding.value = false)}
		>
			<article>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						void add(event.currentTarget);
					}}
				>
					<h2 id="add-person">Add a person</h2>
					<label>
						Number, with country code
						<input name="number" type="tel" required placeholder="+1 650 555 1006" />
					</label>
					<label>
						Name
						<input name="name" autoComplete="off" />
					</label>
					<footer>
						<button type="button" class="secondary" onClick={() => (isAdding.value = false)}>
							Cancel
						</button>
						<button type="submit">Add</button>
					</footer>
				</form>
			</article>
		</dialog>
	);
}
