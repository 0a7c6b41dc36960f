import { residentIdCheckDigit } from '../../libs/identifiers/resident-id.js';
import { organisationCodeCheckCharacter, usccCheckCharacter } from '../../libs/identifiers/uscc.js';
import { SeededRandom, scatter, textKey } from './seeded-random.js';

/**
 * Made-up identifiers that pass every check. They are drawn from the real number spaces, since reserved ones would be
 * refused; that one of them belongs to somebody is chance.
 */

/** The registration department and category at the head of a USCC (GB 32100-2015 table 2). */
export type RegistrationKind = '91' | '92' | '93';

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Mobile number ranges of the three carriers, without those for data cards and virtual operators. */
const MOBILE_PREFIXES =
  '130 131 132 133 134 135 136 137 138 139 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 191 193 198 199'.split(
    ' ',
  );
/** Issuer numbers of debit cards, with the length of the whole card number. */
const CARD_ISSUERS: ReadonlyArray<readonly [issuer: string, length: 16 | 19]> = [
  ['622202', 19],
  ['621226', 19],
  ['622848', 19],
  ['621700', 19],
  ['621661', 19],
  ['622262', 19],
  ['622188', 19],
  ['622588', 16],
  ['622908', 16],
];
/** ISO 7812 number without issuer and check digit, as far as uniqueness needs it. */
const CARD_SERIAL_DIGITS = 9;
/** Birth dates 1960-01-01 onwards, so that everybody is of age in the campaign's year. */
const BIRTH_DAYS = 16_800;
const FIRST_BIRTH = Date.UTC(1960, 0, 1);
const DAY_MS = 86_400_000;
const PERSONS_PER_DAY = 900;

/** Separate streams, so that two kinds of numbers made from one index have nothing in common. */
const STREAM = { uscc: 101, resident: 102, phone: 103, card: 104 };

function offset(seed: number, stream: number): number {
  return Math.floor(new SeededRandom(seed, stream).next() * 2 ** 31);
}

/** Numbers for one seed: each method gives a different value for every index, and the same one whenever it is asked again. */
export class IdentifierSamples {
  readonly #seed: number;
  readonly #offsets: Record<keyof typeof STREAM, number>;

  constructor(seed: number) {
    this.#seed = seed;
    this.#offsets = {
      uscc: offset(seed, STREAM.uscc),
      resident: offset(seed, STREAM.resident),
      phone: offset(seed, STREAM.phone),
      card: offset(seed, STREAM.card),
    };
  }

  /** A unified social credit code, both check characters right. @param division six digits */
  uscc(index: number, kind: RegistrationKind, division: string): string {
    const serial = organisationSerial(index, this.#offsets.uscc);
    const first17 = `${kind}${division}${serial}${organisationCodeCheckCharacter(serial)}`;
    return first17 + usccCheckCharacter(first17);
  }

  /** The resident id of a person of age, registered at birth in `division`. */
  residentId(index: number, division: string): string {
    const serial = scatter(index, BIRTH_DAYS * PERSONS_PER_DAY, this.#offsets.resident);
    const birth = new Date(FIRST_BIRTH + Math.floor(serial / PERSONS_PER_DAY) * DAY_MS);
    const date = birth.getUTCFullYear() * 10_000 + (birth.getUTCMonth() + 1) * 100 + birth.getUTCDate();
    const first17 = `${division}${date}${String((serial % PERSONS_PER_DAY) + 1).padStart(3, '0')}`;
    return first17 + residentIdCheckDigit(first17);
  }

  /** A mobile number of eleven digits. */
  phone(index: number): string {
    const serial = scatter(index, MOBILE_PREFIXES.length * 100_000_000, this.#offsets.phone);
    const prefix = MOBILE_PREFIXES[Math.floor(serial / 100_000_000)] ?? '139';
    return prefix + String(serial % 100_000_000).padStart(8, '0');
  }

  /** A UnionPay debit card number that passes the Luhn check. */
  bankCard(index: number): string {
    const random = new SeededRandom(this.#seed, STREAM.card, index);
    const [issuer, length] = random.pick(CARD_ISSUERS);
    const serial = String(scatter(index, 10 ** CARD_SERIAL_DIGITS, this.#offsets.card)).padStart(
      CARD_SERIAL_DIGITS,
      '0',
    );
    const unchecked = issuer + random.digits(length - 1 - issuer.length - CARD_SERIAL_DIGITS) + serial;
    return unchecked + luhnDigit(unchecked);
  }
}

/** Ids as a platform numbers its own shops, listings and accounts; two platforms with one seed differ. */
export class PlatformNumbers {
  readonly #offsets: { readonly shop: number; readonly listing: number; readonly account: number };

  constructor(seed: number, platform: string) {
    const start = (kind: string) => offset(seed, textKey(`${platform}/${kind}`));
    this.#offsets = { shop: start('shop'), listing: start('listing'), account: start('account') };
  }

  shopId(index: number): string {
    return String(100_000_000 + scatter(index, 900_000_000, this.#offsets.shop));
  }

  listingId(index: number): string {
    return `6${String(scatter(index, 100_000_000_000, this.#offsets.listing)).padStart(11, '0')}`;
  }

  accountId(index: number): string {
    return `2${String(scatter(index, 1_000_000_000, this.#offsets.account)).padStart(9, '0')}`;
  }
}

/** The check digit that ISO/IEC 7812-1 annex B appends to `digits`. */
function luhnDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    if (place % 2 === 1) sum += digit;
    else sum += digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return String((10 - (sum % 10)) % 10);
}

/**
 * The first eight characters of an organisation code: plain digits for three in ten (registered before October 2015),
 * otherwise MA and six characters, as the state administration has handed out since.
 */
function organisationSerial(index: number, start: number): string {
  if (index % 10 < 3) return String(scatter(index, 100_000_000, start)).padStart(8, '0');
  let rest = scatter(index, USCC_ALPHABET.length ** 6, start);
  let serial = '';
  for (let place = 0; place < 6; place += 1) {
    serial = USCC_ALPHABET.charAt(rest % USCC_ALPHABET.length) + serial;
    rest = Math.floor(rest / USCC_ALPHABET.length);
  }
  return `MA${serial}`;
}
