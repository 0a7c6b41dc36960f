import { PROVINCES } from '../../libs/identifiers/division.js';
import { brandNames } from './brands.js';
import { personalName, registeredName, shopName, soundAlike, streetAddress } from './chinese-names.js';
import { DIVISIONS, type Division, WEIGHTED_DIVISIONS } from './divisions.js';
import { IdentifierSamples, PlatformNumbers, type RegistrationKind } from './identifier-samples.js';
import { SeededRandom } from './seeded-random.js';
import { TRADES, type Trade } from './trades.js';

/** What listings, complaints and accounts need to know of the merchant that they point at. */
export interface MerchantProfile {
  readonly index: number;
  readonly kind: RegistrationKind;
  readonly division: Division;
  readonly trade: Trade;
  readonly brand: string;
}

interface Person {
  readonly name: string;
  readonly residentId: string;
}

interface MerchantDetails {
  readonly uscc: string;
  readonly shopId: string;
  readonly phone: string;
  readonly name: string;
  readonly shopName: string;
  readonly legalRepresentative?: string;
  readonly residentId?: string;
  readonly bankCard?: string;
  readonly address?: string;
  readonly email?: string;
  readonly domain?: string;
}

/** Merchants that share an identifier on purpose. */
interface Ring {
  readonly shared: 'PHONE' | 'BANK_CARD' | 'LEGAL_REPRESENTATIVE';
  readonly members: readonly number[];
}

const STREAM = { brand: 1, profile: 2, details: 3, person: 4, ring: 5 };

/** One ring in each run of 50 merchants, of 3.1 members on average: 6 % of all. */
const RING_EVERY = 50;
const RING_SIZES = [2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6];
/** Coprime with RING_EVERY, so that a ring's members differ. */
const RING_STRIDES = [3, 7, 9, 11, 13, 17, 19, 21];
const RING_KINDS = ['PHONE', 'BANK_CARD', 'LEGAL_REPRESENTATIVE'] as const;

const LOOK_ALIKE_SHARE = 0.05;
const LOOK_ALIKE_REACH = 200;

/**
 * The merchants of one seed, by index and without a list: whatever is asked about merchant 123,456 is worked out from that
 * number. Everything but the shop ids is the same on every platform, so two reports with one seed speak of the same merchants.
 */
export class DemoMerchants {
  readonly samples: IdentifierSamples;
  readonly #seed: number;
  readonly #numbers: PlatformNumbers;
  #lastRing: { block: number; ring: Ring } | undefined;

  constructor(seed: number, numbers: PlatformNumbers) {
    this.#seed = seed;
    this.#numbers = numbers;
    this.samples = new IdentifierSamples(seed);
  }

  profile(index: number): MerchantProfile {
    const random = new SeededRandom(this.#seed, STREAM.profile, index);
    const division = random.pick(WEIGHTED_DIVISIONS);
    const { brand, trade } = this.#line(index, random);
    return { index, division, brand, trade, kind: registrationKind(random, trade) };
  }

  shopId(index: number): string {
    return this.#numbers.shopId(index);
  }

  uscc({ index, kind, division }: MerchantProfile): string {
    return this.samples.uscc(index, kind, division.code);
  }

  /** The merchant's phone: its ring's, if the ring shares one. */
  phone(index: number): string {
    return this.samples.phone(this.#holder(index, 'PHONE') ?? index);
  }

  legalRepresentative(index: number): Person {
    return this.person(this.#holder(index, 'LEGAL_REPRESENTATIVE') ?? index);
  }

  /** The index-th person, who may or may not run a merchant. */
  person(index: number): Person {
    const random = new SeededRandom(this.#seed, STREAM.person, index);
    const residentId = this.samples.residentId(index, random.pick(DIVISIONS).code);
    // GB 11643-1999 §4.2.2: the sequence number is odd for men.
    const sex = residentId.charCodeAt(16) % 2 === 1 ? 'MALE' : 'FEMALE';
    return { name: personalName(random, sex), residentId };
  }

  details(profile: MerchantProfile): MerchantDetails {
    const { index, division, brand, trade, kind } = profile;
    const random = new SeededRandom(this.#seed, STREAM.details, index);
    const shopId = this.shopId(index);
    const name = registeredName(random, kind, division, brand, trade);
    const card = this.#holder(index, 'BANK_CARD') ?? (random.chance(0.3) ? index : undefined);
    const province = PROVINCES.get(division.code.slice(0, 2))?.name ?? division.province;
    return {
      uscc: this.uscc(profile),
      shopId,
      phone: this.phone(index),
      name,
      shopName: shopName(random, brand, trade),
      ...this.#namedRepresentative(index, random),
      ...(card !== undefined && { bankCard: this.samples.bankCard(card) }),
      ...(random.chance(0.4) && { address: streetAddress(random, division, province) }),
      ...(random.chance(0.25) && { email: `kefu${shopId}@example.com` }),
      // RFC 2606 keeps .example free, so no real site is accused.
      ...(random.chance(0.03) && { domain: `shop${shopId}.example` }),
    };
  }

  /** The representative as far as the platform knows: always in a ring that shares him, otherwise for some. */
  #namedRepresentative(index: number, random: SeededRandom): Partial<MerchantDetails> {
    const isShared = this.#holder(index, 'LEGAL_REPRESENTATIVE') !== undefined;
    if (!isShared && !random.chance(0.35)) return {};
    const { name, residentId } = this.legalRepresentative(index);
    return { legalRepresentative: name, ...((isShared || random.chance(0.4)) && { residentId }) };
  }

  /** Brand and trade: a merchant's own or, for some, those of an earlier merchant as an imitator writes them. */
  #line(index: number, random: SeededRandom): { brand: string; trade: Trade } {
    if (index === 0 || !random.chance(LOOK_ALIKE_SHARE)) return this.#ownLine(index);
    const imitated = this.#ownLine(index - 1 - random.below(Math.min(index, LOOK_ALIKE_REACH)));
    const brand = random.chance(0.5) ? soundAlike(imitated.brand, random) : undefined;
    return { brand: brand ?? imitated.brand, trade: imitated.trade };
  }

  #ownLine(index: number): { brand: string; trade: Trade } {
    const random = new SeededRandom(this.#seed, STREAM.brand, index);
    return { brand: random.pickCommon(brandNames()), trade: random.pick(TRADES) };
  }

  /** The merchant whose number stands for the whole ring, when `index` is in a ring that shares this. */
  #holder(index: number, shared: Ring['shared']): number | undefined {
    const ring = this.#ring(Math.floor(index / RING_EVERY));
    return ring.shared === shared && ring.members.includes(index) ? ring.members[0] : undefined;
  }

  #ring(block: number): Ring {
    if (this.#lastRing?.block === block) return this.#lastRing.ring;
    const random = new SeededRandom(this.#seed, STREAM.ring, block);
    const start = random.below(RING_EVERY);
    const stride = random.pick(RING_STRIDES);
    const members = Array.from(
      { length: random.pick(RING_SIZES) },
      (_, member) => block * RING_EVERY + ((start + member * stride) % RING_EVERY),
    );
    const ring = { shared: random.pick(RING_KINDS), members };
    this.#lastRing = { block, ring };
    return ring;
  }
}

/** 91 for companies, 92 for sole traders, 93 for farmers' cooperatives. */
function registrationKind(random: SeededRandom, trade: Trade): RegistrationKind {
  if (trade.farmed && random.chance(0.2)) return '93';
  return random.chance(0.2) ? '92' : '91';
}
