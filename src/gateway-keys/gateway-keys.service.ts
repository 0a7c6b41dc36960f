import { CompactSign, type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import {
  generateSigningKey,
  type PrivateSigningJwk,
  type PublicSigningJwk,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
} from '../../libs/signing/keys.js';
import type { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import type { Conflict, InvalidInput } from '../common/graphql/user-error.graphql.js';
import type { Idempotency } from '../common/idempotency/idempotency.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { newId } from '../common/ids.js';
import type { Database } from '../common/persistence/database.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import type { Ciphers } from '../common/tokens.js';
import type { LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import { signingKeyOf, succession } from './gateway-key.policy.js';
import { type GatewayKey, GatewayKeysRepository } from './gateway-keys.repository.js';

export type RotationResult = GatewayKey | InvalidInput | Conflict;

const MAX_LEAD_SECONDS = 604_800;
const DEFAULT_LEAD_SECONDS = 3_600;

const ROTATION = z.object({
  algorithm: z.enum(SIGNING_ALGORITHMS),
  leadSeconds: z
    .int()
    .min(0, 'The lead is 0 seconds or more.')
    .max(MAX_LEAD_SECONDS, 'The lead is at most 604800 seconds (seven days).')
    .nullish()
    .transform((seconds) => seconds ?? DEFAULT_LEAD_SECONDS),
  isCompromised: z
    .boolean()
    .nullish()
    .transform((is) => is ?? false),
  idempotencyKey: IDEMPOTENCY_KEY,
});

const keyContext = (id: string): string => `gateway_key:${id}`;

/** The keys by which the gateway itself signs: made when first needed, published as a JWK set, rotated without a gap. */
export class GatewayKeys {
  private readonly repository: GatewayKeysRepository;
  private read: { readonly keys: Promise<GatewayKey[]>; readonly atMs: number } | undefined;
  private readonly imported = new Map<string, Promise<CryptoKey>>();

  /** @param maxAgeMs how long a replica may go on with the keys that it read: bounds how long a compromised one signs */
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly ciphers: Ciphers,
    private readonly maxAgeMs: number,
  ) {
    this.repository = new GatewayKeysRepository(database);
  }

  /** The public keys, for everybody (RFC 7517 §5). */
  async published(): Promise<PublicSigningJwk[]> {
    return (await this.known()).map(({ publicJwk }) => publicJwk);
  }

  /** Makes sure that there is a key of this algorithm, so that receivers can be told of it. */
  async ensure(algorithm: SigningAlgorithm): Promise<void> {
    await this.signingKey(algorithm);
  }

  /** Signs a JSON object as JWS in compact form (RFC 7515 §7.1) with the present key of an algorithm. */
  async sign(payload: object, typ: string, algorithm: SigningAlgorithm): Promise<string> {
    const key = await this.signingKey(algorithm);
    return new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: algorithm, typ, kid: key.id })
      .sign(await this.privateKey(key));
  }

  /** Makes a new key that takes over after a lead; the one before stays published for a while, unless it is compromised. */
  async rotate(context: TenantContext, input: object): Promise<RotationResult> {
    const read = readInput(ROTATION, input);
    if (!read.ok) return read.refusal;
    const { algorithm, leadSeconds, isCompromised } = read.value;
    const made = await this.make(algorithm);
    const result = await this.database.transaction((tx) =>
      this.idempotency.once<RotationResult>(
        tx,
        context,
        'gateway-key.rotate',
        { ...read.value, idempotencyKey: read.value.idempotencyKey ?? null },
        this.clock.now(),
        async () => {
          const nowMs = this.clock.now();
          const generation = (await this.repository.newestGeneration(tx, algorithm)) + 1;
          const times = succession(nowMs, leadSeconds * 1_000, isCompromised);
          // The first key of an algorithm has nobody to take over from.
          const signsFromMs = generation === 1 ? nowMs : times.signsFromMs;
          const key = { ...made, generation, signsFromMs, publishedUntilMs: null, createdAtMs: nowMs };
          await this.add(tx, context, key);
          await this.repository.end(tx, algorithm, generation, times.publishedUntilMs);
          return key;
        },
        (id) => this.existing(tx, id),
      ),
    );
    this.read = undefined;
    return result;
  }

  private async existing(tx: Tx, id: string): Promise<GatewayKey> {
    const key = await new GatewayKeysRepository(tx).byId(id);
    if (!key) throw new Error('a key of the gateway is gone');
    return key;
  }

  private async signingKey(algorithm: SigningAlgorithm): Promise<GatewayKey> {
    const find = async () =>
      signingKeyOf(
        (await this.known()).filter((key) => key.algorithm === algorithm),
        this.clock.now(),
      );
    const known = await find();
    if (known) return known;
    await this.makeFirst(algorithm);
    const made = await find();
    if (!made) throw new Error(`no ${algorithm} key of the gateway signs at this moment`);
    return made;
  }

  /** Several processes may do so at once: one of them is first, and the others use its key. */
  private async makeFirst(algorithm: SigningAlgorithm): Promise<void> {
    const made = await this.make(algorithm);
    await this.database.transaction(async (tx) => {
      if ((await this.repository.newestGeneration(tx, algorithm)) > 0) return;
      const nowMs = this.clock.now();
      const key = { ...made, generation: 1, signsFromMs: nowMs, publishedUntilMs: null, createdAtMs: nowMs };
      await this.add(tx, { system: 'gateway-keys' }, key);
    });
    this.read = undefined;
  }

  private async add(tx: Tx, author: LedgerAuthor, key: GatewayKey): Promise<void> {
    // A concurrent twin was first: undo this one and look again.
    if (!(await this.repository.insert(tx, key))) throw new RunAgainError();
    const { id, algorithm, generation, signsFromMs } = key;
    await this.ledger.append(tx, author, [
      {
        action: 'gateway-key.add',
        subjectType: 'gateway_key',
        subjectId: id,
        detail: { algorithm, generation, signsFromMs },
      },
    ]);
  }

  private async make(
    algorithm: SigningAlgorithm,
  ): Promise<Pick<GatewayKey, 'id' | 'algorithm' | 'publicJwk' | 'privateJwk'>> {
    const id = newId();
    const { privateJwk, publicJwk } = await generateSigningKey(algorithm, id);
    return {
      id,
      algorithm,
      publicJwk,
      privateJwk: this.ciphers.fields.encrypt(JSON.stringify(privateJwk), keyContext(id)),
    };
  }

  private async known(): Promise<GatewayKey[]> {
    const nowMs = this.clock.now();
    const isFresh = this.read && Math.abs(nowMs - this.read.atMs) <= this.maxAgeMs;
    if (!isFresh) this.read = { keys: this.repository.published(nowMs), atMs: nowMs };
    const { read } = this;
    try {
      return (await read?.keys) ?? [];
    } catch (error) {
      if (this.read === read) this.read = undefined;
      throw error;
    }
  }

  private privateKey({ id, algorithm, privateJwk }: GatewayKey): Promise<CryptoKey> {
    const known = this.imported.get(id);
    if (known !== undefined) return known;
    const jwk = JSON.parse(this.ciphers.fields.decrypt(privateJwk, keyContext(id))) as PrivateSigningJwk;
    const imported = importJWK(jwk, algorithm).then((key) => {
      if (key instanceof Uint8Array) throw new TypeError('a symmetric key cannot sign for the gateway');
      return key;
    });
    this.imported.set(id, imported);
    return imported;
  }
}
