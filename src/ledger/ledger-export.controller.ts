import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { LedgerReadingService } from './ledger-reading.service.js';

const SEQ = /^\d{1,15}$/;

/** The ledger as a stream, for `liaison ledger verify` and for anybody's own check. */
@Controller('v1/ledger')
export class LedgerExportController {
  constructor(private readonly reading: LedgerReadingService) {}

  /** NDJSON: a header with the heads, then one entry a line. `after` leaves out what was exported before. */
  @Get('export')
  @Header('cache-control', 'no-store')
  @RequiresScope('ledger:read')
  async export(@CurrentContext() context: TenantContext, @Query('after') after: unknown): Promise<StreamableFile> {
    const lines = await this.reading.export(context, seqOf(after));
    if (!lines) throw new HttpProblem(400, 'INVALID_INPUT', '`after` is beyond the head of the ledger.', 'after');
    return new StreamableFile(Readable.from(lines), { type: 'application/x-ndjson' });
  }
}

function seqOf(after: unknown): number {
  if (after === undefined) return 0;
  if (typeof after === 'string' && SEQ.test(after)) return Number(after);
  throw new HttpProblem(400, 'INVALID_INPUT', '`after` must be the number of an entry.', 'after');
}
