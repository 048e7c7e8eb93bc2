/**
 * How many digits the numbers of a country have behind its code (ITU-T E.164; a test compares it with
 * libphonenumber). By it, a number that lacks its country code can mostly be told from one that has it.
 */
const LENGTHS: ReadonlyArray<[lengths: string, countryCodes: string]> = [
	[
		'8',
		'45 47 65 216 222 223 226 227 228 232 235 236 253 257 266 268 350 356 357 370 371 373 374 382 386 389 502 503 504 505 506 509 591 598 689 852 853 965 968 973 974 993',
	],
	[
		'9',
		'33 34 41 56 61 93 94 211 212 218 221 233 237 240 242 244 249 251 255 256 260 261 262 351 375 380 420 590 594 596 966 992 994 995 996 998',
	],
	['8 9', '32 36 51 66 213 224 250 258 264 355 377 385 387 593 855 962 963 970 971'],
	['7', '238 239 246 248 269 291 297 501 592 673 674 679 680 691 692 960'],
	['10', '1 7 30 52 58 90 91 225 229 234'],
	['7 8', '230 241 267 372 507 599 670 675 961 975'],
	['8 9 10', '20 60 64 856 964 976'],
	['7 9', '48 220 245 265 354 423'],
	['9 10', '44 81 84 92 263'],
	['7 8 9', '46 231 254 595 967'],
	['6', '298 299 672 681 687'],
	['8 10', '57 378 850 977'],
	['6 9', '40 376 508'],
	['5', '247 500 682'],
	['5 7', '676 677 678'],
	['10 11', '54 55'],
	['7 8 9 10 11 12', '62 381'],
	['6 7 8 9 10', '95 880'],
	['7 8 9 10', '243 353'],
	['6 7 8 9', '252 359'],
	['5 6 7 8 9', '27'],
	['9 11', '31'],
	['6 7 8 9 10 11 12', '39'],
	['4 5 6 7 8 9 10 11 12 13', '43'],
	['5 6 7 8 9 10 11 12 13 14 15', '49'],
	['6 7 8 10', '53'],
	['6 8 9 10', '63'],
	['5 6 8 9 10 11', '82'],
	['7 8 9 10 11', '86'],
	['6 7 10', '98'],
	['4 5', '290'],
	['4 5 6 7 8 9 10 11', '352'],
	['5 6 7 8 9 10', '358'],
	['8 9 10 11 12', '383'],
	['6 7 9', '421'],
	['6 7', '597'],
	['4 7', '683'],
	['5 6 7 10', '685'],
	['5 8', '686'],
	['5 6 7', '688'],
	['4 5 6 7', '690'],
	['8 9 10 11', '886'],
	['8 9 11 12', '972'],
];

const lengthsByCode = new Map(
	LENGTHS.flatMap(([lengths, codes]) =>
		codes.split(' ').map((code): [string, Set<number>] => {
			return [code, new Set(lengths.split(' ').map(Number))];
		}),
	),
);

/** WhatsApp writes a 1 before the ten digits of Mexican mobiles (contract 3.8). */
lengthsByCode.get('52')?.add(11);

/** Whether a country has numbers of so many digits behind its code. */
export function isPossibleNumber(countryCode: string, nationalDigits: number): boolean {
	return lengthsByCode.get(countryCode)?.has(nationalDigits) ?? false;
}

/** No area code has a 9 in the middle, or is a service's such as 911. */
const NORTH_AMERICAN_DIGITS = /^[2-9](?!11)[0-8]\d[2-9]\d{6}$/;

/**
 * The countries none of whose mobiles have ten digits with the country code; those of New Zealand that
 * do begin with a 2. Elsewhere such digits may well be somebody's WhatsApp ID.
 */
const NO_MOBILE_OF_TEN = /^(?:20|32|36|46|51|57|6[0236]|64(?!2)|82|86|254|267|35[23]|670|975)/;

/** Whether digits are as likely a North American number without its 1 as one with its country code. */
export function looksNorthAmerican(digits: string): boolean {
	return NORTH_AMERICAN_DIGITS.test(digits) && NO_MOBILE_OF_TEN.test(digits);
}
