import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../common/context/operation.decorators.js';
import { GatewayKeys } from './gateway-keys.service.js';

/** Where everybody finds the keys that verify what the gateway signed. */
@Controller('.well-known')
export class GatewayKeysController {
  constructor(private readonly keys: GatewayKeys) {}

  /** A JWK set (RFC 7517 §5). A receiver may keep it for five minutes, far less than a new key's lead. */
  @Get('jwks.json')
  @Header('content-type', 'application/jwk-set+json')
  @Header('cache-control', 'public, max-age=300')
  @Public('receivers verify signatures by these public keys')
  async jwks(): Promise<string> {
    return JSON.stringify({ keys: await this.keys.published() });
  }
}
