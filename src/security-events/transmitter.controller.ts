import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Public } from '../common/context/operation.decorators.js';
import { SETTINGS } from '../common/tokens.js';
import { POLL_METHOD, PUSH_METHOD } from './stream-configuration.js';

/** What the gateway tells receivers about itself as a transmitter (Shared Signals Framework 1.0 §7). */
@Controller('.well-known')
export class TransmitterController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get('ssf-configuration')
  @Header('cache-control', 'public, max-age=300')
  @Public('a receiver reads where and how streams are managed before it has anything else')
  configuration(): object {
    const { LIAISON_PUBLIC_URL: issuer } = this.settings;
    const at = (path: string) => `${issuer}/v1/ssf/${path}`;
    return {
      spec_version: '1_0',
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      delivery_methods_supported: [PUSH_METHOD, POLL_METHOD],
      configuration_endpoint: at('stream'),
      status_endpoint: at('status'),
      add_subject_endpoint: at('subjects/add'),
      remove_subject_endpoint: at('subjects/remove'),
      verification_endpoint: at('verify'),
      authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
      default_subjects: 'ALL',
    };
  }
}
