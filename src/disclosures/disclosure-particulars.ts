import { Inject, Injectable } from '@nestjs/common';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import type { RequestContent } from './disclosure-completeness.js';
import { particularsContext } from './disclosure-vocabulary.js';
import type { StoredRequest } from './disclosures.repository.js';

/** What a request says in words: it may name people, so it rests encrypted. */
export type Particulars = Pick<RequestContent, 'purpose' | 'caseNumber' | 'authorisingOfficer' | 'dangerToLife'>;

/** Seals and opens the words of requests. */
@Injectable()
export class DisclosureParticulars {
  constructor(@Inject(CIPHERS) private readonly ciphers: Ciphers) {}

  seal(requestId: string, particulars: Particulars): string {
    return this.ciphers.fields.encrypt(JSON.stringify(particulars), particularsContext(requestId));
  }

  open({ id, particulars }: Pick<StoredRequest, 'id' | 'particulars'>): Particulars {
    return JSON.parse(this.ciphers.fields.decrypt(particulars, particularsContext(id))) as Particulars;
  }

  /** Everything that a request says, for the check of its completeness. */
  contentOf(request: StoredRequest, instrumentCount: number): RequestContent {
    return { ...request, ...this.open(request), hasPlatform: request.platformId !== null, instrumentCount };
  }
}
