import { Module } from '@nestjs/common';
import { BlacklistResolver } from './blacklist.resolver.js';
import { BlacklistService } from './blacklist.service.js';
import { EntityBlacklistResolver } from './entity-blacklist.resolver.js';

@Module({ providers: [BlacklistService, BlacklistResolver, EntityBlacklistResolver], exports: [BlacklistService] })
export class BlacklistModule {}
