import { Module } from '@nestjs/common';
import { DisclosureUsesResolver } from './disclosure-uses.resolver.js';
import { DisclosureUsesService } from './disclosure-uses.service.js';

/** What agencies do with disclosures, held to their handling. */
@Module({ providers: [DisclosureUsesService, DisclosureUsesResolver] })
export class DisclosureUsesModule {}
